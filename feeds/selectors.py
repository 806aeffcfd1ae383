"""What an editor may write as a selector."""


def check_css(text: str) -> str:
    """Return *text* if it is a CSS selector.

    Raises:
        ValueError: it is none.
    """
    import soupsieve  # it brings BeautifulSoup, which most configurations do not need

    try:
        soupsieve.compile(text)
    except (soupsieve.SelectorSyntaxError, RecursionError, NotImplementedError) as exc:
        raise ValueError("a CSS selector is needed, such as .newsletter or aside > p") from exc
    return text
