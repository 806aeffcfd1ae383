"""The words of RSS, Atom and their modules, read from a well-formed feed's elements as feedparser reads them."""

import re
from collections.abc import Callable

from lxml import etree

from feeds.ingest.elements import (
    FOREIGN,
    OddError,
    Scope,
    attributes,
    detail,
    joined_url,
    name_of,
    person,
    plain,
    raw_text,
    scope_of,
    type_of,
)
from feeds.ingest.feed_values import Values
from feeds.ingest.sanitise import names

Reader = Callable[[Values, etree._Element, Scope], None]


def read_into(name: str, element: etree._Element, values: Values, outer: Scope, readers: dict[str, Reader]) -> None:
    """Put into *values* what an element of this name says, as feedparser does for it."""
    if name in _TEXTS:
        values[_TEXTS[name]] = plain(element)
    elif name in readers:
        readers[name](values, element, scope_of(element, outer))
    else:
        ignore(name, element)


# Of several, the last counts.
_TEXTS = {
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), "published"),
    **dict.fromkeys(("lastbuilddate", "updated", "modified", "dc_date", "dcterms_modified"), "updated"),
    **dict.fromkeys(("created", "dcterms_created"), "created"),
    **dict.fromkeys(("language", "dc_language"), "language"),
    **{name: name for name in names("itunes_duration itunes_season itunes_episode podcast_season podcast_episode")},
}
_IGNORED = names("comments generator docs cloud ttl rating webmaster site post-id icon logo")
# What feedparser reads nothing of in these vocabularies, but for the names that follow.
_IGNORED_VOCABULARIES = ("dc_", "dcterms_", "itunes_", "media_")
_READ_ELSEWHERE = names("dc_description itunes_link itunes_name itunes_email")
_IGNORED_INSIDE = {
    "image": names("url title link width height description"),
    "textinput": names("title description name link"),
    "skiphours": names("hour"),
    "skipdays": names("day"),
    "contributor": names("name email uri"),
    "items": names("rdf_seq rdf_li"),
    "source": names(
        "title id updated link subtitle rights author name email uri category generator icon logo contributor"
    ),
    "media_community": names("media_starrating media_statistics media_tags"),
}


def ignore(name: str, element: etree._Element) -> None:
    """Pass over what we read nothing of.

    Raises:
        OddError: feedparser might.
    """
    is_read = name in OF_FEEDS or name in OF_ENTRIES or name in _READ_ELSEWHERE
    is_known = name in _IGNORED or name in _IGNORED_INSIDE or name == FOREIGN
    if not is_known and (is_read or not name.startswith(_IGNORED_VOCABULARIES)):
        raise OddError(f"the element {name}")
    if len(element):
        inside = {name_of(child) for child in element.iterdescendants()}
        if not inside <= _IGNORED_INSIDE.get(name, frozenset()) | {FOREIGN}:
            raise OddError(f"{sorted(inside)} in {name}")


def _title(values: Values, element: etree._Element, scope: Scope) -> None:
    if not values.get("title"):
        values["title_detail"] = detail(element, scope, "text/plain")
        values["title"] = values["title_detail"]["value"]


def _media_title(values: Values, element: etree._Element, scope: Scope) -> None:
    if values.get("after_titles"):
        raise OddError("a title of Media RSS after that of a source, which feedparser lets win by its depth")
    if not values.get("title"):
        values["title_detail"] = detail(element, scope, "text/plain")


def _titled(values: Values, element: etree._Element, _scope: Scope) -> None:
    """Pass over what has a title of its own; after it feedparser takes another title for this."""
    ignore(name_of(element), element)
    values.pop("title", None)
    values["after_titles"] = len(element) > 0


def _declined(_values: Values, element: etree._Element, _scope: Scope) -> None:
    """Decline what feedparser mistakes, in an entry, for the entry's own title and address."""
    raise OddError(f"{name_of(element)} in an entry")


def _rights(values: Values, element: etree._Element, scope: Scope) -> None:
    values["rights_detail"] = detail(element, scope, "text/plain")


def _subtitle(values: Values, element: etree._Element, scope: Scope) -> None:
    if "summary_detail" in values:
        raise OddError("a description after a summary")
    values["subtitle_detail"] = detail(
        element, scope, "text/html" if name_of(element) == "description" else "text/plain"
    )


def _feed_summary(values: Values, element: etree._Element, scope: Scope) -> None:
    if "summary_detail" in values:
        raise OddError("two summaries")
    values["summary_detail"] = detail(element, scope, "text/plain")


def _summary(values: Values, element: etree._Element, scope: Scope) -> None:
    """Read one of the summaries: those after the first are contents, unless there is a content before them."""
    if "summary_detail" in values and "content" not in values:
        _content(values, element, scope)
    else:
        is_plain = name_of(element) in ("summary", "itunes_summary")
        values["summary_detail"] = detail(element, scope, "text/plain" if is_plain else "text/html")


def _content(values: Values, element: etree._Element, scope: Scope) -> None:
    default_type = "text/html" if name_of(element) == "content_encoded" else "text/plain"
    read = _content_elsewhere if element.get("src") else detail
    values.setdefault("content", []).append(read(element, scope, default_type))


def _content_elsewhere(element: etree._Element, scope: Scope, default_type: str) -> Values:
    if plain(element):
        raise OddError("a content both here and elsewhere")
    return {"src": element.get("src"), "type": type_of(element, default_type), "base": scope.base_url}


