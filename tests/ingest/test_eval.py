"""The figures of filing, on labelled articles."""

import math
from collections import Counter

import pytest

from feeds.ingest.categorise import categorise
from feeds.ingest.filing_rules import compile_rules
from feeds.model import Entry
from tests.eval import (
    LABELLED,
    OWN_CATEGORIES,
    by_source,
    content_html,
    in_turn,
    measure_left_out,
    measure_rules,
    read_articles,
    without_tags,
)
from tests.ingest.test_categorise import RULES


@pytest.fixture(scope="module")
def labelled(shared):
    return read_articles(LABELLED)


def test_the_points_shown_add_up_to_the_score(labelled):
    filings = [filing for article in labelled[:100] for filing in categorise(article.entry, RULES)]

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


def test_the_shipped_words_file_the_labelled_articles_as_people_did(labelled):
    figures = measure_rules(without_tags(labelled), RULES)

    assert figures.macro_f1 >= 0.92
    assert min(tally.f1 for tally in figures.categories.values()) >= 0.87
    assert figures.false_alarm_rate <= 0.02


@pytest.mark.usefixtures("uncounted")
def test_tags_make_filing_better(labelled):
    without, with_tags = (measure_rules(articles, RULES) for articles in (without_tags(labelled), labelled))

    assert with_tags.macro_f1 > without.macro_f1
    assert with_tags.false_alarm_rate <= 0.03


@pytest.mark.usefixtures("uncounted")
def test_what_others_teach_makes_filing_better_also_for_sources_never_seen(labelled):
    articles = labelled[::2]  # half of them, for the time it takes
    as_shipped = measure_rules(articles, RULES)

    drawn, unseen = (measure_left_out(articles, groups) for groups in (in_turn(articles), by_source(articles)))

    assert drawn.macro_f1 >= max(0.92, as_shipped.macro_f1)
    assert unseen.macro_f1 >= 0.91
    assert max(drawn.false_alarm_rate, unseen.false_alarm_rate) <= 0.03


@pytest.mark.usefixtures("uncounted")
def test_a_name_and_ten_keywords_do_well_on_their_own(labelled):
    figures = measure_rules(without_tags(labelled), compile_rules(OWN_CATEGORIES))

    assert figures.macro_f1 > 0.75


def test_groups_by_source_share_none_and_are_of_about_one_size(labelled):
    groups = by_source(labelled)

    of_source = {(article.source, group) for article, group in zip(labelled, groups, strict=True)}
    sizes = Counter(groups).values()
    assert len(of_source) == len({article.source for article in labelled})
    assert max(sizes) < 2 * min(sizes)
