"""The page of what would come in, in a real Chromium: it shows, and nothing runs from it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOSTILE = """<!doctype html><html><head>
<title>Un article &lt;script&gt;document.title='perdu'&lt;/script&gt;</title></head>
<body><article><h1>Un article &lt;script&gt;document.title='perdu'&lt;/script&gt;</h1>
<p onclick="document.title='perdu'">Le premier paragraphe parle d'intelligence artificielle, et il est assez long.</p>
<script>document.title = 'perdu'</script><img src="data:image/png;base64,AAAA" onerror="document.title='perdu'">
<iframe srcdoc="<script>parent.document.title='perdu'</script>"></iframe>
<svg onload="document.title='perdu'"><a href="javascript:document.title='perdu'"><text>ici</text></a></svg>
<p>Un autre paragraphe mène <a href="javascript:document.title='perdu'" id="piege">par ce lien</a> à rien de bon.</p>
<style>body { display: none }</style><meta http-equiv="refresh" content="0;url=data:text/html,perdu">
<p>Un dernier paragraphe finit le texte, avec assez de mots pour qu'il compte parmi ceux de l'article.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of one hostile article and of one file that cannot be read."""
    folder = tmp_path_factory.mktemp("tried")
    (folder / "article.html").write_text(HOSTILE, encoding="utf-8")
    (folder / "vide<b>.txt").write_bytes(b"")
    # In a process of its own: playwright's loop runs in this one.
    command = [sys.executable, "-m", "feeds", "try", "article.html", "vide<b>.txt", "--html-to", "apercu.html"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return folder / "apercu.html"


def test_what_was_tried_is_shown_with_its_text_and_how_it_was_filed(page, reader):
    reader.goto(page.as_uri())

    assert reader.get_by_role("heading", level=1).inner_text() == "Un article ‹script›document.title='perdu'‹/script›"
    assert "Le premier paragraphe parle" in reader.locator(".prose").inner_text()
    assert reader.get_by_role("heading", name="vide<b>.txt").count() == 1
    assert reader.get_by_text("intelligence artificielle").count() >= 1
    assert reader.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 250, 246)"


def test_nothing_runs_from_what_was_tried(page, reader):
    reader.goto(page.as_uri())

    for link in reader.locator("main a").all():
        assert link.get_attribute("href").startswith(("http", "article"))

    assert reader.title() == "rubrique try · Rubrique"
    assert reader.url == page.as_uri()
    assert reader.locator("script, iframe, object, embed, form, [onclick], [onerror], [onload]").count() == 0
    assert {host for host in reader.hosts if host} == set()


def test_a_script_that_got_in_all_the_same_would_not_run(page, reader, tmp_path):
    attacked = page.read_text(encoding="utf-8").replace("</main>", "<script>document.title = 'perdu'</script></main>")
    (tmp_path / "apercu.html").write_text(attacked, encoding="utf-8")

    reader.goto((tmp_path / "apercu.html").as_uri())

    assert reader.title() == "rubrique try · Rubrique"
    assert any("Content Security Policy" in complaint for complaint in reader.complaints)
