import os
import time

import pytest

from feeds.errors import FetchError
from feeds.ingest import folder
from feeds.ingest.folder import Listing, changed_names, is_settled, list_folder, read_file


def names(listing):
    return [name for name, _ in listing.signatures]


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "articles"
    root.mkdir()
    return root


def settle(*paths):
    """Make files look as old as a signature must be to be trusted."""
    for path in paths:
        os.utime(path, (time.time() - 60, time.time() - 60))


def test_files_are_listed_at_every_depth_by_name(root):
    (root / "b").mkdir()
    for name in ("z.txt", "a.md", "b/c.html"):
        (root / name).write_text("x")

    assert names(list_folder(root)) == ["a.md", "b/c.html", "z.txt"]


@pytest.mark.parametrize("name", [".hidden", "draft.txt~", "#lock#", "x.part", "page.html.crdownload", ".x.txt.swp"])
def test_hidden_and_temporary_files_are_left_out(root, name):
    (root / name).write_text("x")

    listing = list_folder(root)

    assert (listing.signatures, listing.refused) == ((), ())


def test_a_hidden_folder_is_left_out(root):
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("x")

    assert names(list_folder(root)) == []


def test_one_file_is_a_folder_of_one(root):
    (root / "a.xml").write_text("x")
    (root / "b.xml").write_text("x")

    listing = list_folder(root / "a.xml")

    assert names(listing) == ["a.xml"]
    assert read_file(listing, "a.xml").content == b"x"


def test_a_missing_folder_is_an_error_that_says_so(root):
    with pytest.raises(FetchError, match=r"there is no gone: put it back, or change `path`"):
        list_folder(root / "gone")


def test_a_link_that_leads_outside_is_refused(root, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (root / "a.txt").symlink_to(tmp_path / "secret.txt")

    listing = list_folder(root)

    assert names(listing) == []
    assert listing.refused == (("a.txt", "it is a link that leads outside the folder: copy the file instead"),)


def test_a_link_changed_after_the_listing_still_reads_nothing_outside(root, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (root / "a.txt").write_text("x")
    listing = list_folder(root)
    (root / "a.txt").unlink()
    (root / "a.txt").symlink_to(tmp_path / "secret.txt")

    with pytest.raises(FetchError, match="leads outside the folder"):
        read_file(listing, "a.txt")


def test_a_link_to_a_folder_outside_is_not_entered(root, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.txt").write_text("x")
    (root / "other").symlink_to(tmp_path / "other")

    listing = list_folder(root)

    assert names(listing) == []
    assert [name for name, _ in listing.refused] == ["other"]


def test_a_second_name_of_a_listed_file_is_not_read_twice(root):
    (root / "a.txt").write_text("x")
    (root / "b.txt").symlink_to("a.txt")

    assert names(list_folder(root)) == ["a.txt"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        pytest.param("nowhere", "it is a link that leads nowhere: remove it", id="dangling"),
        pytest.param("loop", "it is a link that leads nowhere: remove it", id="to itself"),
        pytest.param("inner", "it is a link to a folder: name the folder itself", id="to a folder inside"),
    ],
)
def test_a_link_that_gives_no_file_is_refused_with_a_reason(root, target, reason):
    (root / "inner").mkdir()
    (root / "loop").symlink_to(target)

    assert list_folder(root).refused == (("loop", reason),)


def test_a_pipe_is_refused_and_holds_nothing_up(root):
    os.mkfifo(root / "pipe")
    (root / "a.txt").write_text("x")

    listing = list_folder(root)

    assert names(listing) == ["a.txt"]
    assert listing.refused == (("pipe", "it is not a regular file: replace it by one"),)


def test_a_file_replaced_by_a_pipe_after_the_listing_holds_nothing_up(root):
    (root / "a.txt").write_text("x")
    listing = list_folder(root)
    (root / "a.txt").unlink()
    os.mkfifo(root / "a.txt")

    with pytest.raises(FetchError, match="not a regular file"):
        read_file(listing, "a.txt")


def test_a_name_that_is_not_utf8_is_refused(root):
    (root / os.fsdecode(b"caf\xe9.txt")).write_text("x")

    listing = list_folder(root)

    assert names(listing) == []
    assert listing.refused == (("caf?.txt", "its name is not UTF-8: rename it"),)


def test_a_file_over_the_limit_is_refused(root, monkeypatch):
    monkeypatch.setattr(folder, "MAX_BYTES", 10)
    (root / "a.txt").write_text("x" * 11)

    with pytest.raises(FetchError, match="it is over 10 bytes: split it"):
        read_file(list_folder(root), "a.txt")


def test_a_file_gone_since_the_listing_says_so(root):
    (root / "a.txt").write_text("x")
    listing = list_folder(root)
    (root / "a.txt").unlink()

    with pytest.raises(FetchError, match="it cannot be read: no such file or directory"):
        read_file(listing, "a.txt")


def test_what_lies_below_a_refused_folder_may_still_be_there(root):
    listing = Listing(root, (), (("shut", "it cannot be listed"),))

    assert listing.is_hidden("shut/a.txt")
    assert not listing.is_hidden("shutters.txt")


def test_an_unchanged_file_keeps_its_signature(root):
    (root / "a.txt").write_text("x")
    settle(root / "a.txt")
    before = {name: signature.removeprefix("unsettled ") for name, signature in list_folder(root).signatures}

    after = {name: signature.removeprefix("unsettled ") for name, signature in list_folder(root).signatures}

    assert after == before


def test_a_file_touched_a_moment_ago_is_not_trusted(root):
    (root / "a.txt").write_text("x")

    [(_, signature)] = list_folder(root).signatures

    assert not is_settled(signature)


def test_only_new_and_changed_files_are_read(root):
    listing = Listing(root, (("new", "1"), ("same", "2"), ("changed", "3"), ("fresh", "unsettled 4"), ("odd", "")))

    changed = list(changed_names(listing, {"same": "2", "changed": "1", "fresh": "unsettled 4", "odd": ""}))

    assert changed == ["new", "changed", "fresh", "odd"]
