"""What the log says, and in which form."""

import json
import logging
import re
import subprocess
import sys

import pytest

from feeds.cli.logs import JsonFormatter, TextFormatter
from tests.cli.test_commands import add_feed, command, site  # noqa: F401  # a fixture
from tests.scripted import Answer


def record(message, *arguments):
    return logging.LogRecord("feeds.pipeline", logging.INFO, "", 0, message, arguments, None)


def test_a_run_in_json_logs_an_object_for_each_source_and_one_for_its_end(site, server):  # noqa: F811
    add_feed(site, server.play("/feed?key=s3cret", Answer(500)))

    done = command("run", "--verbose", "--log-format", "json")

    told = [json.loads(line) for line in done.stderr.splitlines()]
    events = {event["event"]: event for event in told if "run" in event}
    progress = ["redaction: 1 new", "ailleurs: failed: the server answered 500 Internal Server Error"]
    assert sorted(event["event"] for event in told if "run" not in event) == sorted(progress)
    assert events["ingested"].items() >= {"run": 1, "source": "redaction", "new": 1, "edited": 0}.items()
    assert events["failed"].items() >= {"run": 1, "source": "ailleurs", "level": "warning"}.items()
    assert events["ended"].items() >= {"run": 1, "visited": 2, "failed": 1}.items()
    assert all(0 <= event["took"] < 60 for event in events.values())
    assert "s3cret" not in done.stderr


def test_what_goes_wrong_is_told_in_json_too(site):  # noqa: F811
    (site / "sources.toml").write_text("nonsense")

    done = command("run", "--log-format", "json")

    [told] = [json.loads(line) for line in done.stderr.splitlines()]
    assert (told["level"], told["event"][:22]) == ("error", "rubrique: sources.toml")


def test_a_bug_is_told_in_json_too():
    call = "from feeds.cli.logs import LogFormat, start_logging; start_logging(LogFormat('json'), verbose=False); 1 / 0"

    done = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, timeout=60)

    assert json.loads(done.stderr.splitlines()[-1])["event"] == "ZeroDivisionError: division by zero"


def test_a_verbose_run_logs_one_line_per_source_under_its_own_number(site):  # noqa: F811
    logs = [command("run", "--verbose").stderr for _ in range(2)]

    for number, (log, new) in enumerate(zip(logs, (1, 0), strict=True), 1):
        counts = f"new={new} edited=0 withdrawn=0"
        assert re.search(rf"INFO ingested run={number} source=redaction {counts} took=\d+\.\d{{3}}\n", log)
        assert f"run={3 - number} source" not in log


@pytest.mark.parametrize(
    ("message", "arguments", "told"),
    [
        pytest.param(
            "failed source=%s took=%.3f error=%s", ("a", 0.5, "x=1 y"),
            {"event": "failed", "source": "a", "took": 0.5, "error": "x=1 y"}, id="a verb and its fields",
        ),
        pytest.param("running %s", ("late",), {"event": "running late"}, id="no field"),
        pytest.param("half %s source=%s", ("a", "b"), {"event": "half a source=b"}, id="a field and more"),
    ],
)  # fmt: skip
def test_a_message_in_json_has_its_fields_under_their_names(message, arguments, told):
    found = json.loads(JsonFormatter().format(record(message, *arguments)))

    assert {name: value for name, value in found.items() if name not in ("time", "level")} == told


def test_an_exception_in_json_stays_on_its_line():
    try:
        raise ValueError("no\nway")
    except ValueError:
        bug = logging.LogRecord("feeds", logging.ERROR, "", 0, "broke", (), sys.exc_info())

    line = JsonFormatter().format(bug)

    assert "\n" not in line
    assert "ValueError: no\nway" in json.loads(line)["error"]


def test_what_a_server_says_begins_no_line_of_the_log():
    line = TextFormatter().format(record("failed error=%s", "no\n2026-11-24 INFO ingested source=b"))

    assert line.endswith("INFO failed error=no\\n2026-11-24 INFO ingested source=b")
