"""Entries filed under categories: what counts, how much, and the reasons given."""

import math

import pytest

from feeds.category import Category
from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import compile_rules
from feeds.ingest.scale import KEYWORD_WEIGHT, PLACES, TAG_PLACE
from feeds.model import Entry, Filing, Reason, Tag
from tests.effort import at_most
from tests.eval import CATEGORIES

RULES = compile_rules(CATEGORIES)
TITLE = round(KEYWORD_WEIGHT * PLACES["title"], 2)  # points of a keyword in a title
POTTERY = Category("poterie", "Poterie", ("tour de potier", "émail"))


def file_one(entry: Entry, *categories: Category, **pins: tuple[str, ...]) -> Filing:
    [filing] = categorise(entry, compile_rules(categories or (POTTERY,)), **pins)
    return filing


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


FILLER = "Les jours passent et la rivière coule sous le pont de pierre. " * 10


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        pytest.param(Entry(title="La poterie"), "title", id="the title"),
        pytest.param(Entry(content_html=paragraphs("La poterie")), "lead", id="the lead"),
        pytest.param(Entry(summary="La poterie"), "lead", id="the summary, without content"),
        pytest.param(Entry(content_html=f"<h2>La poterie</h2>{paragraphs(FILLER)}"), "headings", id="a heading"),
        pytest.param(Entry(content_html=paragraphs(FILLER, "La poterie")), "body", id="the body"),
        pytest.param(Entry(tags=(Tag("poterie d'art"),)), "tags", id="a tag"),
        pytest.param(Entry(tags=(Tag("c42", label="Poterie d'art"),)), "tags", id="the label of a tag"),
    ],
)
def test_a_term_gives_its_weight_times_the_worth_of_its_place(entry, place):
    filing = file_one(entry)

    points = round(KEYWORD_WEIGHT * (PLACES | {"tags": TAG_PLACE})[place], 2)
    assert filing.reasons == (Reason("Poterie", place, 1, points),)
    assert filing.score == points


def test_a_term_said_again_adds_less_the_longer_the_text():
    short = Entry(title="Poterie", content_html=paragraphs("Poterie"))
    long = Entry(title="Poterie", content_html=paragraphs("Poterie", FILLER * 4))

    [reason], [damped] = file_one(short).reasons, file_one(long).reasons

    length = len(f"Poterie\n{(FILLER * 4).strip()}")
    assert reason.points == round(KEYWORD_WEIGHT * (4 + 0.4 * math.log(2)), 2)
    assert damped.points == round(KEYWORD_WEIGHT * (4 + 0.4 * math.log(2) * math.sqrt(600 / length)), 2)
    assert (reason.place, reason.count) == ("title", 2)


def test_the_summary_does_not_count_beside_the_content():
    entry = Entry(summary="La poterie", content_html=paragraphs("Le potager"))

    filing = file_one(entry)

    assert filing.score == 0


def test_a_word_that_ends_the_lead_is_not_cut():
    entry = Entry(content_html=paragraphs("x" * 446 + " poterie " + FILLER))

    [reason] = file_one(entry).reasons

    assert reason.place == "lead"


def test_what_stands_after_twenty_thousand_characters_is_not_read():
    entry = Entry(content_html=paragraphs("mot " * 5_100, "La poterie"))

    filing = file_one(entry)

    assert filing.score == 0


def test_a_tag_counts_once_beside_the_text():
    entry = Entry(title="Poterie", tags=(Tag("poterie d'art"), Tag("La Poterie")))

    filing = file_one(entry)

    assert filing.reasons == (Reason("Poterie", "title", 1, TITLE), Reason("Poterie", "tags", 1, KEYWORD_WEIGHT))


def test_a_hint_gives_two_points_and_no_category():
    filing = file_one(Entry(title="Autre chose"), hints=("poterie", "couture"))

    assert filing == Filing("poterie", 2.0, False, "no", (Reason("sources.toml", "source", 1, 2.0),))


def test_a_source_gives_its_categories_whatever_the_score():
    filing = file_one(Entry(title="Autre chose"), given=("poterie",))

    assert filing == Filing("poterie", 0.0, True, "sure", (Reason("sources.toml", "source", 1, 0.0),))


