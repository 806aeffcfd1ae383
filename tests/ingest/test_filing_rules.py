"""What a category is filed by: its own words, those shipped, its other names, its threshold."""

from dataclasses import replace

import pytest

from feeds.category import Category
from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import compile_rules
from feeds.ingest.learned import Learned
from feeds.ingest.scale import TAG_NAME_POINTS
from feeds.model import Entry, Reason, Tag
from feeds.rules import Has
from tests.eval import CATEGORIES
from tests.ingest.test_categorise import POTTERY, RULES, TITLE, file_one, paragraphs

AUTOMATES = Category("ia", "Robots", ("automate", "Automate"))
ON_AUTOMATES = Entry(title="Un automate et des robots, mais pas d'intelligence artificielle")


@pytest.mark.parametrize(
    ("category", "terms"),
    [
        pytest.param(AUTOMATES, ["Automate", "intelligence artificielle", "robot"], id="own words beside the shipped"),
        pytest.param(replace(AUTOMATES, shipped=False), ["Automate", "Robots"], id="own words alone, with the label"),
        pytest.param(replace(AUTOMATES, keywords=(), shipped=False), ["Robots"], id="the label alone"),
        pytest.param(
            replace(AUTOMATES, exclude=("Intelligence Artificielle",)),
            ["Automate", "Intelligence Artificielle", "robot"],
            id="a word of one's own in the place of the shipped one",
        ),
    ],
)
def test_a_categorys_own_words_add_to_the_shipped_ones_unless_these_are_set_aside(category, terms):
    filing = file_one(ON_AUTOMATES, category)

    assert sorted(reason.term for reason in filing.reasons) == terms


@pytest.mark.parametrize(
    ("words", "title", "lead"),
    [("strong", "sure", True), ("keywords", "sure", False), ("weak", "to check", False), ("exclude", "no", False)],
)
def test_a_strong_word_suffices_in_the_lead_a_keyword_in_the_title_and_a_weak_one_nowhere(words, title, lead):
    category = replace(Category("gourmands", "Gourmands"), **{words: ("soufflé",)})

    in_title = file_one(Entry(title="Un soufflé"), category)
    in_lead = file_one(Entry(content_html=paragraphs("Un soufflé")), category)

    assert (in_title.verdict, in_lead.given) == (title, lead)


def test_a_word_to_exclude_undoes_a_keyword_that_stands_in_the_same_place():
    category = Category("robots", "Robots", exclude=("robot cuiseur",))

    filing = file_one(Entry(title="Robots : le robot cuiseur"), category)

    assert filing.score == 0
    assert [(reason.term, reason.points) for reason in filing.reasons] == [("Robots", TITLE), ("robot cuiseur", -TITLE)]


@pytest.mark.parametrize(("threshold", "verdict"), [(4.0, "sure"), (12.0, "to check"), (13.0, "to check"), (30, "no")])
def test_a_threshold_moves_what_is_sure_and_what_is_to_check(threshold, verdict):
    filing = file_one(Entry(title="Poterie"), replace(POTTERY, threshold=threshold))

    assert (filing.given, filing.verdict) == (filing.score >= threshold, verdict)


@pytest.mark.parametrize(
    "tag",
    ["poterie", "Potérie", "#Poterie", "cuisine, POTERIE", "art_de_la_terre", "#ArtDeLaTerre", "arts de la terre"],
)
def test_a_tag_that_names_a_category_is_evidence_for_it(tag):
    category = replace(POTTERY, synonyms=("Art de la terre",))

    filing = file_one(Entry(tags=(Tag(tag),)), category)

    assert [(reason.place, reason.points) for reason in filing.reasons] == [("tags", TAG_NAME_POINTS)]
    assert not filing.given


@pytest.mark.parametrize("tag", ["Intelligence artificielle", "AI", "ai", "artificial-intelligence", "IA"])
def test_a_shipped_category_is_known_by_its_other_names(tag):
    filings = categorise(Entry(tags=(Tag(tag),)), RULES)

    assert [filing.score for filing in filings] == [TAG_NAME_POINTS, 0, 0]


def test_a_category_of_which_nothing_is_known_goes_by_its_label():
    filing = file_one(Entry(title="La cuisine du Sud"), Category("gourmands", "Cuisine"))

    assert filing.reasons == (Reason("Cuisine", "title", 1, TITLE),)


def test_rules_have_one_version_until_they_change():
    versions = {
        compile_rules(CATEGORIES).version,
        compile_rules(list(CATEGORIES)).version,
        compile_rules([replace(c, keywords=("b", "a")) for c in CATEGORIES]).version,
        compile_rules([replace(c, keywords=("a", "b"), examples=("tag:x",)) for c in CATEGORIES]).version,
        compile_rules(CATEGORIES[::-1]).version,
        compile_rules([replace(c, synonyms=("a",)) for c in CATEGORIES]).version,
        compile_rules([replace(c, threshold=6) for c in CATEGORIES]).version,
        compile_rules([replace(c, match=Has("title", ("a",))) for c in CATEGORIES]).version,
        compile_rules(CATEGORIES, {"ia": Learned(sources={"a": 1.0})}).version,
    }

    assert len(versions) == 7
