"""Boxes that feeds carry along with an article: advertisements, buttons to share it, other articles, subscriptions."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

# Of the software that makes them: no article is in these.
_MADE_BY = (
    r"feedflare|addtoany[\w-]*|a2a_(?:kit|dd|button)[\w-]*|sharedaddy|sd-(?:sharing|block|social)[\w-]*"
    r"|jp-relatedposts[\w-]*|yarpp[\w-]*|crp_related[\w-]*|wp_rp_[\w-]*|[\w-]*outbrain|[\w-]*taboola|zergnet[\w-]*"
    r"|adsbygoogle|google-auto-placed|ezoic-ad[\w-]*|adthrive[\w-]*|synved-social[\w-]*|heateor_sss[\w-]*"
    r"|shareaholic[\w-]*|ssba[\w-]*|essb[_-][\w-]+|swp_social[\w-]*|nc_socialpanel|twitter-(?:share|follow)-button"
    r"|fb-(?:like|share-button|page|follow)|g-plusone|flattrbutton|mc_embed_signup|mc4wp-form[\w-]*"
    r"|wp-block-jetpack-subscriptions[\w-]*|jetpack_subscription_widget|subscription-widget[\w-]*"
)
_END = r"(?:[-_](?:box|block|container|wrap(?:per)?|slot|unit|area|zone|inline|banner|list|section|widget|inner|\d+))*"
# Not of a box that has advertisements, or has none.
_UNSAID = "".join(f"(?<!{word}[-_])" for word in ("no", "has", "have", "with", "without", "hide", "show"))
_START = rf"(?:[a-z]+[-_]+){{0,3}}{_UNSAID}"
# What authors of pages call them: boxes of such a name are furniture where they say little of their own.
_CALLED = (
    rf"{_START}(?:ads?|adverts?|advertisements?|advertising|advertorial|adsense|ad-?(?:slot|unit|box)|publicite){_END}"
    rf"|(?:{_START})?sponsor(?:ed|s|ship)?{_END}|(?:(?:bloc|encart|zone|espace|banniere)[-_]pub|pub[-_]container){_END}"
    rf"|{_START}(?:share|sharing|social|partage)[-_]?(?:buttons?|links?|icons?|bar|tools?|share|sharing){_END}"
    rf"|(?:post|article|entry)[-_]shar(?:e|ing){_END}"
    rf"|{_START}newsletter(?:[-_]?(?:sign-?up|form|subscribe|cta|promo))?{_END}"
    rf"|{_START}(?:sign-?up|subscribe|subscription)[-_](?:form|cta|widget|box){_END}"
)
_OTHERS = (
    rf"{_START}(?:related|recommended|similar|suggested)[-_]?(?:posts?|articles?|stories|content|links?|entries|news)?"
    rf"{_END}|(?:a[-_])?lire[-_]aussi{_END}|articles[-_](?:lies|associes|similaires){_END}"
)
_WORD = r"(?<![\w-])(?:{})(?![\w-])"
_MADE = re.compile(_WORD.format(_MADE_BY), re.IGNORECASE)
_NAMED = re.compile(_WORD.format(_CALLED), re.IGNORECASE)
_LINKING = re.compile(_WORD.format(_OTHERS), re.IGNORECASE)
_BOXES = frozenset({"aside", "div", "footer", "form", "ins", "nav", "ol", "p", "section", "span", "table", "ul"})
MOST_OWN = 300  # characters outside of links: a call to subscribe has up to 200, three paragraphs have more
MOST = 1_500  # characters: ten titles with their leads
REMOVED_ELEMENTS = frozenset({
    "amp-ad", "amp-analytics", "amp-auto-ads", "amp-consent", "amp-embed", "amp-pixel", "amp-social-share",
    "amp-sticky-ad",
})  # fmt: skip


def marks_of(attributes: Mapping[str, object]) -> str:
    """Return what a box is called by its author: its class and id."""
    return f"{attributes.get('class', '')} {attributes.get('id', '')}".strip()


class Weight(NamedTuple):
    """The characters of text in a box."""

    own: int
    linked: int
    around: int  # in what is not the box


@lru_cache(maxsize=10_000)  # the same few, in every entry of a source
def may_be_furniture(marks: str) -> bool:
    """Whether a box of this class and id needs to be weighed."""
    return bool(marks) and bool(_MADE.search(marks) or _NAMED.search(marks) or _LINKING.search(marks))


def is_furniture(element: str, marks: str, weight: Weight) -> bool:
    """Whether a box of this class and id is no part of the article, by its maker's name, else by what it holds.

    Nothing is taken for furniture that is all there is, or that holds paragraphs of its own.
    """
    if weight.own > MOST_OWN or weight.own + weight.linked > MOST:
        return False
    if _MADE.search(marks):
        return True
    if element not in _BOXES or not weight.around:
        return False
    return bool(_NAMED.search(marks)) or (weight.linked > weight.own and bool(_LINKING.search(marks)))
