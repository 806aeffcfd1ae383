"""The manual page rubrique(1), made from what --help says: `make man` writes it, packages install it."""

import re
import sys
import textwrap
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from typer.main import get_command

from feeds.cli import LOCKED, MISCONFIGURED, app
from feeds.cli.running import NOT_PUBLISHED, SOME_FAILED

_EXIT_CODES = {
    0: "Done. Sources that failed are in the summary and in the status.",
    NOT_PUBLISHED: "Something was not published, deletions wait to be accepted, or every source failed.",
    2: "The command line is wrong.",
    SOME_FAILED: "With --strict: a source failed.",
    LOCKED: "Another run holds the lock.",
    MISCONFIGURED: "The configuration is wrong.",
}
_ENVIRONMENT = {
    "RUBRIQUE_CONFIG": "The sources.toml to use when --config names none.",
    "NO_COLOR": "When set, nothing is printed in colour.",
}
_FILES = {
    "sources.toml": "What is read, how it is filed, and where it is published.",
    "learned.toml": "Beside it: the words and weights that corrections taught.",
    "output/": "What is published, to be served as it is.",
}


def manual() -> str:
    """Return the page in roff. Source: man-pages(7), man(7)."""
    group: Any = get_command(app)  # Any: Typer tells nothing of what its commands are made of
    lines = [
        f'.TH RUBRIQUE 1 "" "Rubrique {version("rubrique")}" "User Commands"',  # a date would be another's every day
        ".SH NAME",
        f"rubrique \\- {_text(group.help[0].lower() + group.help[1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        "\\fBrubrique\\fR \\fICOMMAND\\fR [OPTIONS] [ARGUMENTS]",
        ".SH OPTIONS",
    ]
    for parameter in group.params:
        lines += _term(_option(parameter), _about(parameter))
    lines.append(".SH COMMANDS")
    for name, command in group.commands.items():
        lines += _command(name, command)
    for title, terms in (("ENVIRONMENT", _ENVIRONMENT), ("FILES", _FILES), ("EXIT STATUS", _EXIT_CODES)):
        lines.append(f".SH {title}")
        for term, text in terms.items():
            lines += _term(f"\\fB{_text(str(term))}\\fR", text)
    return "\n".join(lines) + "\n"


def _command(name: str, command: Any) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    written = " ".join(_text(_argument(p)) for p in arguments)
    yield f".SS rubrique {name} [OPTIONS] {written}".rstrip()
    for number, paragraph in enumerate(re.split(r"\n\s*\n", command.help.strip())):
        if number:
            yield ".PP"
        yield _text(" ".join(paragraph.split()))
    for parameter in command.params:
        if parameter.param_type_name == "option":
            yield from _term(_option(parameter), _about(parameter))
        elif parameter.help:
            yield from _term(f"\\fI{_text(_argument(parameter))}\\fR", parameter.help)


def _argument(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _option(parameter: Any) -> str:
    """Return how an option is written: "-c, --config PATH"."""
    flags = ", ".join(f"\\fB{_text(flag)}\\fR" for flag in sorted(parameter.opts, key=len))
    return flags if parameter.is_flag else f"{flags} \\fI{parameter.metavar or _kind(parameter)}\\fR"


def _kind(parameter: Any) -> str:
    choices = getattr(parameter.type_descriptor.annotation, "__members__", {})
    return "|".join(member.value for member in choices.values()) or parameter.name.rpartition("_")[2].upper()


def _about(parameter: Any) -> str:
    default = parameter.show_default
    return f"{parameter.help} Default: {default}." if isinstance(default, str) else str(parameter.help or "")


def _term(term: str, text: str) -> tuple[str, ...]:
    return ".TP", term, _text(text)


def _text(text: str) -> str:
    """Return plain text as lines of roff: hyphens stay what one may copy, and no line is a request.

    >>> print(_text("--json"), _text(".rubrique"))
    \\-\\-json \\&.rubrique
    """
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    lines = textwrap.wrap(escaped, 80, break_long_words=False, break_on_hyphens=False)
    return "\n".join(re.sub(r"^([.'])", r"\\&\1", line) for line in lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(), encoding="utf-8")
