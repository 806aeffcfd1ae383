"""French typography: the right spaces, twice as good as once, and never inside addresses, hours or code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.typography import NARROW, french, looks_french
from tests.effort import at_most


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Quoi ? Non ! Si ; voilà : là", "Quoi_? Non_! Si_; voilà_: là"),
        ("Quoi? Non! Si; voilà: là", "Quoi_? Non_! Si_; voilà_: là"),
        ("Quoi\u00a0? Non\u202f! Si  ; là\t:", "Quoi_? Non_! Si_; là_:"),
        ("« oui » «non» «\u00a0si\u00a0»", "«_oui_» «_non_» «_si_»"),
        ("« Quoi ? », dit-elle", "«_Quoi_?_», dit-elle"),
        ("Vraiment ?! (oui?) “non?”", "Vraiment_?! (oui_?) “non_?”"),
        ("24 % ? 12€! l’été?", "24 %_? 12€_! l’été_?"),
        ("à 10:30, de 16:9 à 4:3", "à 10:30, de 16:9 à 4:3"),
        ("https://a.example/?b=1;c https://a.example?", "https://a.example/?b=1;c https://a.example?"),
        ("a::b x?y=1 c:) #!/bin", "a::b x?y=1 c:) #!/bin"),
        ("mot :) et : suite", "mot :) et_: suite"),
        ("« »", "« »"),
        ("24\u00a0%", "24\u00a0%"),
        ("? ! …", "?_! …"),
        ("", ""),
    ],
)
def test_signs_get_their_narrow_spaces(text, shown):
    assert french(text).replace(NARROW, "_") == shown


@given(st.text(st.sampled_from("ab1 \u00a0\u202f;:?!«»“”()'\"’…/.%\n")))
def test_twice_is_as_good_as_once(text):
    once = french(text)

    assert french(once) == once
    assert "".join(once.split()) == "".join(text.split())


@pytest.mark.parametrize("unit", ["'", "! ", "« ", " ", "a' ", "a?", "«'a", "\u202f", "a"])
def test_a_long_text_takes_no_longer_than_its_length(unit):
    with at_most(5):  # half a second; a quadratic rule takes hours
        french(unit * (500_000 // len(unit)) + "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le chat dort dans la maison et il ne sort pas.", True),
        ("The cat sleeps in the house and it does not go out.", False),
        ("El gato duerme en la casa y no sale de ella.", False),
        ("Die Katze schläft im Haus und geht nicht aus.", False),
        ("Il gatto dorme nella casa e non esce mai, perché piove.", False),
        ("Apple, Google, Meta", False),
        ("", False),
    ],
)
def test_french_is_told_by_its_little_words(text, expected):
    assert looks_french(text) is expected
