"""Each rule of matching, half of it as traps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ingest.keys import fold
from feeds.ingest.terms import Finder
from tests.effort import at_most

FOUND = [
    # accents and case
    ("intelligence artificielle", "L'INTELLIGENCE ARTIFICIELLE EN CLASSE"),
    ("référencement", "Le referencement naturel expliqué"),
    ("modèle de langage", "Un modele de langage ouvert"),
    ("Série B", "Elle boucle une serie B de 12 millions"),
    ("pépite", "UNE PÉPITE LYONNAISE"),
    ("cœur de réseau", "Le coeur de réseau change de main"),
    ("publicité", "La publicite\u0301 en ligne recule"),  # decomposed
    ("marketing", "Le 𝗺𝗮𝗿𝗸𝗲𝘁𝗶𝗻𝗴 vu d'ailleurs"),  # letters of mathematics, as networks have them
    # a final é kept apart
    ("sponsorisé", "Un billet sponsorisé de plus"),
    ("sponsorisé", "Des vidéos sponsorisées partout"),
    ("sponsorisé", "Des billets SPONSORISÉS"),
    ("incubé", "Elles sont incubées à Lille"),
    ("levée de fonds", "LEVEE DE FONDS RECORD"),  # a phrase makes plain what the capitals left out
    ("mot-clé", "Bien choisir ses mots clés"),
    # elisions
    ("IA", "l'IA arrive"),
    ("IA", "Un projet d’IA"),
    ("IA", "Ce qu'IA veut dire"),
    ("IA", "L’IA, encore"),
    ("influenceur", "Le pouvoir d’influenceur"),
    ("taux d'ouverture", "Le taux d’ouverture des lettres"),
    ("création d'entreprise", "Les créations d'entreprises repartent"),
    ("OpenAI", "OpenAI’s new office"),
    ("startup", "The startup's founders"),
    ("AI", "L'AI Act entre en vigueur"),
    # plurals and feminines
    ("annonceur", "Les annonceurs attendent"),
    ("réseau social", "Les réseaux sociaux changent"),
    ("fondateur", "La fondatrice reste"),
    ("entrepreneur", "Une entrepreneuse, deux entrepreneures"),
    ("investisseur", "Ces investisseuses du Sud"),
    ("génératif", "L'ère générative"),
    ("digital", "Ses campagnes digitales"),
    ("relation publique", "Agence de relations publiques"),
    ("agency", "Two agencies merge"),
    ("jeune pousse", "Les jeunes pousses du Nord"),
    ("small business", "Small businesses first"),
    ("business angel", "Trois business angels y croient"),
    ("bureau d'études", "Les bureaux d'étude recrutent"),
    # hyphens
    ("start-up", "La startup nantaise"),
    ("start-up", "Deux start up de Brest"),
    ("start-up", "Des START-UPS à Lyon"),
    ("startup", "Une start-up de plus"),
    ("startup", "Une start up de plus"),
    ("start up", "Une startup de plus"),
    ("e-mailing", "Une campagne d'emailing"),
    ("data center", "Un datacenter dans le Nord"),
    ("French Tech", "La French‑Tech recrute"),  # a no-break hyphen
    ("GPT-4", "GPT‐4 face aux élèves"),
    ("cofondatrice", "Sa co-fondatrice part"),
    # phrases
    ("tour de table", "Un tour\u00a0de\u202ftable mené à Paris"),
    ("machine learning", "Machine\nlearning for beginners"),
    ("social media", "(social) media"),
    # open places
    ("lève … [€]", "Elle lève 12 millions d'euros"),
    ("lève … [€]", "ELLE LÈVE 12\u00a0MILLIONS D'EUROS"),
    ("lève … [€]", "Elle lève près de 3,5\u202fM€ à Lyon"),
    ("lève … [€]", "Elle lève une deuxième fois 1 200 000 €"),
    ("levé … [€]", "Les fonds levés, soit 4 milliards de dollars"),
    ("levé … [€]", "Une levée record de 20 Md€"),
    ("lève … [€]", "Lève 20M€ : l'exploit"),
    ("raises [€]", "Acme raises $12.5M to map the sea"),
    ("raises [€]", "Acme raises €40-million Series B"),
    ("lands … [€]", "It lands another £3bn from funds"),
    ("closes … [€]", "Closes a US$20m+ round"),
    ("passe de … à …  personnes", "On passe de huit à dix mille personnes"),
    # short capitals
    ("IA", "IA : ce qui change"),
    ("AI", "How A.I. changes work"),
    ("LLM", "Des LLMs dans la poche"),
    ("VC", "What VCs want"),
    ("SEO", "Le guide SEO/SEA"),
    ("IA", "#IA et écoles"),
    ("IA", "L'IA BOULEVERSE LE SOCIAL"),  # wholly in capitals
    ("SEO", "LE SEO EST MORT, VIVE LE SEO"),
    ("CNN", "Un CNN, deux RNN"),
    ("seo", "Le guide du SEO"),  # a term in small letters asks for no capitals
    ("A/B testing", "Votre premier A/B testing"),
]

TRAPS = [
    # open places
    ("lève … [€]", "Elle relève 12 millions d'euros"),
    ("lève … [€]", "Elle lève douze doutes"),
    ("lève … [€]", "Elle lève 12 doutes"),
    ("lève … [€]", "Le jour se lève sur la ville et ses 12 millions d'âmes"),
    ("lève … [€]", "12 millions de personnes se lèvent"),
    ("levé … [€]", "Il lève 12 millions"),
    ("raises [€]", "She raises 3 questions"),
    ("raises [€]", "It raises prices to $999"),
    ("lands [€]", "The land is worth $3"),
    ("lève … [€]", "Elle lève l'ancre à 12 m du bord"),
    ("[€]", "12 ans"),
    ("…", "Et puis…"),
    # capitals
    ("AI", "Ce que j'ai vu"),
    ("AI", "J’AI VU LA MER"),
    ("AI", "JE N'AI RIEN DIT"),
    ("ai", "Ce que j’ai vu, je l'ai dit"),
    ("ai", "Qu'ai-je fait ? Ai-je dit cela ?"),
    ("IA", "Le média social"),
    ("IA", "Maïa et Mia chantent"),
    ("IA", "via les médias"),
    ("IA", "Un ia en minuscules"),
    ("IA", "SOCIAL, SPÉCIAL, MÉDIATHÈQUE"),
    ("SEO", "SEOUL s'éveille"),
    ("SEO", "Séoul et le Seo-jin de la série"),
    ("AI", "Samurai and Thai food"),
    ("AI", "mail.ai.example"),
    ("SEA", "The sea level rises"),
    ("SEA", "SEA LEVEL RISES AGAIN"),
    ("RAG", "A RAG DOLL FOUND IN THE ATTIC"),
    ("PR", "Parti pris"),
    ("PR", "Le prix du pr"),
    ("VC", "Le vc n'est rien"),
    ("CRM", "écrm"),
    ("série A", "Une série a été annulée"),
    ("série A", "UNE SÉRIE A ÉTÉ ANNULÉE"),
    ("Station F", "La station fermée"),
    ("Y Combinator", "Il y a un combinator y"),
    # a final é
    ("marque", "Il a marqué trois buts"),
    ("marque", "Des joueuses marquées"),
    ("marqué", "La marque préférée"),
    ("cible", "Un tir ciblé"),
    ("incubé", "Il incube depuis hier"),
    ("pâte", "Un pâté de campagne"),
    # words within words
    ("pub", "La république publie"),
    ("marque", "Une remarque"),
    ("brand", "A brandy, please"),
    ("seed", "He proceeded"),
    ("IPO", "L'hipopotame"),
    ("GPU", "Un CGPUX"),
    ("lead", "The misleading leader"),
    ("fonds", "Les profondeurs"),
    ("robot", "Roboto est une police"),
    ("ads", "Les grands roads"),
    # plurals and feminines that are none
    ("vente", "Le vent du nord"),
    ("prospect", "Une prospective"),
    ("pitch", "Des pitchouns"),
    ("fidéliser", "Fidèle au poste"),
    ("notoriété", "Un notaire notoire"),
    ("pro", "The prose of a professor"),
    # hyphens and phrases
    ("start-up", "Start the car up"),
    ("start-up", "The upstart"),
    ("tour de table", "La table de la tour"),
    ("tour de table", "Un tour de la table"),
    ("machine learning", "The machine is learning"),
    ("e-commerce", "Le commerce de rue"),
    ("levée de fonds", "La levée du corps"),
    ("social media", "Les médias et le social"),
    ("parti pris", "Il est parti hier et a pris froid"),
    ("open rate", "Open, rated and closed"),
    ("IA générative", "L'IA est générique"),
    ("data center", "Data in the center"),
    ("réseau social", "Un réseau d'entraide sociale"),
    ("GEO", "La geo et le géographe"),
    ("CTO", "Le docto rat"),
    ("PR", "Mon pré carré"),
]


@pytest.mark.parametrize(("term", "text"), FOUND)
def test_a_term_is_found_however_it_is_written(term, text):
    finder = Finder([term])

    found = finder.find(text)

    assert {match.phrase for match in found} == {0}


@pytest.mark.parametrize(("term", "text"), TRAPS)
def test_a_term_is_not_found_in_what_only_looks_like_it(term, text):
    finder = Finder([term])

    found = finder.find(text)

    assert found == []


def test_every_occurrence_is_found_also_within_another_phrase():
    finder = Finder(["marketing", "content marketing", ""])

    found = finder.find("Content marketing, then marketing")

    assert [(match.phrase, match.start, match.end) for match in found] == [(1, 0, 2), (0, 1, 2), (0, 3, 4)]


def test_a_place_counts_once_however_many_spellings_of_a_term_it_fits():
    finder = Finder(["start-up"])

    found = finder.find("Une start-up")

    assert [(match.start, match.end) for match in found] == [(1, 3)]


@given(st.text())
def test_no_text_is_refused(text):
    finder = Finder(["IA", "start-up", text])

    found = finder.find(text)

    assert all(match.start <= match.end for match in found)


@pytest.mark.parametrize(
    "piece", ["l'", "start-", "A.", "IA ", "a" * 300, "é", "start up ", "é\u0301", "’-.’", "1 €", "1,", "$1"]
)
def test_a_hostile_text_takes_as_long_as_it_is_long(piece):
    finder = Finder(["start-up", "IA", "start up start up start up", "l'IA", "start … up … [€]", "IA … IA … IA"])

    with at_most(8):  # a quarter of it; time that grew with the square would be minutes
        finder.find(piece * (200_000 // len(piece)))


@pytest.mark.parametrize(
    ("text", "folded"), [("Œuvre d'ÉTÉ", "oeuvre d'ete"), ("Straße", "strasse"), ("ÇA et Æ", "ca et ae"), ("", "")]
)
def test_folding_leaves_neither_case_nor_accents(text, folded):
    assert fold(text) == folded
