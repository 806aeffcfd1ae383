"""The subjects that tags name, in the manners in which people write them."""

import pytest

from feeds.ingest.subjects import spellings, subjects_of
from feeds.model import Tag


@pytest.mark.parametrize(
    ("tags", "subjects"),
    [
        ((Tag("IA"),), ("IA",)),
        ((Tag("c4", label="Vie des startups"),), ("Vie des startups",)),
        ((Tag("IA, startups ; marketing|SEO"),), ("IA", "startups", "marketing", "SEO")),
        ((Tag("#IA"), Tag("#VieDesStartups"), Tag("#élève")), ("IA", "Vie Des Startups", "élève")),
        ((Tag("vie_des_startups"),), ("vie des startups",)),
        ((Tag("OpenAI"), Tag("LinkedIn")), ("OpenAI", "LinkedIn")),
        ((Tag("IA"), Tag("ia"), Tag("#IA")), ("IA",)),
        ((Tag(" , "), Tag(""), Tag("#")), ()),
    ],
)
def test_each_subject_is_read_once(tags, subjects):
    assert tuple(map(str.casefold, subjects_of(tags))) == tuple(map(str.casefold, subjects))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("IA", "ia", True),
        ("start-up", "Startups", True),
        ("intelligence-artificielle", "Intelligence artificielle", True),
        ("réseaux sociaux", "reseau social", True),
        ("IA", "IA générative", False),
        ("marque", "remarque", False),
        ("", "", False),
    ],
)
def test_two_names_of_one_thing_share_a_spelling(one, other, alike):
    assert bool(spellings(one) & spellings(other)) is alike
