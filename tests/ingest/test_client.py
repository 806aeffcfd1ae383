"""What goes over the wire, to whom, and how long it may take."""

import asyncio
import socket
import ssl
import time

import aiohttp
import pytest

from feeds.errors import ConfigError, FetchError
from feeds.ingest import client
from feeds.ingest.client import Client, RefusedAddressError, is_private, public_socket
from feeds.ingest.fetch import Request, fetch
from feeds.settings import Access, Http
from tests.ingest.conftest import SITE
from tests.scripted import Answer, ScriptedServer

BODY = b"<rss/>"


@pytest.fixture
def proxy():
    server = ScriptedServer("127.0.0.3")
    yield server
    server.close()


@pytest.fixture
def name_server(monkeypatch):
    """Set what the world's name servers say: the one thing of the wire that no server on loopback can play."""

    def name_server(getaddrinfo):
        monkeypatch.setattr(aiohttp.connector, "DefaultResolver", aiohttp.ThreadedResolver)
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return name_server


# -- requests -----------------------------------------------------------------------------------------------------


def test_a_request_says_who_we_are_and_nothing_more(server, get):
    url = server.play("/feed", Answer(body=BODY, headers={"Set-Cookie": "a=b"}))

    get(url)

    [asked] = server.log
    accepted = asked.headers.pop("accept")
    assert accepted.startswith("application/atom+xml, application/rss+xml")
    assert asked.headers == {
        "host": url.removeprefix("http://").removesuffix("/feed"),
        "user-agent": "Rubrique (+https://example.org/)",
        "accept-encoding": "gzip, deflate, br, zstd",
    }


def test_a_token_of_two_lines_is_not_sent(server, get):
    url = server.play("/feed", Answer(body=BODY))

    with pytest.raises(FetchError, match="headers") as caught:
        get(url, access=Access(token="geheim\r\nHost: evil.example"))

    assert "geheim" not in str(caught.value)
    assert server.log == []


def test_no_cookie_comes_back_in_the_same_run(server, now):
    url = server.play("/feed", Answer(body=BODY, headers={"Set-Cookie": "a=b"}))

    async def run():
        async with Client(SITE, spacing_seconds=0) as wire:
            for _ in range(2):
                await fetch(Request(url, allow_private=True), wire, now=now)

    asyncio.run(run())

    assert ["cookie" in asked.headers for asked in server.log] == [False, False]


def test_each_hop_takes_its_turn(server, get):
    server.play("/new", Answer(body=BODY))
    url = server.play("/old", Answer(302, headers={"Location": "/new"}))

    began = time.monotonic()
    get(url, spacing_seconds=0.2)

    assert [asked.path for asked in server.log] == ["/old", "/new"]
    assert server.log[1].at - began > 0.19  # from before the first: its thread may wake late


# -- time ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "limits", "message"),
    [
        pytest.param(Answer(hang=True), {"sock_read": 0.2}, "the server said nothing for 0 seconds", id="first byte"),
        pytest.param(
            Answer(body=b"x", chunks=1000, pause=0.02), {"total": 0.4}, "no whole answer within 0 seconds", id="whole"
        ),
    ],
)
def test_a_slow_server_is_left(server, get, monkeypatch, answer, limits, message):
    monkeypatch.setattr(client, "TIMEOUT", aiohttp.ClientTimeout(**({"total": 20, "connect": 10} | limits)))
    url = server.play("/feed", answer)

    with pytest.raises(FetchError, match=message):
        get(url)


def test_a_server_that_does_not_take_the_call_is_left(get, monkeypatch):
    monkeypatch.setattr(client, "TIMEOUT", aiohttp.ClientTimeout(total=20, connect=0.2))
    with socket.socket() as silent:  # whose queue is full: further calls hear nothing
        silent.bind(("127.0.0.1", 0))
        silent.listen(0)
        callers = [socket.socket() for _ in range(8)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(silent.getsockname())

        with pytest.raises(FetchError, match="no connection within 0 seconds"):
            get(f"http://127.0.0.1:{silent.getsockname()[1]}/")

        for caller in callers:
            caller.close()


def test_a_slow_page_of_an_error_hides_no_status(server, get, monkeypatch):
    monkeypatch.setattr(client, "TIMEOUT", aiohttp.ClientTimeout(total=2))
    url = server.play("/feed", Answer(404, b"x", chunks=1000, pause=0.02))

    with pytest.raises(FetchError, match=r"the server answered 404 Not Found$"):
        get(url)


# -- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%eth0", "64:ff9b::a00:1"]
)
def test_a_private_address_is_refused_where_it_would_be_dialled(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET

    with pytest.raises(RefusedAddressError, match="is not a public address"):
        public_socket((family, socket.SOCK_STREAM, 6, "", (address, 80)))


def test_a_public_address_gets_a_socket():
    with public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))) as made:
        assert made.family == socket.AF_INET


