"""The image's health check: exit 0 when runs end well and the server, if one was started, answers; else say why.

What the container was started with tells whether there is a server, and where.
"""

import re
import sys
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from feeds.cli.options import clock, opened, read_config
from feeds.errors import RubriqueError
from feeds.run.figures import read_figures
from feeds.run.listening import read_address, shown
from feeds.run.pulse import needs_care

PATIENCE_SECONDS = 10  # with a server that may be busy
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  where to ask whoever listens everywhere


def fault() -> str:
    """Return what is wrong, "" for nothing."""
    command = Path("/proc/1/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    served = re.search(r" --(?:serve|listen)[ =](\S+)", command)
    return fault_of_server(served[1]) if served else fault_of_runs()


def fault_of_server(listen: str) -> str:
    address = read_address(listen)
    address = replace(address, host=LOOPBACK.get(address.host, address.host))
    try:
        with urlopen(f"http://{shown(address)}/healthz", timeout=PATIENCE_SECONDS):
            return ""
    except HTTPError as exc:
        return exc.read().decode().strip()
    except OSError as exc:
        return f"the server does not answer: {exc}"


def fault_of_runs() -> str:
    """Return what is wrong as /healthz does; without a server, the first run is the beginning."""
    try:
        config = read_config(None)
        with opened(config) as store:
            good, began = read_figures(config, store).last_good_run, store.known_since()
    except RubriqueError as exc:
        return str(exc)
    is_well = began and not needs_care(config, good, began, clock())
    return "" if is_well else "no run has ended well for three intervals: see `rubrique status`"


sys.exit(fault() or 0)
