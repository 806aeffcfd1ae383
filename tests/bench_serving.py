"""How many requests a second our server answers, and nginx beside it, by wrk.

python -m tests.bench_serving [SECONDS]
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.run.nginx import nginx
from tests.run.served import ask, make_output

FEED = b"<feed>" + b"".join(b"<entry>une veille de tous les jours, %d</entry>\n" % n for n in range(4500)) + b"</feed>"
SITE = '[site]\ntitle = "Veille"\nbase_url = "https://example.org/"\n'


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        output = make_output(folder / "output", {"ia.atom": FEED, "ia.html": FEED[:20_000]})
        (folder / "sources.toml").write_text(SITE, encoding="utf-8")
        with nginx(folder, output) as theirs, our_server(folder) as ours:
            for told, path, headers in cases():
                rates = [requests_per_second(url, path, headers, seconds) for url in (ours, theirs)]
                print(f"{told}: ours {rates[0]:.0f}/s, nginx {rates[1]:.0f}/s, {rates[1] / rates[0]:.1f} times as many")


def cases() -> Iterator[tuple[str, str, dict[str, str]]]:
    size = len(FEED) // 1000
    # By the date, which both of them know alike.
    yield "a feed that is not news, 304", "ia.atom", {"If-Modified-Since": "Mon, 24 Nov 2025 00:00:00 GMT"}
    yield f"a feed of {size} kB, gzip", "ia.atom", {"Accept-Encoding": "gzip"}
    yield f"a feed of {size} kB, as it is", "ia.atom", {}
    yield "a page of 20 kB, gzip", "ia.html", {"Accept-Encoding": "gzip"}


@contextmanager
def our_server(folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "feeds", "serve", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        found = re.search(r"at (http\S+/);", process.stderr.readline())
        assert found
        yield found[1]
        process.terminate()


def requests_per_second(url: str, path: str, headers: dict[str, str], seconds: int) -> float:
    assert ask(url, f"/{path}", headers).status in (200, 304)
    fields = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", *fields, url + path]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in told
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])  # type: ignore[index]


if __name__ == "__main__":
    main()
