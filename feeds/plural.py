"""English words for how many there are of something."""


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return a number with what it counts; *plural* where that takes more than an s.

    >>> counted(1, "source"), counted(2, "source"), counted(0, "entry is", "entries are")
    ('1 source', '2 sources', '0 entries are')
    """
    return f"{count} {noun if count == 1 else plural or noun + 's'}"
