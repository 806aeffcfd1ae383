"""The lines that pages put around an article, French and English: the tables of rule 9 of pasted text."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from feeds.ingest.date_words import fold

LONGEST = 200  # characters of a line that may be boilerplate; prose is longer, notices of cookies are not

# The shorthands of the table.
_SHORTHANDS = {
    "{count}": r"\d[\d., ]{0,8}[km]?",
    "{page}": "(l'(article|info|actu)|ce(t article|tte page| contenu)|the article|this( article| post| page| story)?)",
    "{name}": "[^.!?:;]{1,40}",
}

_TAGS = re.compile(
    r"(?:mots?-cles?|etiquettes?|tags?|sujets|thematiques?|themes?|topics?|keywords?|filed under|classe dans)"
    r" ?: ?.{1,150}"
)
_HASHTAGS = re.compile(r"#[\w-]{2,40}(?:[\s,]+#[\w-]{2,40}){0,15}")


def _names(text: str, between: str = " ") -> frozenset[str]:
    return frozenset(text.split(between))


_NETWORKS = _names(
    "facebook twitter x linkedin whatsapp pinterest telegram reddit mail email e-mail courriel messenger bluesky"
    " mastodon threads instagram youtube tiktok flipboard pocket sms snapchat viber tumblr xing signal rss print"
    " imprimer partager partagez partage share tweet tweeter epingler enregistrer envoyer"
)
_BETWEEN = _names("sur on le la via par et and cet cette this article l'article post copier copy lien link")

_DOMAIN = re.compile(
    r"(?:(?:source|via|site|site web|website|lire sur|vu sur|voir sur|read on) ?:? ?)?"
    r"(?:https?://)?(?:www\.)?((?:[a-z0-9à-ÿ][a-z0-9à-ÿ-]{0,62}\.){1,4}[a-z]{2,14})(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_FILE_ENDINGS = _names("js ts py md txt pdf html htm php json xml exe zip jpg jpeg png gif css csv doc docx mp3 mp4")

_SEPARATORS = re.compile(r"\s*[>›»→]\s*|\s+/\s+|\s*\|\s*")
_HOME = frozenset({"accueil", "home", "home page", "page d'accueil"})

# Rubrics that stand alone above a title.
_LABELS = _names(
    "actu,actus,actualite,actualites,a la une,ai,analyse,analyses,apple,article,articles,artificial intelligence,blog,"
    "business,chronique,climat,cloud,culture,cybersecurite,data,decryptage,developpement,digital,dossier,dossiers,droit,"
    "e-commerce,eco,economie,economy,edito,editorial,education,emploi,enquete,entreprise,entreprises,entretien,"
    "environnement,exclusif,exclusive,features,finance,fintech,focus,france,gadgets,google,grand format,guide,guides,"
    "health,high-tech,ia,innovation,innovations,insights,intelligence artificielle,international,internet,interview,"
    "jeux video,logiciels,management,marketing,medias,meta,microsoft,mobilite,monde,news,numerique,opinion,opinions,"
    "people,podcast,politics,politique,portrait,produits,reportage,reseaux sociaux,sante,science,sciences,securite,"
    "societe,sport,start-up,start-ups,startup,startups,strategie,tech,techno,technologie,technologies,technology,test,"
    "tests,transformation numerique,tribune,tutoriel,tutoriels,video,videos,web,world",
    between=",",
)


def kind_of(text: str) -> str:
    """Return which boilerplate a line is, as `explain` names it; "" when it is none, or not surely.

    >>> kind_of("À lire également"), kind_of("5 min de lecture"), kind_of("L’art de partager")
    ('further reading', 'reading time', '')
    """
    if len(text) > LONGEST:
        return ""
    plain = _plain(text)
    if not plain:
        return ""
    if site_of(text):
        return "bare domain"
    for kind, pattern in _patterns().items():
        if pattern.fullmatch(plain):
            return kind
    if _are_networks(plain):
        return "sharing"
    if tags_of(text):
        return "tags"
    return "breadcrumb" if is_breadcrumb(text) else ""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(files("feeds").joinpath("data/boilerplate.toml").read_text(encoding="utf-8"))
    return {kind: re.compile("|".join(map(_written_out, patterns))) for kind, patterns in table.items()}


def _written_out(pattern: str) -> str:
    for shorthand, meaning in _SHORTHANDS.items():
        pattern = pattern.replace(shorthand, meaning)
    return pattern


def _plain(text: str) -> str:
    """Return a line folded, without what is no letter, figure or bracket at its ends."""
    return re.sub(r"^[^\w©(]+|[^\w)']+$", "", " ".join(fold(text).split()))


def site_of(text: str) -> str:
    """Return the domain that a line consists of, as written but for "www."; "" when it is more, or a file's name."""
    found = _DOMAIN.fullmatch(text.strip(" \t/.,;:()[]<>–—-•|\u00a0\u202f"))
    if not found or len(text) > LONGEST or found[1].rpartition(".")[2].lower() in _FILE_ENDINGS:
        return ""
    return found[1]


def tags_of(text: str) -> tuple[str, ...]:
    """Return the subjects of a line that lists them: `Tags : a, b` or `#a #b`; () when it is none."""
    if len(text) > LONGEST:
        return ()
    if _HASHTAGS.fullmatch(text):
        return tuple(tag.lstrip("#") for tag in re.split(r"[\s,]+", text))
    if not _TAGS.fullmatch(_plain(text)):
        return ()
    return tuple(tag for part in re.split(r"[,;|/•·]", text.partition(":")[2]) if (tag := part.strip(" \t#.")))


def is_label(text: str) -> bool:
    """Tell whether a line is one rubric or a few: "Tech", "IA / Startups"."""
    parts = [_plain(part) for part in re.split(r"[,/|•·&]|\s[-–—]\s", text[:LONGEST])]
    return len(text) <= 80 and all(part in _LABELS for part in parts)


def is_breadcrumb(text: str) -> bool:
    """Tell whether a line is the way to a page: "Accueil > Tech > IA"."""
    parts = [" ".join(fold(part).split()) for part in _SEPARATORS.split(text.strip(" >›»→|/"))]
    if len(parts) < 2 or not all(parts):
        return False
    if parts[0] in _HOME:
        return True
    return all(is_label(part) for part in parts)


def is_promotion(text: str) -> bool:
    """Tell whether a line between two paragraphs sends elsewhere: "À lire aussi : Le phare", "Publicité"."""
    if ":" in text[:-1]:
        return len(text) <= LONGEST and bool(_patterns()["further reading"].fullmatch(_plain(text)))
    return text.count(" ") <= 5 and bool(_patterns()["advertisement"].fullmatch(_plain(text)))


def opens_list(kind: str) -> bool:
    """Tell whether titles of other articles follow a line of this kind."""
    return kind == "further reading"


def opens_box(kind: str) -> bool:
    """Tell whether an author's name follows a line of this kind."""
    return kind in ("author avatar", "author box")


def _are_networks(plain: str) -> bool:
    words = [word for word in re.split(r"[\s,|·•+&]+", plain) if word]
    return any(word in _NETWORKS for word in words) and all(word in _NETWORKS or word in _BETWEEN for word in words)
