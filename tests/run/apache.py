"""A real Apache on loopback that hands out a folder by the snippet of deploy/."""

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

SNIPPET = Path(__file__).parents[2] / "deploy" / "apache.conf"
PROGRAM = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
MODULES = Path("/usr/lib/apache2/modules")
NAMES = "mpm_event authz_core alias dir mime filter setenvif headers deflate rewrite"

_MAIN = """
{modules}
{user}
ServerRoot {folder}
ServerName localhost
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
TypesConfig /dev/null
AddType audio/mpeg .mp3
AddType image/png .png
Listen 127.0.0.1:{port}
Include {folder}/site.conf
"""


@contextmanager
def apache(folder, output):
    """Run Apache over a folder, and give its address."""
    if PROGRAM is None:
        pytest.skip("Apache is not installed (Debian: apache2-bin)")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = SNIPPET.read_text(encoding="utf-8")
    (folder / "site.conf").write_text(
        site.replace("*:80>", f"127.0.0.1:{port}>").replace("/srv/veille/output", str(output))
    )
    loaded = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in NAMES.split())
    user = "User www-data\nGroup www-data" if os.getuid() == 0 else ""
    main = folder / "apache.conf"
    main.write_text(_MAIN.format(modules=loaded, folder=folder, port=port, user=user))
    command = [PROGRAM, "-f", str(main), "-k"]
    subprocess.run([*command, "start"], check=True, timeout=20)  # it listens when this ends
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        subprocess.run([*command, "stop"], check=True, timeout=20)
