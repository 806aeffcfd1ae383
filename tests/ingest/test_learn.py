"""What corrections teach, and what a change of the rules moves."""

import tomllib
from dataclasses import replace

import pytest

from feeds.category import Category
from feeds.errors import ConfigError
from feeds.faults import Places
from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import compile_rules
from feeds.ingest.learn import Change, file_all, file_left_out, learn, teach
from feeds.ingest.learned import Learned, read_learned, write_learned
from feeds.ingest.lexicon import Term
from feeds.ingest.moves import Move, moves
from feeds.ingest.samples import Taught
from feeds.model import Entry, Filing, Reason, Tag
from feeds.toml_lines import key_lines

POTTERY = Category("poterie", "Poterie", ("tour de potier",), weak=("terre",))
PLACES = ("Lille", "Brest", "Dax", "Nice", "Lyon", "Metz", "Pau", "Agen", "Caen", "Albi")


def taught(title: str, belongs: bool, *, source: str = "", tags: tuple[str, ...] = ()) -> Taught:
    return Taught(Entry(title=title, tags=tuple(map(Tag, tags))), source, {"poterie": belongs})


def many(title: str, belongs: bool, **more: object) -> list[Taught]:
    """Return articles that share but these words."""
    return [taught(f"{title} {place}", belongs, **more) for place in PLACES]


def change_of(articles: list[Taught], text: str) -> Change:
    [change] = [change for change in learn(articles, [POTTERY]).lessons["poterie"].changes if change.text == text]
    return change


def test_a_word_that_misleads_loses_weight_and_says_on_which_evidence():
    change = change_of([*many("Poterie à", False), *many("Tour de potier à", True)], "Poterie")

    assert (change.kind, change.before, change.of_ours, change.of_others) == ("term", 3.2, 0, 10)
    assert change.after < 3.2


def test_a_weak_word_that_proves_itself_gains_weight():
    change = change_of([*many("Terre à", True), *many("Pluie à", False)], "terre")

    assert (change.before, change.of_ours, change.of_others) == (1.0, 10, 0)
    assert change.after > 1.2


def test_a_new_word_is_proposed_where_articles_that_belong_share_it():
    change = change_of([*many("Cuisson au four à", True), *many("Pluie sur", False)], "cuisson au four")

    assert (change.kind, change.before, change.of_ours, change.of_others) == ("term", 0.0, 10, 0)


@pytest.mark.parametrize("title", ["Cuisson au four à", "Le tour à"])
def test_a_word_that_others_share_alike_is_not_proposed(title):
    articles = [*many(title, True), *many(title, False), *many(title, False)]

    changes = learn(articles, [POTTERY]).lessons["poterie"].changes

    assert [change.text for change in changes if change.before == 0] == []


@pytest.mark.parametrize(("kind", "more"), [("tag", {"tags": ("Grès & Faïence",)}), ("source", {"source": "atelier"})])
def test_a_tag_and_a_source_gain_points_of_their_own(kind, more):
    articles = [*many("Rien sur", True, **more), *many("Rien sur", False)]

    [change] = [change for change in learn(articles, [POTTERY]).lessons["poterie"].changes if change.kind == kind]

    assert change.text == {"tag": "gres & faience", "source": "atelier"}[kind]
    assert (change.before, change.of_ours, change.of_others) == (0.0, 10, 0)
    assert change.after > 1


def test_what_is_learned_files_the_next_article():
    learned = teach([*many("Rien sur", True, tags=("grès",)), *many("Rien sur", False)], [POTTERY])
    entry = Entry(title="Autre chose", tags=(Tag("Grès"),))

    [before], [after] = (categorise(entry, compile_rules([POTTERY], some)) for some in ({}, learned))

    assert before.score == 0
    assert after.score > 0
    assert [(reason.term, reason.place) for reason in after.reasons] == [("Grès", "tags")]


def test_the_gain_is_that_of_articles_left_out():
    proposal = learn([*many("Cuisson au four à", True), *many("Pluie sur", False)], [POTTERY])

    lesson = proposal.lessons["poterie"]
    assert (lesson.f1_before, lesson.gain) == (0.0, lesson.f1_after)
    assert lesson.f1_after > 0.9


def test_an_article_is_filed_by_what_other_groups_teach_alone():
    articles = [*many("Cuisson au four à", True), *many("Pluie sur", False)]
    groups = [article.belongs["poterie"] for article in articles]  # so that none is taught by one like it

    filed = file_left_out(articles, [POTTERY], groups)

    assert filed == file_all(articles, compile_rules([POTTERY]))