@pytest.mark.parametrize("name", ["poterie", "POTERIE", " Potérie ", "Terre et Feu"])
def test_the_head_of_a_file_gives_the_category_it_names(name):
    category = Category("poterie", "Terre et feu")

    filing = file_one(Entry(title="Autre chose", verdicts=("Voyages", name)), category)

    assert filing == Filing("poterie", 0.0, True, "sure", (Reason(name, "head", 1, 0.0),))


@pytest.mark.parametrize(
    ("entry", "given", "verdict"),
    [
        pytest.param(Entry(content_html=paragraphs(FILLER, "poterie")), False, "no", id="once in the body"),
        pytest.param(Entry(content_html=paragraphs("Poterie")), False, "to check", id="once in the lead"),
        pytest.param(Entry(content_html=paragraphs("Poterie, émail")), True, "to check", id="two terms in the lead"),
        pytest.param(Entry(title="Poterie"), True, "sure", id="in the title"),
    ],
)
def test_the_score_decides(entry, given, verdict):
    filing = file_one(entry)

    assert (filing.given, filing.verdict) == (given, verdict)


def test_every_category_is_filed_best_first_and_ties_in_the_order_of_the_configuration():
    categories = [Category(key, key) for key in ("dernier", "zinc", "poterie", "argile")]
    entry = Entry(title="Poterie", content_html=paragraphs("Le zinc, l'argile"))

    filings = categorise(entry, compile_rules(categories))

    assert [filing.category for filing in filings] == ["poterie", "zinc", "argile", "dernier"]


def test_a_term_of_two_categories_counts_for_both():
    categories = (Category("a", "Argile"), Category("b", "Terre", ("argile",)))

    filings = categorise(Entry(title="Argile"), compile_rules(categories))

    assert [(filing.category, filing.score) for filing in filings] == [("a", TITLE), ("b", TITLE)]


def test_of_two_terms_one_within_the_other_the_outer_one_counts_alone():
    category = Category("a", "Émail", ("émail de Limoges", "Limoges"))

    filing = file_one(Entry(title="L'émail de Limoges, un émail rare"), category)

    assert [(reason.term, reason.count) for reason in filing.reasons] == [("émail de Limoges", 1), ("Émail", 1)]


def test_a_text_full_of_terms_takes_no_longer_than_its_length():
    entry = Entry(title="IA " * 7_000, content_html=paragraphs("IA générative, start-up, marketing " * 600))

    with at_most(1):
        categorise(entry, RULES)


def test_no_categories_give_no_filings():
    assert categorise(Entry(title="Poterie"), compile_rules(())) == ()


@pytest.mark.parametrize(
    ("title", "key", "counts"),
    [
        ("Une marque au sol indique le chemin", "marketing", False),
        ("Une marque au sol, une marque de luxe", "marketing", True),
        ("Ce départ marque une étape et la fin d'une ère", "marketing", False),
        ("Le parti pris de la marque", "marketing", True),
        ("Influencer le marché", "marketing", False),
        ("Les influenceurs du marché", "marketing", True),
        ("La campagne électorale commence", "marketing", False),
        ("La campagne d'hiver commence", "marketing", True),
        ("Transformer son salon", "ia", False),
        ("Les fonds marins s'abîment", "startups", False),
        ("Content marketing", "marketing", True),
    ],
)
def test_a_word_that_means_another_thing_there_does_not_count(title, key, counts):
    filings = {filing.category: filing for filing in categorise(Entry(title=title, language="fr"), RULES)}

    assert bool(filings[key].score) is counts


@pytest.mark.parametrize(
    ("language", "counts"), [("en", True), ("en-GB", True), ("fr", False), ("fr-CA", False), ("", True)]
)
def test_a_term_of_a_language_counts_in_entries_of_it_or_of_none(language, counts):
    entry = Entry(title="Content, content", language=language)

    filings = {filing.category: filing for filing in categorise(entry, RULES)}

    assert bool(filings["marketing"].score) is counts


def test_a_title_wholly_in_capitals_keeps_its_words():
    entry = Entry(title="L'IA CHANGE LA PUBLICITÉ ET LES START-UPS")

    filings = categorise(entry, RULES)

    assert {filing.category for filing in filings if filing.given} == {"ia", "startups", "marketing"}
