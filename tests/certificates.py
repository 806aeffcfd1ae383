"""An authority made for a test, and the certificate of a server that it vouches for."""

import ssl
import subprocess


def make_authority(folder, *, address="127.0.0.1", name="www.example"):
    """Return the authority's file and the context of a server at *address*, also called *name*."""
    authority, leaf = folder / "authority.pem", folder / "leaf.pem"
    _openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=An authority of tests"),
        *("-keyout", folder / "authority.key", "-out", authority),
    )
    _openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"),
        *("-CA", authority, "-CAkey", folder / "authority.key"),
        *("-addext", f"subjectAltName=IP:{address},DNS:{name}", "-addext", "basicConstraints=critical,CA:FALSE"),
        *("-keyout", folder / "leaf.key", "-out", leaf),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(leaf, folder / "leaf.key")
    return authority, context


def _openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