@pytest.mark.parametrize(
    ("host", "private"),
    [
        *((host, True) for host in ("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "10.0.0.1", "0")),
        *((host, True) for host in ("::1", "fe80::1%eth0", "::ffff:10.0.0.1", "169.254.169.254")),
        *((host, True) for host in ("localhost", "LOCALHOST.", "a.localhost")),
        *((host, False) for host in ("93.184.216.34", "2a00:1450:4007::200e", "a.example", "localhost.example", "")),
    ],
)
def test_a_host_that_is_private_by_its_own_word_is_known(host, private):
    assert is_private(host) == private


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::1]"])
def test_loopback_is_refused_however_it_is_written(server, get, host):
    server.play("/feed", Answer(body=BODY))

    with pytest.raises(FetchError, match="is not a public address: set allow_private = true"):
        get(f"http://{host}:{server.port}/feed", allow_private=False)

    assert server.log == []


def test_a_public_name_that_leads_to_a_private_address_is_refused(server, get, name_server):
    server.play("/feed", Answer(body=BODY))
    name_server(lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))])

    with pytest.raises(FetchError, match=r"127\.0\.0\.1 is not a public address"):
        get(f"http://rebound.example:{server.port}/feed", allow_private=False)

    assert server.log == []


def test_a_name_that_nobody_has_is_told(get, name_server):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    name_server(unknown)

    with pytest.raises(FetchError, match=r"^no address is known for nobody\.example: Name or service not known$"):
        get("http://nobody.example/feed")


def test_a_connection_to_a_private_address_is_not_lent_to_other_sources(server, now):
    url = server.play("/feed", Answer(body=BODY))

    async def run():
        async with Client(SITE, spacing_seconds=0) as wire:
            await fetch(Request(url, allow_private=True), wire, now=now)
            await fetch(Request(url), wire, now=now)

    with pytest.raises(FetchError, match="is not a public address"):
        asyncio.run(run())

    assert len(server.log) == 1


# -- certificates -------------------------------------------------------------------------------------------------


def test_a_certificate_of_an_unknown_authority_is_refused_with_the_remedy(secure_server, get):
    url = secure_server.play("/feed", Answer(body=BODY))

    with pytest.raises(FetchError, match=r"its certificate is not trusted: .*: if it is meant, name .* as `ca_file`"):
        get(url)

    assert secure_server.log == []


def test_an_authority_of_ones_own_is_trusted(secure_server, authority, get):
    url = secure_server.play("/feed", Answer(body=BODY))

    assert get(url, http=Http(ca_file=authority[0])).document.content == BODY


def test_a_certificate_of_another_host_is_refused(authority, get):
    server = ScriptedServer("127.0.0.4", tls=authority[1])
    url = server.play("/feed", Answer(body=BODY))

    with pytest.raises(FetchError, match=r"its certificate is not trusted: .*127\.0\.0\.4"):
        get(url, http=Http(ca_file=authority[0]))

    server.close()


def test_a_server_that_speaks_no_tls_is_told(server, get):
    url = server.play("/feed", Answer(body=BODY)).replace("http:", "https:")

    with pytest.raises(FetchError, match=r"no connection to 127\.0\.0\.1, port \d+: [a-z ]+$"):
        get(url)


def test_the_usual_authorities_stay_trusted_beside_ones_own(authority):
    usual = {str(certificate) for certificate in ssl.create_default_context().get_ca_certs()}

    trusted = {str(certificate) for certificate in client._trust(authority[0]).get_ca_certs()}

    assert trusted > usual
    assert len(trusted) == len(usual) + 1


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(None, "cannot be read: No such file or directory", id="no file"),
        pytest.param("Bonjour", "holds no certificate", id="words"),
        pytest.param("", "holds no certificate", id="nothing"),
    ],
)
def test_a_file_without_certificates_is_a_fault_of_the_configuration(tmp_path, content, what):
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)

    with pytest.raises(ConfigError) as caught:
        Client(SITE, Http(ca_file=file))

    assert caught.value.faults == (
        f"{file}: {what}: give a file of certificates in PEM, or remove `ca_file` from [http]",
    )


