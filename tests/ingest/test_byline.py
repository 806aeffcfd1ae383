"""Bylines: authors and dates in the forms that pages print them, and sentences that only look so."""

import pytest

from feeds.ingest.byline import Byline, read_byline


@pytest.mark.parametrize(
    ("line", "authors", "published", "updated"),
    [
        ("Publié le 8 juillet 2025 par Ana Roy", "Ana Roy", "8 juillet 2025", ""),
        ("Publié par port.example le 8 juillet 2025", "port.example", "8 juillet 2025", ""),
        ("Par Ana Roy, le 8 juillet 2025 à 10h30", "Ana Roy", "8 juillet 2025 à 10h30", ""),
        ("Par Ana Roy Publié le 8 juillet 2025", "Ana Roy", "8 juillet 2025", ""),
        ("Le 8 juillet 2025 à 10h30, par Ana Roy et Paul Simon", "Ana Roy, Paul Simon", "8 juillet 2025 à 10h30", ""),
        ("By Jane Doe | July 8, 2025 | 5 min read", "Jane Doe", "July 8, 2025", ""),
        ("Jane Doe • Jul 8, 2025", "Jane Doe", "Jul 8, 2025", ""),
        ("Published on July 8, 2025 by Jane Doe", "Jane Doe", "July 8, 2025", ""),
        ("Posted by admin on July 8, 2025", "", "July 8, 2025", ""),
        ("Par la rédaction", "la rédaction", "", ""),
        ("Par Ana Roy, journaliste", "Ana Roy", "", ""),
        ("Rédigé par Ana Roy (avec AFP)", "Ana Roy", "", ""),
        ("Propos recueillis par Ana Roy", "Ana Roy", "", ""),
        ("Tech - 8 juillet 2025 - 3 min", "", "8 juillet 2025", ""),
        (
            "Publié le 8 juillet 2025 à 10:30, mis à jour le 9 juillet 2025",
            "",
            "8 juillet 2025 à 10:30",
            "9 juillet 2025",
        ),
        ("08/07/2025 - 09/07/2025", "", "08/07/2025", "09/07/2025"),
        ("Mis à jour le 9 juillet 2025", "", "", "9 juillet 2025"),
        ("mardi 8 juillet 2025", "", "mardi 8 juillet 2025", ""),
        ("2025-07-08", "", "2025-07-08", ""),
    ],
)
def test_a_byline_gives_authors_and_dates(line, authors, published, updated):
    names = tuple(authors.split(", ")) if authors else ()

    assert read_byline(line) == Byline(names, published, updated)


@pytest.mark.parametrize(
    "line",
    [
        "Par exemple, en 2025",
        "En 2025, tout change",
        "Par un matin d’hiver",
        "Ana Roy",
        "2025",
        "3 leçons à retenir en 2025",
        "Le 8 juillet 2025, la ville a rouvert son port",
        "Par Ana Roy, et par tous les vents du monde qui soufflent",
        "Une phrase | Ana Roy | 8 juillet 2025",
        "8 juillet 2025 " * 20,
        "",
    ],
)
def test_a_sentence_is_no_byline(line):
    assert read_byline(line) is None
