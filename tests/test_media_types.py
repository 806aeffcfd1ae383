"""Media types."""

import pytest

from feeds.media_types import media_type


@pytest.mark.parametrize(
    ("declared", "url", "expected"),
    [
        pytest.param("Audio/MPEG; q=1", "https://a.example/x.ogg", "audio/mpeg", id="the one said, without parameters"),
        pytest.param("mp3", "https://a.example/x.MP3?y", "audio/mpeg", id="what is none gives way to the address"),
        pytest.param("", "https://a.example/x.wav", "audio/wav", id="one that versions of Python call otherwise"),
        pytest.param("", "https://a.example/x.webp#y", "image/webp", id="one that some do not know"),
        pytest.param("a/" + "b" * 200, "https://a.example/x", "", id="one that is too long"),
        pytest.param("", "https://a.example/x.mp3/", "", id="an address that says nothing"),
    ],
)
def test_a_media_type_is_the_one_said_or_the_one_the_address_suggests(declared, url, expected):
    assert media_type(declared, url) == expected
