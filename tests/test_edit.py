"""sources.toml changed by command: what was not addressed stands."""

import os
import re
import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import draft as drafting
from feeds.config import load_config
from feeds.draft import draft
from feeds.edit import Addition, Removal, Switch, change_text
from feeds.errors import ConfigError, RubriqueError
from feeds.toml_lines import TOKEN

SITE = "# La veille\n[site]\ntitle = \"Veille\"   # le nom\nbase_url = 'https://veille.example/'\n"
A = '[[sources]]\nid = "a"\npath = "articles"\n'
B = '[[sources]]\nid = "b"\nurl = "https://b.example/feed"\n'
NEW = {"id": "n", "url": "https://n.example/feed"}
BLOCK = '[[sources]]\nid = "n"\nurl = "https://n.example/feed"\n'


# -- what is added ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(SITE, SITE + "\n" + BLOCK, id="where there is none"),
        pytest.param(SITE + "\n" + A, SITE + "\n" + A + "\n" + BLOCK, id="below the others"),
        pytest.param(SITE + A.rstrip(), SITE + A + "\n" + BLOCK, id="below a last line that does not end"),
        pytest.param(SITE + A + "\n\n", SITE + A + "\n\n" + BLOCK, id="below blank lines"),
        pytest.param(SITE + A + "# fin\n", SITE + A + "# fin\n\n" + BLOCK, id="below a comment"),
        pytest.param("", BLOCK, id="in an empty file"),
    ],
)
def test_a_block_is_put_at_the_end(before, after):
    assert change_text(before, [Addition([NEW])]) == after


INLINE = '{id = "n", url = "https://n.example/feed"}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("sources = []\n" + SITE, f"sources = [{INLINE}]\n" + SITE, id="empty"),
        pytest.param(
            'sources = [{id = "a", path = "x"}]\n' + SITE,
            f'sources = [{{id = "a", path = "x"}}, {INLINE}]\n' + SITE,
            id="in one line",
        ),
        pytest.param(
            'sources = [\n  {id = "a", path = "x"}, # un\n  # deux\n]  # fin\n' + SITE,
            f'sources = [\n  {{id = "a", path = "x"}}, # un\n  # deux\n  {INLINE},\n]  # fin\n' + SITE,
            id="in several lines",
        ),
        pytest.param(
            'sources = [\n  {id = "a", path = "x"} # un }\n]\n' + SITE,
            f'sources = [\n  {{id = "a", path = "x"}}, # un }}\n  {INLINE},\n]\n' + SITE,
            id="without a last comma",
        ),
    ],
)
def test_a_list_of_inline_tables_grows_by_one_more(before, after):
    assert change_text(before, [Addition([NEW])]) == after


def test_a_category_is_added_with_its_source_below_it():
    before = f"{SITE}\n[categories.jardins]\n"

    text = change_text(before, [Addition([NEW], {"robots": {"label": "Robots"}})])

    assert text == before + '\n[categories.robots]\nlabel = "Robots"\n\n' + BLOCK


def test_the_first_category_is_added_to_those_shipped(tmp_path):
    (tmp_path / "sources.toml").write_text(change_text(SITE, [Addition(categories={"robots": {"label": "Robots"}})]))

    config = load_config(tmp_path / "sources.toml")

    labels = {category.key: category.label for category in config.categories}
    assert labels == {"ia": "IA", "startups": "Startups", "marketing": "Marketing", "robots": "Robots"}


def test_a_category_is_added_to_an_inline_table():
    text = change_text("categories = {ia = {}} # nos sujets\n", [Addition(categories={"robots": {"label": "R"}})])

    assert text == 'categories = {ia = {},robots = {label = "R"}} # nos sujets\n'


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_written_as_what_it_is(title):
    text = change_text(SITE, [Addition([NEW | {"title": title}])])

    assert tomllib.loads(text)["sources"] == [NEW | {"title": title}]


# -- what is taken out --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"{SITE}\n{A}\n{B}", f"{SITE}\n{B}", id="its block"),
        pytest.param(f"{SITE}\n{B}\n{A}", f"{SITE}\n{B}", id="its block at the end"),
        pytest.param(f"{SITE}\n# de a\n{A}\n{B}", f"{SITE}\n{B}", id="a comment that touches it alone"),
        pytest.param(f"{A}# de b ?\n{B}", f"# de b ?\n{B}", id="not what touches another, too"),
        pytest.param(f"{B}# de b ?\n{A}", f"{B}# de b ?\n", id="nor what touches another above it"),
        pytest.param(f"# tous\n\n{A}\n{B}", f"# tous\n\n{B}", id="not a comment above a blank line"),
        pytest.param(f"{SITE}\n# --- Presse ---\n{A}\n{B}", f"{SITE}\n# --- Presse ---\n\n{B}", id="not a heading"),
        pytest.param(f"{A}# jusqu'en mai\n\n{B}", B, id="a comment below its keys"),
        pytest.param(f"{A}\n# libre\n\n{B}", f"# libre\n\n{B}", id="not a comment that stands apart"),
        pytest.param(f"{SITE}{A}{B}", f"{SITE}{B}", id="where no blank lines stand"),
        pytest.param(f"{A}[sources.headers]\nX = '1'\n\n{B}", B, id="the tables below it"),
        pytest.param(f"{A}\n{SITE}[sources.headers]\nX = '1'\n", SITE, id="the tables that stand elsewhere"),
        pytest.param('sources = [{id = "a", path = "x"}]\n' + SITE, "sources = []\n" + SITE, id="an inline table"),
    ],
)
def test_with_a_source_goes_what_is_clearly_its_own(before, after):
    assert change_text(before, [Removal("a")]) == after


