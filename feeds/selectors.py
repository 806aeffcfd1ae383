"""What may stand under `select`: the CSS selectors of a page, or the dotted paths of a JSON answer."""

import re

import soupsieve

PATH = re.compile(r"[\w$@-]+(?:\.[\w$@-]+)*")


def check_selector(text: str) -> str:
    """Return *text* if it is a CSS selector or a dotted path.

    Which of the two it has to be shows only when the address answers.

    Raises:
        ValueError: it is neither.
    """
    if PATH.fullmatch(text):
        return text
    try:
        soupsieve.compile(text)
    except soupsieve.SelectorSyntaxError as exc:
        needed = "a CSS selector is needed, such as article.post, or a dotted path of JSON, such as data.posts"
        raise ValueError(needed) from exc
    return text
