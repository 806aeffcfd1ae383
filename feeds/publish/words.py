"""The texts of the interface, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from feeds.typography import french

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


@dataclass(frozen=True, slots=True)
class Words:
    language: str  # the language these words are in
    territory: str  # the country meant when the site names none
    skip: str
    home: str
    categories: str
    all_entries: str
    all_hint: str
    subscribe: str
    subscribe_lead: str
    what_is_a_feed: str
    what_answer: tuple[str, ...]
    how: str
    how_steps: tuple[str, ...]
    which_format: str
    which_answer: str
    feeds: str
    sources: str
    all_at_once: str
    opml_feeds: str
    opml_sources: str
    copy: str
    copied: str
    copy_failed: str
    copy_of: str  # with {feed} and {format}
    feed_of: str  # with {label}
    category_lead: str  # with {label} and {site}
    quiet: str
    empty: str
    empty_hint: str
    untitled: str
    source: str
    by: str
    also_on: str
    read_on: str
    moved: str
    published: str
    updated: str
    tags: str
    attachments: str
    navigation: str
    more_sections: str
    follow: str
    pages: str
    newer: str
    older: str
    archive: str  # with {number}
    search: str
    search_hint: str
    found_none: str
    found_one: str
    found_many: str  # with {found}
    found_more: str  # with {found} and {shown}
    colon: str  # with the space that goes before it
    date: str  # with {day} and {time}


_FRENCH = Words(
    language="fr",
    territory="FR",
    skip="Aller au contenu",
    home="À la une",
    categories="Rubriques",
    all_entries="Toutes les rubriques",
    all_hint="Tout ce qui paraît ici, classé ou non.",
    subscribe="S’abonner",
    subscribe_lead="Chaque nouvel article dans votre lecteur de flux, sans compte, sans courriel et sans algorithme.",
    what_is_a_feed="Qu’est-ce qu’un flux ?",
    what_answer=(
        "Un flux est une adresse que votre lecteur consulte à votre place. Dès qu’un article paraît, "
        "il vous l’apporte, dans l’ordre, une seule fois.",
        "Rien à remplir, rien à confirmer : vous ajoutez l’adresse, et vous la retirez quand vous voulez. "
        "Personne ne sait que vous lisez.",
    ),
    how="Comment faire",
    how_steps=(
        "Choisissez un lecteur de flux : FreshRSS, NetNewsWire, Feedbin, Inoreader, Thunderbird…",
        "Copiez l’adresse de la rubrique qui vous intéresse.",
        "Collez-la dans votre lecteur, à « Ajouter un flux ».",
    ),
    which_format="Quel format choisir ?",
    which_answer="Atom, RSS et JSON disent la même chose. Dans le doute, prenez Atom : tout lecteur le comprend.",
    feeds="Les flux",
    sources="Les sources",
    all_at_once="Tout en une fois",
    opml_feeds="Nos flux en un fichier OPML, à importer dans votre lecteur",
    opml_sources="Les sources que nous lisons, en OPML",
    copy="Copier",
    copied="Copié",
    copy_failed="Sélectionnée : copiez-la",
    copy_of="Copier l’adresse du flux {format} : {feed}",
    feed_of="Flux {format} : {feed}",
    category_lead="Les articles de la rubrique {label}, du plus récent au plus ancien.",
    quiet="Rien de nouveau pour le moment.",
    empty="Rien à lire pour le moment.",
    empty_hint="Abonnez-vous : le premier article vous parviendra dès sa parution.",
    untitled="Sans titre",
    source="Source",
    by="par",
    also_on="Aussi sur",
    read_on="Lire l’article entier",
    moved="Cet article se lit ici",
    published="Publié le",
    updated="Mis à jour le",
    tags="Mots-clés",
    attachments="Pièces jointes",
    navigation="Rubriques du site",
    more_sections="Autres rubriques",
    follow="Suivre",
    pages="Pages",
    newer="Articles plus récents",
    older="Articles plus anciens",
    archive="Archives, page {number}",
    search="Rechercher",
    search_hint="Un mot d’un titre ou d’un résumé",
    found_none="Aucun article trouvé.",
    found_one="1 article trouvé.",
    found_many="{found} articles trouvés.",
    found_more="{found} articles trouvés ; voici les {shown} plus récents.",
    colon="\u00a0:",
    date="{day} à {time}",
)

_ENGLISH = Words(
    language="en",
    territory="US",
    skip="Skip to content",
    home="Front page",
    categories="Sections",
    all_entries="All sections",
    all_hint="Everything that appears here, filed or not.",
    subscribe="Subscribe",
    subscribe_lead="Get every new article in your feed reader: no account, no e-mail, no algorithm.",
    what_is_a_feed="What is a feed?",
    what_answer=(
        "A feed is an address that your reader checks for you. As soon as an article appears, "
        "it brings it to you, in order, once.",
        "Nothing to fill in, nothing to confirm: you add the address, and remove it when you like. "
        "Nobody knows that you read.",
    ),
    how="How to subscribe",
    how_steps=(
        "Choose a feed reader: FreshRSS, NetNewsWire, Feedbin, Inoreader, Thunderbird…",
        "Copy the address of the section that interests you.",
        "Paste it into your reader, where it says “Add a feed”.",
    ),
    which_format="Which format?",
    which_answer="Atom, RSS and JSON say the same. When in doubt take Atom: every reader understands it.",
    feeds="The feeds",
    sources="The sources",
    all_at_once="All at once",
    opml_feeds="Our feeds in one OPML file, for your reader to import",
    opml_sources="The sources that we read, as OPML",
    copy="Copy",
    copied="Copied",
    copy_failed="Selected: copy it",
    copy_of="Copy the address of the {format} feed: {feed}",
    feed_of="{format} feed: {feed}",
    category_lead="The articles filed under {label}, newest first.",
    quiet="Nothing new at the moment.",
    empty="Nothing to read yet.",
    empty_hint="Subscribe: the first article will reach you as soon as it appears.",
    untitled="Untitled",
    source="Source",
    by="by",
    also_on="Also on",
    read_on="Read the whole article",
    moved="This article is to be read here",
    published="Published",
    updated="Updated",
    tags="Tags",
    attachments="Attachments",
    navigation="Sections of the site",
    more_sections="More sections",
    follow="Follow",
    pages="Pages",
    newer="Newer articles",
    older="Older articles",
    archive="Archives, page {number}",
    search="Search",
    search_hint="A word of a title or summary",
    found_none="No article found.",
    found_one="1 article found.",
    found_many="{found} articles found.",
    found_more="{found} articles found; these are the newest {shown}.",
    colon=":",
    date="{day}, {time}",
)


def words_for(language: str) -> Words:
    """Return French words for a French tag, English ones for any other."""
    return _TYPESET if language.lower().partition("-")[0] == "fr" else _ENGLISH


def typeset_words(words: T) -> T:
    """Return French words, a dataclass of texts, with the spaces that keep a sign on its line."""
    return replace(words, **{field.name: _set(getattr(words, field.name)) for field in fields(words)})


def _set(text: Any) -> Any:  # Any: a text, several, or some by name
    if isinstance(text, Mapping):
        return {name: french(each) for name, each in text.items()}
    return french(text) if isinstance(text, str) else tuple(map(french, text))


_TYPESET = typeset_words(_FRENCH)
