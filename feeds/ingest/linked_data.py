"""The JSON-LD of a page: what schema.org's words say of its article."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from lxml.html import HtmlElement

MAX_NODES = 20_000
Node = Mapping[str, object]
_PAGE = re.compile(r"WebPage|CreativeWork|VideoObject|Podcast|Course|HowTo|Blog$")
_ARTICLE = re.compile(r"Article|Posting|Report|Recipe|Review")
_CONTROLS = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class LinkedData:
    headline: str = ""
    authors: tuple[str, ...] = ()  # persons
    published: str = ""
    modified: str = ""
    created: str = ""
    publisher: str = ""
    language: str = ""
    image: str = ""
    body: str = ""


def read_linked_data(root: HtmlElement) -> LinkedData:
    """Return what the page's JSON-LD says of its article; broken scripts are passed over."""
    scripts = (tag for tag in root.iter("script") if "ld+json" in tag.get("type", "").casefold())
    nodes = [node for tag in scripts for node in nodes_in(tag.text or "")]
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    articles = [node for node in nodes if _ARTICLE.search(_type(node)) and "itemReviewed" not in node]
    others = [node for node in nodes if _PAGE.search(_type(node)) and not _ARTICLE.search(_type(node))]
    signed = (node.get("author") or node.get("creator") for node in articles[:1] or others)
    ranked = articles + others
    return LinkedData(
        headline=_value(articles, "headline") or _value(articles, "name"),
        authors=tuple(dict.fromkeys(name for author in signed for name in _persons(author, by_id))),
        published=_value(ranked, "datePublished") or _value(ranked, "uploadDate"),
        modified=_value(ranked, "dateModified"),
        created=_value(ranked, "dateCreated"),
        publisher=_name(_resolve(next((n["publisher"] for n in ranked if "publisher" in n), ""), by_id)),
        language=_value(ranked, "inLanguage"),
        image=_image(next((n["image"] for n in articles if "image" in n), ""), by_id),
        body=max((body for node in nodes if isinstance(body := node.get("articleBody"), str)), key=len, default=""),
    )


def nodes_in(script: str) -> Iterator[Node]:
    """Yield every object of a script of JSON-LD, outer ones first, as they stand."""
    text = script.strip().removeprefix("<!--").removesuffix("-->")
    text = text.replace("/*<![CDATA[*/", "").replace("/*]]>*/", "").replace("//<![CDATA[", "").replace("//]]>", "")
    try:
        waiting = [json.loads(_CONTROLS.sub(" ", text).strip().rstrip(";"))]
    except (ValueError, RecursionError):
        return
    count = 0
    while waiting and count < MAX_NODES:
        value = waiting.pop(0) if count < 200 else waiting.pop()
        count += 1
        if isinstance(value, list):
            waiting[:0] = value
        elif isinstance(value, dict):
            yield value
            waiting.extend(child for child in value.values() if isinstance(child, dict | list))


def _type(node: Node) -> str:
    kind = node.get("@type", "")
    return " ".join(map(str, kind)) if isinstance(kind, list) else str(kind)


def _value(nodes: list[Node], key: str) -> str:
    for node in nodes:
        value = node.get(key)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str) and value.strip():
            return unescape(value.strip())
    return ""


def _resolve(value: object, by_id: Mapping[str, Node]) -> object:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict) and "name" not in value and "@id" in value:
        return by_id.get(str(value["@id"]), value)
    return value


def _name(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name", "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return unescape(value.strip()) if isinstance(value, str) else ""


def _persons(value: object, by_id: Mapping[str, Node]) -> Iterator[str]:
    """Yield the names of authors that are persons."""
    for one in value if isinstance(value, list) else [value]:
        author = _resolve(one, by_id)
        if isinstance(author, dict) and "Organization" in _type(author):
            continue
        names = author.get("name") if isinstance(author, dict) else author
        for name in names if isinstance(names, list) else [names]:
            if isinstance(name, str) and name.strip():
                yield unescape(name.strip())


def _image(value: object, by_id: Mapping[str, Node]) -> str:
    image = value[0] if isinstance(value, list) and value else value
    if isinstance(image, dict) and "url" not in image and "@id" in image:
        image = by_id.get(str(image["@id"]), image)
    if isinstance(image, Mapping):
        image = image.get("url") or image.get("contentUrl") or ""
    return image if isinstance(image, str) else ""
