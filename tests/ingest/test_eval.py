"""The figures of filing, on labelled articles."""

import math
from dataclasses import replace

from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import compile_rules
from feeds.model import Entry
from tests.eval import CATEGORIES, LABELLED, content_html, measure, measure_shipped, read_articles
from tests.ingest.test_categorise import RULES


def test_the_points_shown_add_up_to_the_score(shared):
    articles = read_articles(LABELLED)[:100]

    filings = [filing for article in articles for filing in categorise(article.entry, RULES)]

    sums = [round(math.fsum(reason.points for reason in filing.reasons), 2) for filing in filings]
    assert [filing.score for filing in filings] == sums


def test_the_seed_is_filed_under_ia_first_and_the_two_others(shared):
    [path] = (shared / "seed").glob("*.txt")
    title, *blocks = path.read_text(encoding="utf-8").split("\n\n")
    text = "\n".join(f"## {block}" if len(block) < 80 and block[-1] not in ".»:" else block for block in blocks)
    entry = Entry(title=title, content_html=content_html(text), language="fr")

    first, *others = categorise(entry, RULES)

    assert (first.category, first.verdict) == ("ia", "sure")
    assert all(filing.given and filing.reasons for filing in others)


def test_the_shipped_words_file_the_labelled_articles_as_people_did(shared):
    figures = measure_shipped(read_articles(LABELLED))

    assert figures.macro_f1 >= 0.91
    assert min(tally.f1 for tally in figures.categories.values()) >= 0.87
    assert figures.false_alarm_rate <= 0.02


def test_tags_make_filing_better(shared):
    without, with_tags = (measure_shipped(read_articles(LABELLED, with_tags=tags)) for tags in (False, True))

    assert with_tags.macro_f1 > without.macro_f1


# What an editor might think of in a minute, in the two languages, without a look at the shipped words.
OWN_KEYWORDS = {
    "ia": "intelligence artificielle, AI, ChatGPT, OpenAI, machine learning, deep learning, LLM, chatbot,"
    " réseau de neurones, algorithme",
    "startups": "start-up, levée de fonds, entrepreneur, jeune pousse, capital-risque, venture capital, licorne,"
    " incubateur, investisseur, founder",
    "marketing": "publicité, marque, SEO, advertising, brand, réseaux sociaux, social media, annonceur, influenceur,"
    " campagne",
}


def test_a_name_and_ten_keywords_do_well_on_their_own(shared):
    categories = [replace(c, keywords=tuple(map(str.strip, OWN_KEYWORDS[c.key].split(",")))) for c in CATEGORIES]
    rules = compile_rules(categories)

    figures = measure(read_articles(LABELLED), lambda entry: categorise(entry, rules))

    assert figures.macro_f1 > 0.75