# -- proxy --------------------------------------------------------------------------------------------------------


def test_a_proxy_is_asked_for_the_whole_address_without_name_being_looked_up(proxy, get):
    proxy.play("http://a.example/feed?x=1", Answer(body=BODY))

    fetched = get("http://a.example/feed?x=1", http=Http(proxy.url), allow_private=False)

    assert fetched.document.content == BODY
    assert [asked.path for asked in proxy.log] == ["http://a.example/feed?x=1"]
    assert "proxy-authorization" not in proxy.log[0].headers


def test_the_proxys_own_credentials_are_for_the_proxy(proxy, server, get):
    proxy.play("http://a.example/feed", Answer(body=BODY))
    address = proxy.url.replace("://", "://zo%C3%A9:p%40ss@")

    get("http://a.example/feed", http=Http(address), allow_private=False)

    assert proxy.log[0].headers["proxy-authorization"] == "Basic em/DqTpwQHNz"
    assert proxy.log[0].headers["host"] == "a.example"
    assert "authorization" not in proxy.log[0].headers


def test_a_secure_address_is_reached_through_a_tunnel(proxy, secure_server, authority, get):
    secure_server.play("/feed", Answer(body=BODY))
    proxy.play("www.example:443", Answer(200))
    proxy.tunnel_to = ("127.0.0.1", secure_server.port)
    address = proxy.url.replace("://", "://user:pass@")

    fetched = get("https://www.example/feed", http=Http(address, authority[0]), allow_private=False)

    assert fetched.document.content == BODY
    assert [(asked.method, asked.path) for asked in proxy.log] == [("CONNECT", "www.example:443")]
    assert proxy.log[0].headers["proxy-authorization"] == "Basic dXNlcjpwYXNz"
    assert "proxy-authorization" not in secure_server.log[0].headers


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "localhost", "[::1]", "2130706433"])
def test_a_proxy_is_not_asked_for_private_hosts(proxy, get, host):
    proxy.play(f"http://{host}/feed", Answer(body=BODY))

    with pytest.raises(FetchError, match="is not a public address"):
        get(f"http://{host}/feed", http=Http(proxy.url), allow_private=False)

    assert proxy.log == []


@pytest.mark.parametrize("host", ["127.0.0.2", "localhost", "[::ffff:10.0.0.1]", "0x7f000001", "169.254.169.254"])
def test_a_redirect_from_a_public_name_to_a_private_address_is_refused(proxy, get, host):
    proxy.play("http://a.example/feed", Answer(302, headers={"Location": f"http://{host}/secret"}))

    with pytest.raises(FetchError, match="is not a public address: set allow_private = true"):
        get("http://a.example/feed", http=Http(proxy.url), allow_private=False)

    assert [asked.path for asked in proxy.log] == ["http://a.example/feed"]


def test_a_private_host_is_asked_of_the_proxy_where_it_is_meant(proxy, get):
    proxy.play("http://10.0.0.1/feed", Answer(body=BODY))

    assert get("http://10.0.0.1/feed", http=Http(proxy.url)).document.content == BODY


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://a.example/feed", "the server answered 407 Proxy Authentication Required: see `proxy` in"),
        ("https://a.example/feed", "the proxy answered 407 Proxy Authentication Required: see `proxy` in"),
    ],
)
def test_a_proxy_that_refuses_is_named(proxy, get, url, message):
    proxy.play("http://a.example/feed", Answer(407))
    proxy.play("a.example:443", Answer(407))

    with pytest.raises(FetchError, match=message):
        get(url, http=Http(proxy.url), allow_private=False)


def test_a_proxy_that_is_not_there_is_named_without_its_password(get):
    with pytest.raises(FetchError) as caught:
        get("http://a.example/feed?key=geheim", http=Http("http://user:geheim@127.0.0.3:9"), allow_private=False)

    assert str(caught.value) == "the proxy cannot be reached: Connection refused: see `proxy` in [http]"
