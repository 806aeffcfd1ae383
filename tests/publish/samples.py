"""A publication as it might be: a configuration and a week of French entries."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from feeds.category import Category
from feeds.model import Enclosure, Entry, Feed, FiledEntry, Filing, Origin, Person, Tag, Tombstone
from feeds.settings import Config, FeedSource, FolderSource, Site, Source

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)

REDACTION = FolderSource(id="redaction", title="La rédaction", path=Path("/nowhere/articles"), every=HALF_HOUR)
JOURNAL = FeedSource(
    id="journal", title="Le Journal du calcul", url="https://journal.example/feed.xml", every=HALF_HOUR
)
CARNET = FeedSource(
    id="carnet", url="https://user:secret@carnet.example/rss?token=abc&page=1", every=HALF_HOUR,
    categories=("startups",), publish="summary",
)  # fmt: skip
GAZETTE = FeedSource(id="gazette", url="https://gazette.example/atom", every=HALF_HOUR, publish="link")

HERE = Origin("redaction", "tag:veille.example,2026-11-01:redaction", "La rédaction")
AT_JOURNAL = Origin(
    "journal", "https://journal.example/", "Le Journal du calcul", "https://journal.example/",
    "https://journal.example/feed.xml", "© Le Journal du calcul",
)  # fmt: skip
AT_CARNET = Origin(
    "carnet", "urn:source:carnet", "Carnet de fondateurs", "https://carnet.example/", "https://carnet.example/rss"
)
AT_GAZETTE = Origin("gazette", "urn:source:gazette", "La Gazette des marques", "https://gazette.example/")


def site(**changes: object) -> Site:
    whole = Site(
        title="Veille tech", base_url="https://veille.example/fil/", language="fr", output=Path("/nowhere/output"),
        store="sqlite://", timezone=ZoneInfo("Europe/Paris"), window=50, first_import=10,
        hubs=("https://hub.example/",), subtitle="Intelligence artificielle, startups et marketing, sans le bruit",
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def config(*, sources: tuple[Source, ...] = (REDACTION, JOURNAL, CARNET, GAZETTE), **changes: object) -> Config:
    categories = (Category("ia", "IA"), Category("startups", "Startups"), Category("marketing", "Marketing"))
    return Config(Path("/nowhere/sources.toml"), site(**changes), HALF_HOUR, "", categories, sources)


def filed(entry: Entry | None = None, *categories: str, origin: Origin = HERE, **changes: object) -> FiledEntry:
    """Return an entry of our own folder, unless said otherwise."""
    entry = entry or Entry(title="Un titre", content_html="<p>Du texte.</p>", summary="Du texte.", language="fr")
    filings = tuple(Filing(key, 9.0, given=True, verdict="sure") for key in categories)
    whole = FiledEntry(
        id="tag:veille.example,2026-11-01:redaction/un.txt", entry=entry, origin=origin, first_seen=NOON,
        sort_date=NOON, updated=NOON, filings=filings, slug="un-titre",
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def feed(*entries: FiledEntry, key: str = "all", tombstones: tuple[Tombstone, ...] = ()) -> Feed:
    return Feed(key, max((e.updated for e in entries), default=NOON), entries, tombstones)


_BODY = """<p>Pendant deux ans, les entreprises ont payé des modèles de langage au million de mots sans trop compter.
Cette époque se termine : les directions financières demandent désormais ce que rapporte chaque appel, et la réponse
oblige à revoir des choix que l’on croyait acquis.</p>
<h2>Le coût se déplace vers l’usage</h2>
<p>Entraîner un modèle reste cher, mais cela n’arrive qu’une fois. Répondre à des millions de questions coûte chaque
jour, et la facture suit le succès. Un responsable de l’infrastructure résume la situation en une phrase :</p>
<blockquote><p>« Nous avons appris à lancer vite ; nous apprenons maintenant à éteindre ce qui ne sert pas. »</p>
<footer>– Un directeur technique, <cite>Le Journal du calcul</cite></footer></blockquote>
<p>Trois leviers reviennent dans tous les entretiens :</p>
<ul><li><strong>Des modèles plus petits :</strong> neuf demandes sur dix n’ont pas besoin du plus grand.</li>
<li><strong>La mémoire des réponses :</strong> une question déjà posée ne devrait rien coûter.</li>
<li><strong>Le calcul sur l’appareil :</strong> ce qui reste dans la poche n’en sort pas.</li></ul>
<h2>Ce que cela change pour les équipes</h2>
<p>Les métiers se rapprochent. Celui qui rédige les consignes regarde la facture ; celui qui tient la facture relit les
consignes. Voir aussi <a href="https://journal.example/etudes/usage">l’étude sur l’usage réel</a>.</p>"""

_STORIES = (
    # title, lead, categories, source, hours before the newest
    ("Combien coûte une réponse ? L’intelligence artificielle face à ses factures",
     "Les directions financières demandent ce que rapporte chaque appel à un modèle de langage. "
     "La réponse oblige à revoir des choix que l’on croyait acquis.", ("ia", "startups"), HERE, 0),
    ("Une levée de 12 millions d’euros pour trier les factures des artisans",
     "La jeune entreprise nantaise promet aux artisans de leur rendre une demi-journée par semaine. "
     "Elle compte déjà quatre mille clients.", ("startups",), AT_CARNET, 2),
    ("Pourquoi les marques reviennent au courriel", "", ("marketing",), AT_GAZETTE, 3),
    ("Les petits modèles gagnent les téléphones",
     "Ils tiennent dans deux gigaoctets, répondent hors connexion et ne confient rien à personne : "
     "les modèles embarqués sortent des laboratoires.", ("ia",), AT_JOURNAL, 5),
    ("Retour d’expérience : refaire son tarif sans perdre ses clients",
     "Doubler ses prix a coûté trois clients sur deux cents. Récit chiffré d’une décision longtemps repoussée.",
     ("startups", "marketing"), AT_CARNET, 21),
    ("Traduire sans trahir : ce que vaut l’IA sur les textes de loi",
     "Une équipe de juristes a relu mille pages traduites par machine. Les erreurs ne sont pas là où on les attend.",
     ("ia",), AT_JOURNAL, 23),
    ("Bibliothèques : le prêt de livres numériques remonte",
     "Après trois ans de recul, les emprunts progressent de nouveau, portés par les livres audio.", (), AT_JOURNAL, 26),
    ("Le référencement à l’heure des réponses toutes faites",
     "Quand le moteur répond lui-même, le clic disparaît. Les éditeurs cherchent à être cités plutôt que classés.",
     ("marketing", "ia"), HERE, 30),
    ("Recruter son premier commercial : trop tôt, trop tard ?",
     "Les fondateurs vendent mieux que quiconque, jusqu’au jour où ils ne font plus que ça.", ("startups",), HERE, 48),
    ("A guide to small language models", "What fits in two gigabytes, and what does not.", ("ia",), AT_JOURNAL, 52),
    ("Un outil libre mesure l’énergie de chaque requête",
     "Trois lignes à ajouter, un relevé par appel : le projet veut rendre visible ce que le nuage cache.", ("ia",),
     AT_JOURNAL, 70),
)  # fmt: skip


def stories(newest: datetime = NOON) -> tuple[FiledEntry, ...]:
    """Return a week of entries, newest first."""
    return tuple(_story(number, newest) for number in range(len(_STORIES)))


def _story(number: int, newest: datetime) -> FiledEntry:
    title, lead, categories, origin, hours = _STORIES[number]
    when = newest - timedelta(hours=hours)
    is_ours = origin is HERE
    entry = Entry(
        title=title,
        link="" if is_ours else f"{origin.link}articles/{number}",
        summary=lead,
        content_html=_BODY if is_ours else f"<p>{lead or title}</p>",
        authors=(Person("La rédaction"),) if is_ours else (Person("Service numérique", "num@example.org"),),
        published=when,
        tags=(Tag("modèles, langage"), Tag("énergie")) if number % 3 == 0 else (),
        enclosures=(Enclosure("https://journal.example/son.mp3", "audio/mpeg", 1200),) if number == 3 else (),
        language="en" if title.startswith("A ") else "fr",
    )
    return filed(
        entry, *categories, origin=origin, id=f"tag:veille.example,2026-11-01:{origin.source_id}/{number}",
        sort_date=when, updated=when + timedelta(minutes=number), slug=f"article-{number}",
        via=(AT_CARNET,) if number == 3 else (), via_links=("https://carnet.example/repris",) if number == 3 else (),
    )  # fmt: skip


def publication(cfg: Config | None = None) -> tuple[tuple[Feed, ...], tuple[FiledEntry, ...]]:
    """Return every feed of the sample site, and the entries that have a page."""
    entries = stories()
    keys = [c.key for c in (cfg or config()).categories]
    buried = (Tombstone("tag:veille.example,2026-11-01:redaction/retire.txt", NOON),)
    feeds = (
        feed(*entries, tombstones=buried),
        *(feed(*(e for e in entries if k in e.categories), key=k) for k in keys),
    )
    return feeds, tuple(e for e in entries if not e.entry.link)
