"""The errors that Rubrique raises on purpose."""

from collections.abc import Sequence


class RubriqueError(Exception):
    """Something went wrong that a person can act on; its text says what would be right."""


class ConfigError(RubriqueError):
    """The configuration is wrong: *faults* has one line for each mistake, all of them at once."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class FetchError(RubriqueError):
    """A document could not be had: no answer, a refusal, a limit passed, an unreadable file."""


class ParseError(RubriqueError):
    """A document was had, but no entry can be read from it."""


class StoreError(RubriqueError):
    """What we remember cannot be read or written."""


class LockedError(StoreError):
    """Another run holds the lock."""


class PublishError(RubriqueError):
    """A file was not published; its last good version stands."""


class StoppedError(RubriqueError):
    """A run was asked to end, and did so at a safe point: what it left is the next one's."""

    def __init__(self, number: int) -> None:
        super().__init__("asked to end: the next run does what is left")
        self.number = number  # of the signal


class ServeError(RubriqueError):
    """The site cannot be served: an address that is taken, or a part of the program that is not installed."""