def _link(values: Values, element: etree._Element, scope: Scope) -> None:
    given = attributes(element)
    address = given.get("url", given.get("uri", given.get("href")))
    link = {"rel": "alternate", "type": "text/html"} | given
    if address is None:
        address = re.sub(r"&([A-Za-z0-9_]+);", r"&\1", plain(element).replace("&amp;", "&"))
        values["link"] = link["href"] = joined_url(scope.base_url, address) if address else ""
    else:
        link["href"] = joined_url(scope.base_url, address)
        if link["rel"] == "alternate" and link["type"] in ("text/html", "html", "xhtml", "application/xhtml+xml"):
            values["link"] = link["href"]
    values["links"].append(link)


def _feed_link(values: Values, element: etree._Element, scope: Scope) -> None:
    if "&amp;" in (element.text or ""):
        raise OddError("a feed's link escaped twice")
    _link(values, element, scope)


def _id(values: Values, element: etree._Element, scope: Scope) -> None:
    found, is_link = plain(element), attributes(element).get("ispermalink", "true") == "true"
    values["id"] = joined_url(scope.base_url, found) if is_link and found else found
    if is_link:
        values.setdefault("link", values["id"])


def _author(values: Values, element: etree._Element, scope: Scope) -> None:
    values["authors"].append(person(element, scope, values["authors"]))


def _owner(values: Values, element: etree._Element, _scope: Scope) -> None:
    """Read a podcast's owner, whom feedparser writes over the author before."""
    if not values["authors"]:
        values["authors"].append({})
    for child in element:
        key = name_of(child).removeprefix("itunes_")
        if key not in ("name", "email"):
            raise OddError(f"{key} in an owner")
        values["authors"][-1][key] = raw_text(child)


def _category(values: Values, element: etree._Element, _scope: Scope) -> None:
    given, term = attributes(element), plain(element)
    default = "http://search.yahoo.com/mrss/category_schema" if name_of(element) == "media_category" else ""
    scheme, label = given.get("scheme", given.get("domain", default)), given.get("label", "")
    if bool(given.get("term")) == bool(term) and (term or scheme or label):
        raise OddError("a category with two terms, or none")
    values["tags"].append({"term": given.get("term") or term, "scheme": scheme, "label": label})


def _itunes_category(values: Values, element: etree._Element, _scope: Scope) -> None:
    for category in element.iter():
        if name_of(category) != "itunes_category" or (category.text or "").strip():
            raise OddError("a category of iTunes that holds something")
        values["tags"].append({"term": category.get("text", ""), "scheme": "http://www.itunes.com/"})


def _keywords(values: Values, element: etree._Element, _scope: Scope) -> None:
    scheme = "http://www.itunes.com/" if name_of(element) == "itunes_keywords" else ""
    terms = [term.strip() for term in plain(element).split(",")]
    values["tags"] += [{"term": term, "scheme": scheme} for term in terms if term]


def _enclosure(values: Values, element: etree._Element, _scope: Scope) -> None:
    given = attributes(element)
    href = given.get("url", given.get("uri", given.get("href", "")))
    if len(element):
        raise OddError("an enclosure that holds something")
    values["links"].append(given | {"rel": "enclosure", "href": href})


def _image(values: Values, element: etree._Element, _scope: Scope) -> None:
    values["image"] = {"href": element.get("href") or element.get("url", "")}


def _nothing(_values: Values, _element: etree._Element, _scope: Scope) -> None:
    """Read nothing: what feedparser reads of it has no use here."""


def _media(values: Values, element: etree._Element, scope: Scope) -> None:
    """Read a file of Media RSS or a group of files, and what is inside it."""
    if name_of(element) == "media_content":
        values.setdefault("media_content", []).append(attributes(element))
    for child in element:
        read_into(name_of(child), child, values, scope, _OF_MEDIA)


def _thumbnail(values: Values, element: etree._Element, _scope: Scope) -> None:
    given = attributes(element)
    if "url" not in given:
        raise OddError("a thumbnail without address")
    values.setdefault("media_thumbnail", []).append(given)


_OF_BOTH: dict[str, Reader] = {
    **dict.fromkeys(("title", "dc_title"), _title),
    **dict.fromkeys(("copyright", "rights", "dc_rights"), _rights),
    "link": _link,
    **dict.fromkeys(("guid", "id"), _id),
    **dict.fromkeys(("author", "managingeditor", "dc_creator", "dc_author", "itunes_author"), _author),
    **dict.fromkeys(("category", "dc_subject"), _category),
    "itunes_category": _itunes_category,
    "itunes_keywords": _keywords,
}
OF_FEEDS: dict[str, Reader] = _OF_BOTH | {
    **dict.fromkeys(("description", "subtitle", "tagline", "itunes_subtitle"), _subtitle),
    **dict.fromkeys(("summary", "itunes_summary"), _feed_summary),
    **dict.fromkeys(("image", "textinput", "source"), _titled),
    "link": _feed_link,
    "itunes_owner": _owner,
    "itunes_image": _nothing,
}
_OF_MEDIA: dict[str, Reader] = {
    "media_title": _media_title,
    "media_description": _summary,
    **dict.fromkeys(("media_group", "media_content"), _media),
    "media_thumbnail": _thumbnail,
    "media_category": _category,
    "media_keywords": _keywords,
}
OF_ENTRIES: dict[str, Reader] = (
    _OF_BOTH
    | _OF_MEDIA
    | {
        **dict.fromkeys(("description", "dc_description", "summary", "itunes_summary"), _summary),
        "itunes_subtitle": _nothing,
        **dict.fromkeys(("content", "content_encoded"), _content),
        **dict.fromkeys(("image", "textinput"), _declined),
        "source": _titled,
        "enclosure": _enclosure,
        "itunes_image": _image,
    }
)