# -- what is turned off and on ------------------------------------------------------------------------------------


def test_a_source_is_turned_off_by_a_key_below_its_others():
    text = f"{SITE}\n  [[sources]]\n  id = 'a'\n  path = '''\narticles'''\n  # fin\n\n{B}"

    off = change_text(text, [Switch("a", is_on=False)])

    assert off == text.replace("articles'''\n", "articles'''\n  enabled = false\n")
    assert change_text(off, [Switch("a", is_on=True)]) == text


def test_a_comment_on_the_switch_stands():
    off = A + "enabled =  false  # jusqu'au printemps\n" + B

    assert change_text(off, [Switch("a", is_on=True)]) == off.replace("false", "true")
    assert change_text(off, [Switch("a", is_on=False)]) == off


def test_an_inline_table_is_turned_off_and_on():
    text = 'sources = [ {id = "a", path = "x"}, # un\n  {id = "b", path = "y"}]\n'

    off = change_text(text, [Switch("a", is_on=False)])

    assert off == text.replace('"x"', '"x", enabled = false')
    assert change_text(off, [Switch("a", is_on=True)]) == off.replace("false", "true")


def test_a_source_that_is_not_there_is_named():
    with pytest.raises(RubriqueError, match=r"^c: no block of sources\.toml has this id"):
        change_text(SITE + A, [Switch("c", is_on=False)])


# -- any file, any command ----------------------------------------------------------------------------------------

blanks = st.text(" \t", max_size=2)
comments = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=6).map(lambda text: f"#{text}")
fillers = st.lists(st.one_of(blanks, comments), max_size=3).map(lambda lines: "".join(f"{line}\n" for line in lines))
words = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="'\"\\"), max_size=5)
quoted = st.builds(lambda text, quote: f"{quote}{text}{quote}", words, st.sampled_from(["'", '"', "'''", '"""']))
strings = st.one_of(quoted, st.builds("'''\n{}\n[[sources]]\n# {}'''".format, words, words))


@st.composite
def blocks(draw, number):
    title = draw(st.sampled_from(["title", '"title"', " 'title' "]))
    keys = [f'id = "s{number}"', draw(st.sampled_from(['path="x"', "url  = 'https://s.example/#a'"]))]
    keys += [f"{title} = {draw(strings)}"] if draw(st.booleans()) else []
    keys += ["enabled = false"] if draw(st.booleans()) else []
    keys += ["headers.X-A = '1'"] if draw(st.booleans()) else []
    lines = "".join(
        f"{draw(blanks)}{key}{draw(st.sampled_from(['', ' # fin']))}\n{draw(fillers)}"
        for key in draw(st.permutations(keys))
    )
    header = draw(st.sampled_from(["[[sources]]", "[[ sources ]] # a", '  [["sources"]]']))
    return f"{draw(fillers)}{header}\n{draw(fillers)}{lines}"


@st.composite
def files(draw):
    tables = [SITE, "[categories.ia]\n", *(draw(blocks(n)) for n in range(draw(st.integers(1, 3))))]
    text = draw(fillers).join(draw(st.permutations(tables)))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return (text if draw(st.booleans()) else text.rstrip("\n")).replace("\n", end)


