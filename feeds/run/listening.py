"""The address that our server listens at, as it is written."""

from dataclasses import dataclass
from ipaddress import ip_address

from feeds.errors import ServeError


@dataclass(frozen=True, slots=True)
class Address:
    host: str  # an IP address, or "localhost"
    port: int  # 0: any that is free


def read_address(text: str) -> Address:
    """Return the address that a text names.

    >>> read_address("127.0.0.1:8000"), read_address("[::1]:80")
    (Address(host='127.0.0.1', port=8000), Address(host='::1', port=80))

    Raises:
        ServeError: it names none.
    """
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    try:
        if host != "localhost":
            ip_address(host)
        if not (port.isascii() and port.isdigit() and int(port) <= 65535):
            raise ValueError(port)
    except ValueError as exc:
        raise ServeError(f"{text!r}: an address and a port are needed, such as 127.0.0.1:8000 or [::]:80") from exc
    return Address(host, int(port))


def shown(address: Address) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{host}:{address.port}"
