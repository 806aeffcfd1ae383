"""sources.toml read again: when, and what becomes of a broken one."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.config import load_config
from feeds.health import Misconfigured
from feeds.rulebook import load_site, site_rules
from feeds.run.reloading import LiveConfig

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(site):
    return LiveConfig(site.config, load_config)


def rewrite(settings, old, new):
    path = settings.config.path
    path.write_text(path.read_text().replace(old, new))


def test_a_changed_file_is_taken_over(settings):
    rewrite(settings, "[site]", '[schedule]\nevery = "5m"\n[site]')

    settings.refresh(NOON)

    assert settings.config.every == 5 * MINUTE


def test_a_file_that_was_only_touched_is_not_read_again(site):
    reads = []
    settings = LiveConfig(site.config, lambda path: reads.append(path) or load_config(path))
    settings.config.path.write_bytes(settings.config.path.read_bytes())

    settings.refresh(NOON)
    assert reads == []
    settings.ask()
    settings.refresh(NOON)
    settings.refresh(NOON)

    assert len(reads) == 1


def test_a_broken_file_keeps_the_last_good_configuration_and_is_told_once_a_change(settings, caplog):
    before = settings.config
    rewrite(settings, "window", "fenetre")

    for minute in range(3):
        settings.refresh(NOON + minute * MINUTE)
    assert settings.config is before
    assert settings.trouble == Misconfigured(NOON, "sources.toml", 1, (4,))
    assert caplog.text.count("kept the last good configuration") == 1

    rewrite(settings, "title", "titre")
    settings.refresh(NOON + 3 * MINUTE)
    assert settings.trouble == Misconfigured(NOON, "sources.toml", 3, (1, 2, 4))
    assert caplog.text.count("kept the last good configuration") == 4

    rewrite(settings, "titre", "title")
    rewrite(settings, "fenetre", "window")
    settings.refresh(NOON + 4 * MINUTE)
    assert settings.trouble is None
    assert "reloaded file=sources.toml sources=1" in caplog.text


@pytest.mark.parametrize("content", [None, "[site", b"\xff\xfe"])
def test_a_file_that_is_gone_or_no_toml_is_a_broken_one(settings, content):
    before, path = settings.config, settings.config.path
    path.unlink()
    if content:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    settings.refresh(NOON)

    assert settings.config is before
    assert settings.trouble.faults == 1


def test_learned_words_that_were_spoilt_leave_the_last_good_ones_in_place(site, caplog):
    learned = site.root / "learned.toml"
    learned.write_text("[ia.terms]\nfournil = 3\n")
    settings = LiveConfig(load_site(site.config.path), load_site)
    rules = site_rules(settings.config)

    learned.write_text("[ia.terms]\nfournil = true\n")
    settings.refresh(NOON)
    assert settings.trouble == Misconfigured(NOON, "learned.toml", 1, (2,))
    assert "kept the last good configuration error=learned.toml: `fournil` cannot be true" in caplog.text
    assert site_rules(settings.config) == rules

    learned.write_text("[ia.terms]\nfournil = 9\n")
    settings.refresh(NOON + MINUTE)
    assert settings.trouble is None
    assert site_rules(settings.config) != rules


def test_another_store_needs_a_new_start(settings, caplog):
    before = settings.config
    rewrite(settings, "[site]", '[site]\nstore = "sqlite:///ailleurs.db"')

    settings.refresh(NOON)

    assert settings.config is before
    assert "`store` in [site] cannot change while we run" in caplog.text
    assert settings.trouble.faults == 1
