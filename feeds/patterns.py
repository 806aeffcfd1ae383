"""Regular expressions of other people's, in an engine that no text and no pattern can make slow.

RE2 takes a time in proportion to the text. A time limit (which the package `regex` has) would do as well against
a text that hangs, but what it decides depends on how busy the machine is, and a filing must not.
"""

from functools import lru_cache

import re2

_MAX_MEMORY = 1 << 20  # bytes of a compiled pattern, so that a long one is refused and not run


@lru_cache(1024)
def compile_pattern(pattern: str) -> "re2._Regexp[str]":
    """Return *pattern* compiled, blind to case: `search(text)` is true where it stands.

    Raises:
        ValueError: it is no pattern of RE2, which knows neither look-around nor back-references.
    """
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as exc:
        raise ValueError(exc.args[0].decode() if isinstance(exc.args[0], bytes) else str(exc)) from exc