def parts(text):
    """The lines of a text, with their ends."""
    return re.findall("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


def known(text):
    return tomllib.loads(re.sub("\r\n?", "\n", text))


@given(files())
def test_an_addition_leaves_every_byte_of_any_file(text):
    after = change_text(text, [Addition([NEW])])

    assert after.startswith(text)
    assert known(after)["sources"] == [*known(text)["sources"], NEW]


@given(files(), st.data())
def test_a_removal_leaves_every_other_line_of_any_file(text, data):
    before = known(text)
    source = data.draw(st.sampled_from(before["sources"]))

    after = change_text(text, [Removal(source["id"])])

    assert known(after).get("sources", []) == [other for other in before["sources"] if other is not source]
    lost, rest = [], iter(parts(after))
    line = next(rest, None)
    for old in parts(text):
        if old == line:
            line = next(rest, None)
        else:
            lost.append(old.strip())
    assert line is None
    assert len(lost) < len(parts(text))


@given(files(), st.data())
def test_turning_a_source_touches_one_line_of_any_file_and_back_none(text, data):
    source = data.draw(st.sampled_from(known(text)["sources"]))
    is_on = source.get("enabled", True)

    turned = change_text(text, [Switch(source["id"], is_on=not is_on)])

    differing = set(parts(text)) ^ set(parts(turned))
    assert all("enabled" in line for line in differing if line.strip()) or not text.endswith(("\r", "\n"))
    [now] = [s for s in known(turned)["sources"] if s["id"] == source["id"]]
    assert now.get("enabled", True) is not is_on
    if is_on:
        back = change_text(turned, [Switch(source["id"], is_on=True)])
        assert back.rstrip("\r\n") == text.rstrip("\r\n")


@st.composite
def lists(draw):
    """A file whose sources are a list of inline tables, in one line or several, comments where they may stand."""
    gap = st.one_of(blanks, st.builds("{}\n{}".format, comments, blanks), st.just("\n  "))
    tables = [
        f'{{{draw(blanks)}id = "s{n}",{draw(blanks)}path = {draw(quoted)}{draw(blanks)}}}'
        for n in range(draw(st.integers(0, 3)))
    ]
    inner = ",".join(f"{draw(gap)}{table}{draw(gap)}" for table in tables)
    last = f",{draw(gap)}" if tables and draw(st.booleans()) else draw(gap)
    return f"{draw(fillers)}sources = [{inner}{last}]{draw(st.sampled_from(['', ' # fin']))}\n{SITE}"


def notes(text):
    """The comments of a text, in their order."""
    return [piece for piece in TOKEN.findall(text) if piece.startswith("#")]


@given(lists())
def test_a_list_grows_with_every_comment_in_its_place(text):
    after = change_text(text, [Addition([NEW])])

    assert known(after)["sources"] == [*known(text)["sources"], NEW]
    assert notes(after) == notes(text)
    assert after.endswith(SITE)


@given(lists().filter(lambda text: known(text)["sources"]), st.data())
def test_one_of_a_list_is_turned_off_or_taken_out_and_the_others_stand(text, data):
    sources = known(text)["sources"]
    source = data.draw(st.sampled_from(sources))

    off = change_text(text, [Switch(source["id"], is_on=False)])
    out = change_text(text, [Removal(source["id"])])

    assert known(off)["sources"] == [s | ({"enabled": False} if s is source else {}) for s in sources]
    assert notes(off) == notes(text)
    assert known(out)["sources"] == [other for other in sources if other is not source]
    assert known(out)["site"] == known(text)["site"]


# -- the file -----------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "sources.toml"
    path.write_text(SITE + A)
    return path


def test_bom_and_line_ends_stand(file):
    before = b"\xef\xbb\xbf" + (SITE + A).replace("\n", "\r\n").encode()
    file.write_bytes(before)

    draft(file, [Addition([NEW])]).write()

    assert file.read_bytes() == before + b"\r\n" + BLOCK.replace("\n", "\r\n").encode()


def test_a_link_stays_one_and_the_mode_stays(file, tmp_path):
    real = tmp_path / "elsewhere" / "real.toml"
    real.parent.mkdir()
    file.rename(real)
    real.chmod(0o640)
    file.symlink_to(real)

    draft(file, [Addition([NEW])]).write()

    assert file.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert [source.id for source in load_config(file).sources] == ["a", "n"]
    assert os.listdir(real.parent) == ["real.toml"]


def test_a_change_that_would_be_a_fault_is_refused_with_the_fault(file):
    before = file.read_bytes()

    with pytest.raises(ConfigError, match=r'sources\.toml: `id` cannot be "a" in \[\[sources\]\] 2, line 10'):
        draft(file, [Addition([NEW | {"id": "a"}])])

    assert file.read_bytes() == before


def test_what_someone_else_changed_in_between_is_not_overwritten(file):
    waiting = draft(file, [Addition([NEW])])
    file.write_text(SITE + A + "# à moi\n")

    with pytest.raises(ConfigError, match="someone else has just changed it"):
        waiting.write()

    assert file.read_text() == SITE + A + "# à moi\n"


def test_a_draft_that_cannot_be_written_leaves_the_file_and_nothing_beside_it(file, monkeypatch):
    waiting = draft(file, [Addition([NEW])])
    monkeypatch.setattr(drafting.os, "fsync", full)

    with pytest.raises(ConfigError, match="cannot be written: No space left on device"):
        waiting.write()

    assert file.read_text() == SITE + A
    assert os.listdir(file.parent) == ["sources.toml"]


def full(_):
    raise OSError(28, "No space left on device")


@pytest.mark.usefixtures("uncounted")
def test_five_thousand_sources_are_added_to_five_thousand(file):
    many = [{"id": f"s{n}", "url": f"https://s{n}.example/feed"} for n in range(10_000)]
    draft(file, [Addition(many[:5000])]).write()

    draft(file, [Addition(many[5000:])]).write()

    assert len(load_config(file).sources) == 10_001
    assert Path(file).read_text().startswith(SITE + A)
