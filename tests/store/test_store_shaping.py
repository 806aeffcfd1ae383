from dataclasses import replace

from feeds.changes import Reshaped, Shaping
from feeds.health import HookFault, RuleCount
from feeds.model import Entry

from .factories import DAY, NOW, added, adopt, ids, joined, record

DROPPED = Shaping(dropped="a: drop title: x")


def dropped(name, **content):
    return replace(added(name, **content), shaping=DROPPED)


def test_a_dropped_entry_is_in_no_feed_and_leaves_no_tombstone(store):
    adopt(store)

    record(store, added("1"), dropped("2"))
    store.settle(10)

    [feed] = store.feeds(["all"])
    assert ids(store) == ["urn:1"]
    assert feed.tombstones == ()


def test_an_entry_that_one_source_drops_is_shown_from_the_other_that_carries_it(store):
    adopt(store)
    record(store, dropped("1", title="Chez a"))

    record(store, joined("1", "urn:1", title="Chez b"), source="b")
    store.settle(10)

    [feed] = store.feeds(["all"])
    assert [(entry.entry.title, entry.via) for entry in feed.entries] == [("Chez b", ())]


def test_what_rules_did_is_read_back_and_counted(store):
    adopt(store)
    shaping = Shaping(Entry(title="[x] Titre"), ("a: remove p",), ("a: cut_title [x]", "site: replace y by z"))
    record(store, replace(added("1"), shaping=shaping), dropped("2"), dropped("3"))

    assert store.shaping("a", "1") == shaping
    assert store.shapings("urn:2") == {"a": DROPPED}
    assert store.rule_counts() == (
        RuleCount("a", "changed", "a: cut_title [x]", 1, NOW),
        RuleCount("a", "changed", "site: replace y by z", 1, NOW),
        RuleCount("a", "dropped", "a: drop title: x", 2, NOW),
        RuleCount("a", "removed", "a: remove p", 1, NOW),
    )


def test_an_entry_dropped_and_let_through_again_enters_where_its_date_says(store):
    adopt(store)
    record(store, added("new"), dropped("old", sort_date=NOW - 9 * DAY))
    store.settle(10)

    store.reshape({("a", "old"): Reshaped(Entry(title="Titre old"), Shaping())}, NOW + DAY)
    store.settle(10)

    assert ids(store) == ["urn:new", "urn:old"]


def test_an_old_entry_let_through_again_pushes_no_news_out_of_a_full_feed(store):
    adopt(store)
    record(store, *(added(str(n)) for n in range(3)), dropped("old", sort_date=NOW - 9 * DAY))
    store.settle(3)

    store.reshape({("a", "old"): Reshaped(Entry(title="Titre old"), Shaping())}, NOW + DAY)
    store.settle(3)

    assert ids(store) == ["urn:0", "urn:1", "urn:2"]


def test_what_was_dropped_of_a_feed_long_ago_keeps_all_but_its_text(store):
    adopt(store)
    record(store, *(dropped(str(n), content_html="<p>Un texte</p>", summary="Un texte") for n in range(1_003)))

    texts = [one.entry.content_html for one in store.filed()]

    assert texts == [""] * 3 + ["<p>Un texte</p>"] * 1_000
    assert store.entry("a", "0") == Entry(title="Titre 0", summary="Un texte")


def test_failures_of_a_hook_add_up_until_it_does_well(store):
    store.note_hooks([HookFault("site: hook x", 2, "first")], ())
    store.note_hooks([HookFault("site: hook x", 3, "last"), HookFault("site: hook y", 1, "other")], ())
    before = store.hook_faults()

    store.note_hooks([], ["site: hook y"])

    assert before == (HookFault("site: hook x", 5, "last"), HookFault("site: hook y", 1, "other"))
    assert store.hook_faults() == (HookFault("site: hook x", 5, "last"),)


def test_what_hooks_made_counts_only_for_what_they_were_told(store):
    store.decorate({"urn:1": ("told", Entry(title="Une fois"))})
    store.decorate({"urn:1": ("told anew", Entry(title="Deux fois"))})

    assert store.decorations({"urn:1": "told"}) == {}
    assert store.decorations({"urn:1": "told anew", "urn:2": "x"}) == {"urn:1": Entry(title="Deux fois")}
