"""The commands that show a site to others, as a shell calls them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.run.served import ask


def rubrique(*arguments):
    return [sys.executable, "-m", "feeds", *arguments]


@pytest.fixture
def folder(site):
    site.write("a.txt", "Un modèle de langage")
    site.run()
    return site.root


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_site_is_served_until_a_signal_ends_it_within_seconds(folder, number):
    arguments = rubrique("serve", "--listen", "127.0.0.1:0")
    with subprocess.Popen(arguments, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        line = process.stderr.readline()
        url = re.search(r"at (http://127\.0\.0\.1:\d+/);", line)[1]
        heard = ask(url, "/all.atom")
        before = time.monotonic()
        process.send_signal(number)
        code = process.wait(30)

    assert heard.body == (folder / "output" / "all.atom").read_bytes()
    assert code == 0
    assert time.monotonic() - before < 15


def test_a_site_is_served_at_an_address_of_ipv6(folder):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as exc:
        pytest.skip(f"no IPv6 here: {exc}")
    arguments = rubrique("schedule", "--serve", "[::1]:0")
    with subprocess.Popen(arguments, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        told = next(line for line in process.stderr if line.startswith("serving "))
        url = re.search(r"at (http://\[::1\]:\d+/)", told)[1]
        heard = [ask(url, path).status for path in ("/all.atom", "/metrics", "/status/")]
        process.terminate()

    assert heard == [200, 200, 200]


@pytest.mark.parametrize(
    ("option", "shown"),
    [(None, []), ("--status", ["/status/"]), ("--metrics", ["/metrics", "/healthz"])],
    ids=["nothing", "the status", "metrics and health"],
)
def test_everyone_sees_what_an_option_opens(folder, option, shown):
    arguments = rubrique("serve", "--listen", "127.0.0.1:0", *([option] if option else []))
    with subprocess.Popen(arguments, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        url = re.search(r"at (http\S+/);", process.stderr.readline())[1]
        paths = ("/status/", "/metrics", "/healthz")
        seen = [path for path in paths if ask(url, path, {"X-Forwarded-For": "203.0.113.9"}).status != 404]
        process.terminate()

    assert seen == shown


def test_what_is_no_address_is_a_mistake_of_the_command_line(folder):
    wide = {**os.environ, "COLUMNS": "200"}

    done = subprocess.run(
        rubrique("serve", "--listen", "8000"), cwd=folder, env=wide, capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "'8000': an address and a port are needed, such as 127.0.0.1:8000" in done.stderr


@pytest.mark.parametrize(("command", "library"), [("serve", "uvicorn"), ("metrics", "prometheus_client")])
def test_a_library_that_is_missing_is_named_and_how_to_install_it(folder, command, library):
    missing = f"import sys; sys.modules[{library!r}] = None; from feeds.cli import main; sys.exit(main([{command!r}]))"

    done = subprocess.run([sys.executable, "-c", missing], cwd=folder, capture_output=True, text=True, timeout=60)

    assert done.returncode == 1
    assert done.stderr == f"rubrique: {library} is not installed: serving needs pip install 'rubrique[serve]'\n"


def test_no_other_command_waits_for_what_only_serving_needs(folder):
    check = (
        "import sys; from feeds.cli import main; main(['status'])\n"
        "sys.exit(any(name in sys.modules for name in ('starlette', 'uvicorn', 'prometheus_client')))"
    )

    assert subprocess.run([sys.executable, "-c", check], cwd=folder, capture_output=True, timeout=60).returncode == 0


def test_metrics_are_printed_and_written_alike(folder):
    file = folder / "rubrique.prom"

    printed = subprocess.run(rubrique("metrics"), cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    subprocess.run(rubrique("metrics", str(file)), cwd=folder, timeout=60, check=True)

    assert file.read_text() == printed.stdout
    families = {family.name: family for family in text_string_to_metric_families(printed.stdout)}
    assert families["rubrique_runs"].samples[0].value == 1
    assert [path.name for path in folder.glob("rubrique.prom*")] == ["rubrique.prom"]


def test_metrics_that_cannot_be_written_are_told(folder):
    done = subprocess.run(
        rubrique("metrics", "nowhere/rubrique.prom"), cwd=folder, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 1
    assert "nowhere/rubrique.prom: No such file or directory: a file that can be written is needed" in done.stderr


def test_metrics_take_the_place_of_no_pipe_or_device(folder):
    os.mkfifo(folder / "pipe")

    done = subprocess.run(rubrique("metrics", "pipe"), cwd=folder, capture_output=True, text=True, timeout=60)

    assert done.returncode == 1
    assert "pipe: a file is needed, and this is none" in done.stderr
    assert (folder / "pipe").is_fifo()
