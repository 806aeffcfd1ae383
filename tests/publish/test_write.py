import hashlib
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from feeds.errors import PublishError
from feeds.model import Entry
from feeds.publish.render import render
from feeds.publish.write import Report, write
from tests.publish import samples
from tests.publish.samples import config, feed, filed

FORMATS = ("all.atom", "all.rss", "all.json")
LONG_AGO = 1_000_000_000


def site(title="Premier"):
    """Return the files of a site of one entry."""
    entry = filed(Entry(title=title, content_html="<p>Du texte.</p>", language="fr"), "ia")
    return render(config(), [feed(entry), feed(entry, key="ia")], [entry])


def contents(output):
    return {p.relative_to(output).as_posix(): p.read_bytes() for p in sorted(output.rglob("*")) if p.is_file()}


def age(output):
    """Set every mtime long ago, so that any rewriting shows."""
    for path in output.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))


def test_every_file_is_written_and_reported(tmp_path):
    files = site()

    report = write(tmp_path / "new" / "output", files)

    assert contents(tmp_path / "new" / "output") == files
    assert set(report.written) == set(files)
    assert (report.unchanged, report.removed, report.failed) == ((), (), ())
    assert report.digests == {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def test_what_is_the_same_is_not_touched(tmp_path):
    files = site()
    write(tmp_path, files)
    age(tmp_path)

    report = write(tmp_path, files)

    assert report.written == ()
    assert set(report.unchanged) == set(report.digests) == set(files)
    assert {p.stat().st_mtime for p in tmp_path.rglob("*") if p.is_file()} == {LONG_AGO}


def test_only_what_differs_is_replaced(tmp_path):
    write(tmp_path, site())
    age(tmp_path)
    changed = site("Autre titre")

    report = write(tmp_path, changed)

    assert contents(tmp_path) == changed
    assert "all.atom" in report.written
    assert {"feeds.opml", "subscribe.html", "assets/style.css"} <= set(report.unchanged)
    assert (tmp_path / "assets/style.css").stat().st_mtime == LONG_AGO


@pytest.mark.parametrize("spoilt", FORMATS)
def test_the_formats_of_a_feed_go_together_or_not_at_all(tmp_path, spoilt):
    old = site()
    write(tmp_path, old)
    new = site("Autre titre")

    report = write(tmp_path, new | {spoilt: new[spoilt][:-20]})

    now = contents(tmp_path)
    assert [now[path] for path in FORMATS] == [old[path] for path in FORMATS]
    assert now["ia.atom"] == new["ia.atom"]
    assert now["index.html"] == new["index.html"]
    assert sorted(path for path, _ in report.failed) == sorted(FORMATS)
    assert spoilt in report.failed[0][1]
    assert report.digests[spoilt] == hashlib.sha256(old[spoilt]).hexdigest()


def test_formats_that_disagree_keep_their_last_version(tmp_path):
    old = site()
    write(tmp_path, old)

    report = write(tmp_path, old | {"all.rss": site("Autre titre")["all.rss"]})

    assert contents(tmp_path) == old
    assert "Atom and RSS differ in title" in report.failed[0][1]


def test_a_file_that_never_passed_does_not_stand(tmp_path):
    report = write(tmp_path, {"index.html": b"<p>"})

    assert [path for path, _ in report.failed] == ["index.html"]
    assert report.digests == {}
    assert contents(tmp_path) == {}


def test_what_may_no_longer_be_shown_is_not_kept(tmp_path):
    write(tmp_path, site())

    report = write(tmp_path, {"index.html": b"<p>"}, revoked=["index.html"])

    assert not (tmp_path / "index.html").exists()
    assert report.removed == ("index.html",)
    assert [path for path, _ in report.failed] == ["index.html"]


def test_only_the_files_named_are_removed(tmp_path):
    files = site()
    write(tmp_path, files)
    (tmp_path / "robots.txt").write_text("theirs")
    (tmp_path / "articles" / "theirs.html").write_text("theirs")

    report = write(tmp_path, {}, ["articles/un-titre.html", "articles/never-was.html", "gone/never-was.html"])

    left = contents(tmp_path)
    assert set(left) == set(files) - {"articles/un-titre.html"} | {"robots.txt", "articles/theirs.html"}
    assert set(report.removed) == {"articles/un-titre.html", "articles/never-was.html", "gone/never-was.html"}
    assert report.failed == ()


def test_a_file_that_is_published_is_not_removed(tmp_path):
    files = site()

    report = write(tmp_path, files, ["index.html"])

    assert contents(tmp_path) == files
    assert report.removed == ()


@pytest.mark.parametrize("path", ["", ".", "/etc/x", "../x", "a/../../x", "a//b", "a\\b", "a\0b", "./a", "a/", "a\nb"])
def test_a_path_that_leads_out_is_a_bug(tmp_path, path):
    for call in ({"files": {path: b"x"}}, {"files": {}, "remove": [path]}, {"files": {}, "revoked": [path]}):
        with pytest.raises(PublishError, match="is not a path inside the output folder"):
            write(tmp_path / "output", **call)


def test_links_are_not_followed_out_of_the_output_folder(tmp_path):
    output, outside = tmp_path / "output", tmp_path / "outside"
    output.mkdir()
    outside.mkdir()
    (outside / "page.html").write_text("theirs")
    (output / "articles").symlink_to(outside)
    (output / "index.html").symlink_to(outside / "page.html")
    files = site()

    report = write(output, files, ["articles/page.html"])

    assert contents(outside) == {"page.html": b"theirs"}
    assert sorted(path for path, _ in report.failed) == ["articles/page.html", "articles/un-titre.html"]
    assert not (output / "index.html").is_symlink()
    assert (output / "index.html").read_bytes() == files["index.html"]


def test_a_link_to_the_same_bytes_outside_is_replaced_by_the_file(tmp_path):
    files = site()
    (tmp_path / "copy.html").write_bytes(files["index.html"])
    output = tmp_path / "output"
    output.mkdir()
    (output / "index.html").symlink_to(tmp_path / "copy.html")

    write(output, files)

    assert not (output / "index.html").is_symlink()


def test_a_folder_in_the_place_of_a_file_fails_that_feed_alone(tmp_path):
    (tmp_path / "all.rss" / "theirs").mkdir(parents=True)
    files = site()

    report = write(tmp_path, files)

    assert sorted(path for path, _ in report.failed) == sorted(FORMATS)
    assert not (tmp_path / "all.atom").exists()
    assert (tmp_path / "ia.atom").read_bytes() == files["ia.atom"]


def test_a_folder_is_never_removed(tmp_path):
    (tmp_path / "index.html").mkdir()

    report = write(tmp_path, {}, ["index.html"])

    assert report.failed == (("index.html", "index.html: a folder stands where the file should"),)
    assert (tmp_path / "index.html").is_dir()


def test_an_output_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "output").write_text("a file")

    with pytest.raises(PublishError, match="a folder that can be written is needed"):
        write(tmp_path / "output", site())


