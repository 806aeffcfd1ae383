"""The widths and media that pictures wait for."""

import pytest

from feeds.ingest.conditions import valid_media, valid_sizes


@pytest.mark.parametrize(
    ("given", "valid"),
    [
        ("(max-width: 600px) 100vw, 600px", "(max-width: 600px) 100vw, 600px"),
        ("auto, (max-width: 600px) 100vw, 600px", "(max-width: 600px) 100vw, 600px"),
        ("\n(min-width:9em) and (orientation: landscape) calc(50vw - 1.5em),\n 9vw ",
         "(min-width:9em) and (orientation: landscape) calc(50vw - 1.5em),\n 9vw"),
        ("auto", "100vw"),
        ("", "100vw"),
        ("90%", "100vw"),
        ("(min-width: 900) 10px", "100vw"),
        ("9px, 10px", "100vw"),
        ("screen and (min-width: 9px) 9px", "100vw"),
    ],
)  # fmt: skip
def test_widths_that_cannot_be_read_are_all_of_it(given, valid):
    assert valid_sizes(given) == valid


@pytest.mark.parametrize(
    ("given", "valid"),
    [
        ("only screen and (min-width: 48.5rem)", "only screen and (min-width: 48.5rem)"),
        (" (min-resolution: 192dpi), (-webkit-min-device-pixel-ratio: 2) ",
         "(min-resolution: 192dpi), (-webkit-min-device-pixel-ratio: 2)"),
        ("(prefers-color-scheme: dark)", "(prefers-color-scheme: dark)"),
        ("(min-width: 900)", ""),
        ("https://example.org/a.png", ""),
    ],
)  # fmt: skip
def test_media_that_cannot_be_read_are_none(given, valid):
    assert valid_media(given) == valid


def test_hostile_conditions_are_read_in_little_time():
    assert valid_sizes("(min-width: 1px) 1px," * 5_000 + " " * 50_000) == "100vw"
    assert valid_media("(min-width:" + " " * 50_000) == ""