def test_nothing_is_learned_of_a_category_without_articles_on_both_sides():
    proposal = learn(many("Cuisson au four à", True), [POTTERY])

    assert (proposal.lessons, proposal.learned) == ({}, {})


def test_a_category_that_was_not_decided_of_an_article_learns_nothing_from_it():
    other = replace(POTTERY, key="couture", label="Couture")
    articles = [*many("Cuisson au four à", True), *many("Pluie sur", False)]

    proposal = learn(articles, [POTTERY, other])

    assert set(proposal.learned) == {"poterie"}


def test_what_an_editor_excludes_is_never_learned_anew():
    category = replace(POTTERY, exclude=("cuisson",))

    learned = teach([*many("Cuisson au four à", True), *many("Pluie sur", False)], [category])

    assert "cuisson" not in [term.text for term in learned["poterie"].terms]


def test_a_learned_weight_stands_in_the_place_of_the_shipped_one_in_its_language():
    learned = {"ia": Learned(terms=(Term("transformer", 2.0),))}
    rules = compile_rules([Category("ia", "IA")], learned)

    french, english = (categorise(Entry(title="Transformer", language=code), rules)[0] for code in ("fr", "en"))

    assert french.score == 0
    assert english.reasons == (Reason("transformer", "title", 1, 8.0),)


def test_what_was_learned_is_read_as_it_was_written():
    learned = {
        "ia": Learned((Term("[€] levés", 0.1), Term('l\'"IA" \\ …', 2.5)), {"gres, faience": 1.2}, {"a-b": -0.7}),
        "vide": Learned(),
        "c-1": Learned(sources={"x": 3.0}),
    }

    written = write_learned(learned)

    assert read(written) == {"ia": learned["ia"], "c-1": learned["c-1"]}
    assert write_learned(read(written)) == written


def read(text: str) -> dict[str, Learned]:
    tree = tomllib.loads(text)
    return read_learned(tree, Places("learned.toml", key_lines(text), tree), ["ia", "c-1"])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ia = 3", "`ia` cannot be 3, line 1: a table is needed"),
        ("[ia]\nterms = 3", "`terms` cannot be 3 in [ia], line 2: a table is needed"),
        ("[ia.words]\nIA = 1", "unknown key `words` in [ia], line 1: it may be `terms`, `tags`, `sources`"),
        ('[ia.terms]\nIA = "x"', '`IA` cannot be "x" in [ia], line 2: a number from -100 to 100 is needed'),
        ("[ia.tags]\nx = [1]", "`x` cannot be [1] in [ia], line 2: a number from -100 to 100 is needed"),
        ("[ia.sources]\nx = true", "`x` cannot be true in [ia], line 2: a number from -100 to 100 is needed"),
        ("[ia.tags]\nx = nan", "`x` cannot be nan in [ia], line 2: a number from -100 to 100 is needed"),
        ("[ia.tags]\nx = -inf", "`x` cannot be -inf in [ia], line 2: a number from -100 to 100 is needed"),
        ("[ia.tags]\nx = 1e300", "`x` cannot be 1e+300 in [ia], line 2: a number from -100 to 100 is needed"),
        ("[ia.terms]\n'a … b … c … d' = 1", "`a … b … c … d` is no term in [ia], line 2: a word is needed"),
        ("[ia.terms]\n'' = 1", "`` is no term in [ia], line 2: a word is needed"),
        ("[iaa.terms]\nIA = 1", "unknown category `iaa`, line 1: did you mean `ia`?"),
        ("[soir.terms]\nIA = 1", "unknown category `soir`, line 1: remove its tables: no category has this key"),
    ],
)
def test_what_cannot_have_been_learned_is_a_fault_with_its_place_and_a_remedy(text, fault):
    with pytest.raises(ConfigError) as raised:
        read(text)

    assert raised.value.faults[0].startswith(f"learned.toml: {fault}")
    assert len(raised.value.faults) == 1


def test_all_that_is_wrong_in_what_was_learned_is_told_at_once():
    with pytest.raises(ConfigError) as raised:
        read("[soir.terms]\nIA = 1\n[ia.terms]\nIA = true\nLLM = nan\n[c-1]\nmots = 1")

    assert len(raised.value.faults) == 4


def test_a_move_is_a_category_gained_or_lost():
    gone, stays, new = (Filing(key, 6.0, True, "to check") for key in ("a", "b", "c"))
    lost = replace(stays, given=False)

    moved = moves([gone, stays, new], [lost, new])

    assert moved == (Move(stays, lost), Move(gone, Filing("a", 0.0, False, "no")))
    assert moves([stays], [replace(stays, score=20.0)]) == ()
