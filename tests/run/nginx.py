"""A real nginx on loopback that hands out a folder by the snippet of deploy/."""

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

SNIPPET = Path(__file__).parents[2] / "deploy" / "nginx.conf"
HOST = "127.0.8.1"  # no other server of the tests is there, and whoever connects gets a port of another address
PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

_MAIN = """
{user}
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


@contextmanager
def nginx(folder, output, *changes, workers=1):
    """Run nginx over a folder, and give its address. *changes* are made to the snippet: what, into what."""
    if PROGRAM is None:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    site = SNIPPET.read_text(encoding="utf-8")
    wanted = [("listen 80;", f"listen {HOST}:{port};"), ("/srv/veille/output", str(output)), *changes]
    for old, new in wanted:
        assert site.count(old) == 1, f"{old!r} is not to be changed in one place"
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site, encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(_MAIN.format(folder=folder, workers=workers, user="user root;" if os.getuid() == 0 else ""))
    command = [PROGRAM, "-e", str(folder / "error.log"), "-c", str(main)]
    subprocess.run(command, check=True, timeout=20)  # it listens when this ends
    try:
        yield f"http://{HOST}:{port}/"
    finally:
        subprocess.run([*command, "-s", "stop"], check=True, timeout=20)
