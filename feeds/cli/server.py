"""A server of the site for commands that want one, and the options that say what it shows."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from feeds.errors import ServeError
from feeds.run.exchange import Handler
from feeds.run.listening import read_address
from feeds.settings import Config

if TYPE_CHECKING:
    from feeds.run.serve import Server

ShowsStatus = Annotated[bool, typer.Option("--status", help="Show status/ to everyone.")]
ShowsMetrics = Annotated[bool, typer.Option("--metrics", help="Answer /metrics and /healthz to everyone.")]


def make_server(
    current: Callable[[], Config],
    listen: str,
    handlers: Mapping[str, Handler] = MappingProxyType({}),
    *,
    shows_status: bool,
    shows_metrics: bool,
) -> "Server":
    """Return a server of a site at an address as it is written, to be started and stopped.

    Raises:
        BadParameter: that is no address.
        ServeError: a library is not installed.
    """
    try:
        address = read_address(listen)
    except ServeError as exc:
        raise typer.BadParameter(str(exc)) from exc
    with extra():
        from feeds.run.site_server import site_server
    return site_server(current, address, handlers, shows_status=shows_status, shows_metrics=shows_metrics)


@contextmanager
def extra() -> Iterator[None]:
    """Import what only serving needs: late, as no other command should wait for it or fail without it."""
    try:
        yield
    except ModuleNotFoundError as exc:
        raise ServeError(f"{exc.name} is not installed: serving needs pip install 'rubrique[serve]'") from exc
