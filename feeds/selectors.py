"""What an editor may write as a selector: of CSS, and under `select` a dotted path of a JSON answer, too."""

import re

PATH = re.compile(r"[\w$@-]+(?:\.[\w$@-]+)*")


def check_selector(text: str) -> str:
    """Return *text* if it is a CSS selector or a dotted path.

    Which of the two it has to be shows only when the address answers.

    Raises:
        ValueError: it is neither.
    """
    if PATH.fullmatch(text):
        return text
    if not _is_css(text):
        raise ValueError("a CSS selector is needed, such as article.post, or a dotted path of JSON, such as data.posts")
    return text


def check_css(text: str) -> str:
    """Return *text* if it is a CSS selector.

    Raises:
        ValueError: it is none.
    """
    if not _is_css(text):
        raise ValueError("a CSS selector is needed, such as .newsletter or aside > p")
    return text


def _is_css(text: str) -> bool:
    import soupsieve  # it brings BeautifulSoup, which most configurations do not need

    try:
        soupsieve.compile(text)
    except (soupsieve.SelectorSyntaxError, RecursionError, NotImplementedError):
        return False
    return True
