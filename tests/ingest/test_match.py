"""Rules held to entries: which field, which words, which patterns, joined how."""

from dataclasses import replace

import pytest

from feeds.category import Category
from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import compile_rules
from feeds.model import Entry, Filing, Person, Reason, Tag
from feeds.rules import All, Any, Has, Not, Rule
from tests.effort import at_most

ARTICLE = Entry(
    title="Mistral AI lève 2 milliards",
    link="https://exemple.fr/tech/mistral?id=7",
    content_html="<p>La jeune pousse recrute.</p>\n<h2>Les fonds américains</h2>\n<p>Ils attendent.</p>",
    authors=(Person("Jeanne Martin"), Person("La rédaction")),
    tags=(Tag("#IntelligenceArtificielle"), Tag("enquête, start-up")),
    language="fr-CA",
)


def file_by(rule: Rule, entry: Entry = ARTICLE, **words: tuple[str, ...]) -> Filing:
    [filing] = categorise(entry, compile_rules([Category("x", "Fonds", match=rule, **words)]), source="journal")
    return filing


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (Has("source", ("journal",)), "source: journal"),
        (Has("source", ("autre", "journal")), "source: journal"),
        (Has("source", patterns=("^jour",)), "source: /^jour/"),
        (Has("author", ("Jeanne Martin",)), "author: Jeanne Martin"),
        (Has("author", ("martin",)), "author: martin"),
        (Has("author", patterns=("^jeanne",)), "author: /^jeanne/"),
        (Has("tag", ("intelligence artificielle",)), "tag: intelligence artificielle"),
        (Has("tag", ("Startups",)), "tag: Startups"),
        (Has("tag", patterns=("^enqu.te$",)), "tag: /^enqu.te$/"),
        (Has("title", ("Mistral AI",)), "title: Mistral AI"),
        (Has("title", ("lève … [€]",)), "title: lève … [€]"),
        (Has("title", patterns=(r"\d milliards",)), r"title: /\d milliards/"),
        (Has("text", ("jeunes pousses",)), "text: jeunes pousses"),
        (Has("text", ("fonds américain",)), "text: fonds américain"),
        (Has("text", patterns=("recrute|licencie",)), "text: /recrute|licencie/"),
        (Has("language", ("fr",)), "language: fr"),
        (Has("language", ("FR-ca",)), "language: FR-ca"),
        (Has("address", patterns=("/tech/",)), "address: //tech//"),
        (Has("address", (ARTICLE.link,)), f"address: {ARTICLE.link}"),
        (Any((Has("title", ("rien",)), Has("text", ("recruter",)), Has("language", ("fr",)))), "language: fr"),
        (All((Has("title", ("Mistral AI",)), Has("language", ("fr",)))), "title: Mistral AI and language: fr"),
        (Not(Has("title", ("rien",), ("^x",))), "not title: rien or /^x/"),
        (Not(Any((Has("title", ("a",)), Has("text", ("b",))))), "not (title: a or text: b)"),
        (All((Not(All((Has("title", ("a",)), Has("text", ("b",))))),)), "not (title: a and text: b)"),
    ],
)
def test_a_rule_that_holds_gives_the_category_and_says_by_what(rule, why):
    filing = file_by(rule)

    assert filing == Filing("x", 0.0, True, "sure", (Reason(why, "match", 1, 0.0),))


@pytest.mark.parametrize(
    "rule",
    [
        Has("source", ("jour",)),
        Has("source", patterns=("^our",)),
        Has("author", ("Martine",)),
        Has("author", ("Mistral AI",)),
        Has("tag", ("intelligence",)),
        Has("tag", patterns=("^artificielle",)),
        Has("title", ("fonds américain",)),
        Has("title", ("mistralien",)),
        Has("text", ("Mistral AI",)),
        Has("text", patterns=("mistral",)),
        Has("language", ("f",)),
        Has("language", ("fr-FR",)),
        Has("address", ("https://exemple.fr/",)),
        Any((Has("title", ("rien",)), Has("text", ("recruter",)))),
        All((Has("title", ("Mistral AI",)), Has("language", ("en",)))),
        Not(Has("language", ("fr",))),
    ],
)
def test_a_rule_that_does_not_hold_gives_nothing(rule):
    assert file_by(rule) == Filing("x", 0.0, False, "no")


def test_words_give_a_category_beside_its_rule():
    filing = file_by(Has("title", ("rien",)), keywords=("jeune pousse", "recrute"))

    assert (filing.given, {reason.place for reason in filing.reasons}) == (True, {"lead", "headings"})


def test_a_word_of_a_rule_gives_no_points():
    by_rule = Category("a", "A", match=Has("title", ("IA",)))
    by_words = Category("b", "B", ("IA",))

    [first, second] = categorise(Entry(title="L'IA"), compile_rules([by_rule, by_words]))

    assert [(filing.category, filing.score > 0, filing.given) for filing in (first, second)] == [
        ("b", True, True),
        ("a", False, True),
    ]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*a){20}", "(a*)*c", r"(\w+\s?)*$"])
def test_no_text_makes_a_pattern_hang(pattern):
    entry = replace(ARTICLE, content_html=f"<p>{'a' * 19_000}!</p>")

    with at_most(2):
        file_by(Has("text", patterns=(pattern,)), entry)