def test_what_a_killed_run_left_aside_is_taken_away(tmp_path):
    files = site()
    write(tmp_path, files)
    aside = "." + hashlib.sha256(b"index.html").hexdigest()[:16] + ".rubrique-new"
    (tmp_path / aside).write_bytes(b"half a pa")

    write(tmp_path, files)

    assert contents(tmp_path) == files


def test_files_get_the_mode_that_the_umask_gives(tmp_path):
    before = os.umask(0o022)
    try:
        write(tmp_path, site())
    finally:
        os.umask(before)

    assert {stat.S_IMODE(p.stat().st_mode) for p in tmp_path.rglob("*") if p.is_file()} == {0o644}


def in_a_child(action):
    """Run *action* in a process of its own; return what its exit code says."""
    pid = os.fork()
    if not pid:
        try:
            os._exit(action())
        except BaseException:  # noqa: BLE001  # nothing may go on in a copy of pytest
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@pytest.fixture
def reachable():
    """A folder that another user may reach, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_read_only_output_keeps_every_old_file(reachable):
    old, new = site(), site("Autre titre")
    write(reachable / "output", old)

    def write_as_another_user():
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        else:
            for folder in (reachable / "output", *(p for p in (reachable / "output").rglob("*") if p.is_dir())):
                folder.chmod(0o555)
        report = write(reachable / "output", new, ["sources.opml"])
        denied = {path for path, reason in report.failed if reason == "Permission denied"}
        return 0 if "all.atom" in denied and not report.written and report.digests.keys() == old.keys() else 1

    assert in_a_child(write_as_another_user) == 0
    for folder in ((reachable / "output"), *(p for p in (reachable / "output").rglob("*") if p.is_dir())):
        folder.chmod(0o755)
    assert contents(reachable / "output") == old


def test_a_file_is_on_disk_before_its_name_and_its_folder_after(tmp_path, monkeypatch):
    done = []
    fsync, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (done.append(Path(f"/proc/self/fd/{fd}").readlink()), fsync(fd)))
    monkeypatch.setattr(os, "replace", lambda old, new: (done.append(new), rename(old, new)))
    page = "articles/un-titre.html"

    write(tmp_path, {page: site()[page]})

    target = tmp_path / page
    aside, named, *folders = done
    assert aside.parent == target.parent
    assert named == target
    assert folders == [tmp_path, target.parent]


def test_a_folder_that_cannot_be_synced_is_said(reachable):
    output = reachable / "output"
    output.mkdir()
    if os.getuid() == 0:
        os.chown(output, 65534, 65534)
    output.chmod(0o300)

    def write_as_another_user():
        if os.getuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        with pytest.raises(PublishError, match="output: Permission denied: a folder that can be synced"):
            write(output, {"subscribe.html": site()["subscribe.html"]})
        return 0

    assert in_a_child(write_as_another_user) == 0
    output.chmod(0o755)


def test_a_full_disk_keeps_every_old_file(tmp_path):
    old, new = site(), site("Autre titre " * 20)
    write(tmp_path, old)
    small = min(len(new[path]) for path in ("all.atom", "index.html", "ia.html")) - 1

    def write_with_no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (small, small))
        report: Report = write(tmp_path, new)
        return 0 if {"all.atom", "all.rss", "all.json", "index.html"} <= {path for path, _ in report.failed} else 1

    assert in_a_child(write_with_no_room) == 0
    now = contents(tmp_path)
    assert set(now) == set(old)
    assert [now[p] for p in (*FORMATS, "index.html")] == [old[p] for p in (*FORMATS, "index.html")]
    assert all(now[path] in (old[path], new[path]) for path in now)


WRITER = """
import sys
from pathlib import Path
from feeds.publish.write import write
from tests.publish.test_write import site
sites = [site("Premier"), site("Autre titre")]
print("ready", flush=True)
while True:
    for files in sites:
        write(Path(sys.argv[1]), files)
"""


def test_a_run_killed_at_any_moment_leaves_whole_files_and_the_next_completes_it(tmp_path):
    first, second = site("Premier"), site("Autre titre")
    write(tmp_path, first)
    moments = random.Random(1)

    for _ in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)],
            stdout=subprocess.PIPE, cwd=Path(__file__).resolve().parents[2],
        )  # fmt: skip
        writer.stdout.readline()
        until = time.monotonic() + moments.uniform(0, 0.08)
        while time.monotonic() < until:
            pass
        writer.kill()
        writer.wait()
        writer.stdout.close()

        standing = {path: content for path, content in contents(tmp_path).items() if ".rubrique-new" not in path}
        assert set(standing) == set(first)
        assert all(content in (first[path], second[path]) for path, content in standing.items())

    write(tmp_path, second)
    assert contents(tmp_path) == second


def test_the_whole_sample_site_is_written_without_fault(tmp_path):
    cfg = config()

    report = write(tmp_path, render(cfg, *samples.publication(cfg)))

    assert report.failed == ()
