"""Known boilerplate: lines of pages, in both languages, told from titles and sentences."""

import pytest

from feeds.ingest.boilerplate import is_breadcrumb, is_label, kind_of, site_of, tags_of
from tests.effort import at_most


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("author avatar", "author avatar|Photo de profil de Ana Roy|Avatar de l’auteur"),
        (
            "author box",
            "À propos de l’auteur|About the author|Voir tous les articles de Ana Roy|View all posts by Jane Doe",
        ),
        (
            "further reading",
            "À lire également|À lire aussi :|Lire aussi : Le phare|Articles similaires|Sur le même sujet",
        ),
        (
            "further reading",
            "Vous aimerez aussi|Cela pourrait vous intéresser|Related articles|You may also like|Read next",
        ),
        (
            "further reading",
            "Recommandé pour vous|Les plus lus|Most read|Nos derniers articles|More from Harbour Weekly",
        ),
        (
            "sharing",
            "Partager|Partager sur Facebook|Share this article|Facebook Twitter LinkedIn|🔗 Copier le lien|12 partages",
        ),
        ("sharing", "Imprimer|Tweeter|X|WhatsApp, E-mail|1,2k vues|J’aime|4,5/5 - (12 votes)"),
        (
            "reading time",
            "5 min de lecture|Temps de lecture : 4 minutes|3 min read|⏱ 2 mn|Lecture : 6 min|À lire en 3 minutes",
        ),
        (
            "comments",
            "Commentaires|Commentaires (12)|3 commentaires|Laisser un commentaire|Leave a reply|No comments|Répondre",
        ),
        (
            "newsletter",
            "Newsletter|Abonnez-vous à notre newsletter|Inscrivez-vous|Subscribe to our newsletter|S’inscrire",
        ),
        ("newsletter", "Recevez chaque semaine nos articles|Get the latest news in your inbox|Votre adresse e-mail"),
        ("cookies", "Nous utilisons des cookies pour améliorer votre expérience.|Accept all cookies|Tout accepter"),
        (
            "copyright",
            "© 2026 Le Port. Tous droits réservés.|Copyright 2026 Le Port|All rights reserved|Le Port © 2026",
        ),
        ("legal notice", "Mentions légales|Contact|CGU|Terms of use|À propos|Plan du site"),
        ("navigation", "Accueil|Menu|Article précédent|Next|Lire la suite|Back to top|Se connecter|Skip to content"),
        ("follow", "Suivez-nous sur X|Follow us|Google News"),
        ("advertisement", "Publicité|Advertisement|Contenu sponsorisé|La suite après cette publicité"),
        ("image credit", "Crédit photo : Ana Roy|Photo : Le Port|Photo by Jane Doe on Harbour Pictures"),
        (
            "bare domain",
            "port.example|www.port.example|https://port.example/a/b?c=d|Source : port.example|(MonPort.fr)",
        ),
        ("tags", "Tags : eau, ville|Mots-clés : eau|#eau #ville"),
        ("breadcrumb", "Accueil > Tech > IA|Home » Business|Tech / Startups"),
    ],
)
def test_lines_of_pages_are_known(kind, lines):
    found = {line: kind_of(line) for line in lines.split("|")}

    assert found == dict.fromkeys(found, kind)


@pytest.mark.parametrize(
    "line",
    [
        "À lire également, le dossier que nous avons consacré au bocage.",
        "À suivre…",
        "L’art de partager",
        "Partager la route, ou la quitter ?",
        "La newsletter choisie, ou comment écrire à moins de monde",
        "Cookies : ce qui change au printemps",
        "Commentaire d’une photographie",
        "Node.js",
        "rapport.pdf",
        "Copyright : le grand flou",
        "Le mot Ã©tÃ© est un été mal lu.",
        "Nous utilisons du sel.",
        "Cinq minutes de courage",
        "Le port > la ville",
        "…",
        "x" * 300,
        "",
    ],
)
def test_titles_and_sentences_are_no_boilerplate(line):
    assert kind_of(line) == ""


def test_a_domain_is_given_as_written():
    assert site_of("https://www.MonPort.example/a") == "MonPort.example"
    assert site_of("Le port.") == ""


def test_subjects_are_read_from_lines_that_list_them():
    assert tags_of("Mots-clés : eau, la ville ; #port.") == ("eau", "la ville", "port")
    assert tags_of("#eau #ville") == ("eau", "ville")
    assert tags_of("Un #eau dans une phrase") == ()
    assert tags_of("#a" * 300) == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Tech", True), ("IA / Startups", True), ("Tech, le grand retour", False), ("Le port", False)],
)
def test_rubrics_are_known_by_name(line, expected):
    assert is_label(line) is expected


def test_a_breadcrumb_begins_at_home_or_names_only_rubrics():
    assert is_breadcrumb("Accueil › Le port › Les quais")
    assert not is_breadcrumb("Le port › Les quais")
    assert not is_breadcrumb("> >")


def test_no_line_takes_long():
    lines = [
        unit * (200 // len(unit))
        for unit in ("a", "partager ", "recevez la ", "© ", "1 ", "accepter tous ", "a.", "#a ", ", ")
    ]

    with at_most(1):
        for line in lines:
            kind_of(line)
