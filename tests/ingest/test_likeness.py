import random
from datetime import timedelta

import pytest

from feeds.ingest.likeness import Sight, likeness
from feeds.ingest.signs import Told, read_signs
from tests.factories import FIRST_SEEN, entry

DAY = timedelta(days=1)
VOCABULARY = [f"{a}{b}{c}" for a in ("for", "tra", "men", "pol") for b in ("ge", "ti", "lo", "ra") for c in "abcdefgh"]
TITLE = "La jeune pousse lève dix millions"
OTHER = "Dix millions pour une jeune pousse"  # of the same words, in part


def prose(seed, count=300):
    return " ".join(random.Random(seed).choices(VOCABULARY, k=count))


def sight(text="", *, title=TITLE, link="https://a.example/1", at=FIRST_SEEN):
    found = entry(title=title, link=link, content_html=f"<p>{text}</p>", published=at)
    return Sight(found, read_signs([Told(link, title, text)], [found])[0])


def elsewhere(text="", **fields):
    return sight(text, **({"link": "https://b.example/2"} | fields))


def test_one_address_is_one_article_whatever_else():
    late = sight(prose(2), title="Autre", link="http://m.a.example/1/#top", at=FIRST_SEEN + 400 * DAY)

    assert likeness(sight(prose(1)), late) == 1


@pytest.mark.parametrize(("days", "expected"), [(0, 2), (7, 2), (-7, 2), (8, 0), (-8, 0)])
def test_a_title_counts_for_seven_days(days, expected):
    assert likeness(sight(), elsewhere(title=TITLE.upper(), at=FIRST_SEEN + days * DAY)) == expected


def test_two_addresses_of_one_host_are_two_articles():
    assert likeness(sight(prose(1)), sight(prose(2), link="https://a.example/2")) == 0


def test_two_addresses_of_one_host_are_one_article_if_the_text_is_nearly_the_same():
    text = prose(1)

    assert likeness(sight(text), sight(f"{text} fin", link="https://a.example/2")) == 3
    assert likeness(sight(text), sight(f"{text} {prose(2, 100)}", link="https://a.example/2")) == 0


@pytest.mark.parametrize(
    "title",
    [
        "Newsletter de la semaine",
        "Offre d'emploi : développeur Python à Paris",
        "Podcast : la grande interview politique",
        "L'IA, où en est-on ?",
    ],
)
def test_a_title_that_many_use_needs_the_text(title):
    text = prose(1)

    assert likeness(sight("", title=title), elsewhere("", title=title)) == 0
    assert likeness(sight(text, title=title), elsewhere(prose(2), title=title)) == 0
    assert likeness(sight(text, title=title), elsewhere(f"{text[:900]} {prose(2)}", title=title)) == 2


def test_two_whole_texts_that_have_nothing_in_common_are_two_articles_under_one_title():
    title = "Compte rendu du conseil municipal"
    text = prose(1)

    assert likeness(sight(text, title=title), elsewhere(prose(2), title=title)) == 0
    assert likeness(sight(text, title=title), elsewhere(prose(2, 60), title=title)) == 2  # it may be a lead
    assert likeness(sight(text, title=title), elsewhere(f"{text[:150]} {prose(2)}", title=title)) == 2


def edited(text, share):
    dice = random.Random(3)
    return " ".join("change" if dice.random() < share else word for word in text.split())


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(lambda text: text, id="word for word"),
        pytest.param(lambda text: text.upper(), id="in capitals"),
        pytest.param(lambda text: edited(text, 0.05), id="a word of twenty changed"),
        pytest.param(lambda text: text[: len(text) // 2], id="cut to a half"),
        pytest.param(lambda text: text[: len(text) // 3], id="cut to a third"),
        pytest.param(lambda text: f"{prose(7, 150)} {text} {prose(8, 150)}", id="framed in as many words"),
    ],
)
def test_a_copy_is_known_by_its_text(copy):
    text = prose(1)

    assert likeness(sight(text), elsewhere(copy(text), title=OTHER)) == 3
    assert likeness(elsewhere(copy(text), title=OTHER), sight(text)) == 3


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda text: edited(text, 0.3), id="a third of the words changed"),
        pytest.param(lambda text: f"{text[:400]} {prose(9)}", id="a quotation"),
        pytest.param(lambda text: f"{text} {prose(9, 3000)}", id="a digest"),
        pytest.param(lambda text: text[:150], id="too little"),
    ],
)
def test_what_has_some_text_in_common_is_another_article(other):
    text = prose(1)

    assert likeness(sight(text), elsewhere(other(text), title=OTHER)) == 0


def test_a_notice_that_stands_in_the_place_of_two_articles_is_neither():
    notice = prose(5)

    one, other = sight(notice, title="Le Grand Prix de Monaco"), elsewhere(notice, title="Une recette de printemps")

    assert likeness(one, other) == 0


def test_a_text_counts_for_seven_days():
    text = prose(1)

    assert likeness(sight(text), elsewhere(text, title=OTHER, at=FIRST_SEEN + 8 * DAY)) == 0


def test_two_hundred_unrelated_articles_in_pairs_are_not_alike():
    sights = [
        sight(prose(n, 40 + n), title=f"Le sujet {n} de {prose(n, 3)}", link=f"https://s{n}.example/{n}")
        for n in range(400)
    ]

    assert [likeness(*sights[n : n + 2]) for n in range(0, 400, 2)] == [0] * 200
