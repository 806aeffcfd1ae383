"""Rules as they are written in sources.toml, and the values that all its tables are made of."""

import re
from datetime import timedelta
from typing import Annotated, cast, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from feeds.rules import SOUGHT, All, Not, Older, Rule, read_test
from feeds.rules import Any as AnyOf
from feeds.rules import Field as RuleField


def matching(pattern: str, wanted: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(wanted)
        return value

    return AfterValidator(check)


def why_no_term(text: str) -> str:
    """Return what a term needs that *text* lacks, "" where it is one."""
    # Each "…" multiplies the places to look in by four, each "[€]" the ways to be spelt; and without a word, a term
    # would stand everywhere or nowhere.
    if len(re.findall(r"…|\[€\]", text)) > 2 or not re.search(r"\w", text.replace("[€]", "")):
        return "a word is needed, or several, with at most two … or [€] between them"
    return ""


def _term(value: str) -> str:
    if wanted := why_no_term(value):
        raise ValueError(wanted)
    return value


Text = Annotated[str, matching(r"(?s).*\S.*", "some text is needed")]
Term = Annotated[str, AfterValidator(_term)]
DURATION = r"[1-9]\d{0,4}[smhdw]"
DURATION_NEEDED = 'a duration is needed, such as "30m", "2h" or "1d"'
Duration = Annotated[str, matching(DURATION, DURATION_NEEDED)]


def duration(text: str) -> timedelta:
    """Return a duration as it is written; a year has 365 days."""
    unit = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000}[text[-1]]
    return timedelta(seconds=unit * int(text[:-1]))


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def _texts(value: object, info: ValidationInfo) -> object:
    """Return the texts of a field of a rule as a list; what holds another thing is left to its type."""
    texts = [value] if isinstance(value, str) else value
    if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
        test = read_test(cast(RuleField, info.field_name), texts)
        for word in test.words if test.field in SOUGHT else ():
            _term(word)
    return texts


Texts = Annotated[list[str], BeforeValidator(_texts)]


class RuleTable(Table):
    source: Texts = []
    author: Texts = []
    tag: Texts = []
    title: Texts = []
    text: Texts = []
    language: Texts = []
    address: Texts = []
    age: Duration | None = None
    all: "list[RuleTable]" = []
    any: "list[RuleTable]" = []
    not_: "RuleTable | None" = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _says_something(self) -> "RuleTable":
        if not self._parts():
            raise ValueError('a field to look at is needed, such as title = "IA"')
        return self

    def rule(self) -> Rule:
        """Return the rule that the table writes: all that stands in it must hold."""
        parts = self._parts()
        return parts[0] if len(parts) == 1 else All(parts)

    def _parts(self) -> tuple[Rule, ...]:
        older = (Older(duration(self.age)),) if self.age else ()
        tests = (read_test(field, texts) for field in get_args(RuleField) if (texts := getattr(self, field)))
        joined = (AnyOf(tuple(table.rule() for table in self.any)),) if self.any else ()
        negated = (Not(self.not_.rule()),) if self.not_ else ()
        return (*tests, *older, *(table.rule() for table in self.all), *joined, *negated)


def without_age(table: RuleTable) -> RuleTable:
    """Return the rule of a category: what an entry is about does not depend on when we met it.

    Raises:
        ValueError: it asks for an age.
    """
    if table.age:
        raise ValueError("`age` is for keep and drop")
    for inner in (*table.all, *table.any, *((table.not_,) if table.not_ else ())):
        without_age(inner)
    return table


def keys_of(table: type[Table]) -> list[str]:
    """Return the keys that a table may have, as they are written."""
    return [field.alias or name for name, field in table.model_fields.items()]
