"""What ships to install by: units, crontab, image. Whatever can be held against the real thing is."""

import fnmatch
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from apscheduler.triggers.cron import CronTrigger

from feeds.cli import main

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
SERVICES = ("rubrique.service", "rubrique-run.service")
UNITS = (*SERVICES, "rubrique-run.timer")
INSTALLED = "/opt/rubrique/.venv/bin/rubrique"
FOLLOWING_CALLS = 120  # seconds: strace makes a run twice as long

each_service = pytest.mark.parametrize("service", SERVICES)


def tool(name):
    """The path of a program of the system's, or of the environment that runs the tests."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def call(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=FOLLOWING_CALLS, **options)


def settings(service):
    """The lines of [Service], in their order."""
    text = (DEPLOY / service).read_text().split("[Service]\n")[1].split("\n[")[0]
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def instructions():
    """The instructions of the Dockerfile, each with what follows it."""
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def instruction(name):
    [rest] = [rest for other, rest in instructions() if other == name]
    return rest


@pytest.fixture
def site(tmp_path, capsys):
    """A site as `rubrique init` makes it."""
    folder = tmp_path / "site"
    assert main(["init", str(folder)]) == 0
    capsys.readouterr()
    return folder


# -- systemd ------------------------------------------------------------------------------------------------------


def test_systemd_accepts_the_units(tmp_path):
    for unit in UNITS:
        # It looks for the program, which is where the tests run.
        text = (DEPLOY / unit).read_text().replace(INSTALLED, tool("rubrique"))
        (tmp_path / unit).write_text(text)

    verified = call(tool("systemd-analyze"), "verify", "--man=no", *(str(tmp_path / unit) for unit in UNITS))

    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")


@each_service
def test_systemd_calls_a_service_little_exposed(service):
    told = call(tool("systemd-analyze"), "security", "--offline=true", str(DEPLOY / service)).stdout

    [score] = re.findall(r"Overall exposure level for \S+: ([\d.]+)", told)
    assert float(score) <= 1.1  # of 10; what is left is the network, and files that a web server may read


def test_both_services_are_hardened_alike():
    daemon, once = (lines[lines.index("User=rubrique") :] for lines in map(settings, SERVICES))

    assert daemon == once


@each_service
def test_a_service_calls_a_command_that_there_is(service):
    [start] = [line.removeprefix("ExecStart=") for line in settings(service) if line.startswith("ExecStart=")]
    program, *arguments = shlex.split(start)

    assert program == INSTALLED
    assert main([*arguments, "--help"]) == 0


def test_a_run_asks_the_kernel_for_nothing_that_the_services_refuse(site, tmp_path, server):
    trace = tmp_path / "trace"
    with (site / "sources.toml").open("a") as file:
        file.write(f'\n[[sources]]\nid = "loin"\nurl = "{server.url}/feed"\nallow_private = true\n')
        file.write('[[notify]]\nid = "local"\ncommand = ["cat"]\n')
    (DEPLOY / "rubrique.service").read_text().index(
        "SystemCallFilter=@system-service\nSystemCallFilter=~@privileged @r"
    )
    allowed = calls_of("@system-service") - calls_of("@privileged") - calls_of("@resources")

    looked_at = {"mmap", "mprotect", "pkey_mprotect", "socket"}
    others = ",".join(f"?{name}" for name in sorted(allowed - looked_at))  # "?": older kernels' calls are among them
    tracing = ("--follow-forks", "--seccomp-bpf", f"--trace=!{others}", f"--output={trace}", "--signal=none")
    command = (sys.executable, "-m", "feeds", "run", "--config", str(site / "sources.toml"))
    done = call(tool("strace"), *tracing, *command, cwd=ROOT)

    assert "redaction: 1 new" in done.stderr
    lines = trace.read_text(errors="replace").splitlines()
    made = {found[1] for line in lines if (found := re.match(r"\d+ +(\w+)\(", line))}
    as_root = {"fchown"}  # SQLite gives its log the database's owner, when it is root
    assert looked_at & made
    assert made - as_root - allowed == set()
    assert [line for line in lines if "PROT_WRITE|PROT_EXEC" in line] == []  # MemoryDenyWriteExecute
    families = {family for line in lines for family in re.findall(r"\bsocket\((AF_\w+)", line)}
    assert families <= {"AF_INET", "AF_INET6", "AF_UNIX"}


def calls_of(group):
    told = call(tool("systemd-analyze"), "syscall-filter", group).stdout
    names = {line.strip() for line in told.splitlines()[1:] if not line.strip().startswith("#")} - {""}
    groups = {name for name in names if name.startswith("@")}
    return (names - groups).union(*(calls_of(name) for name in groups))


# -- cron ---------------------------------------------------------------------------------------------------------


def test_the_line_for_a_crontab_makes_a_pass(site):
    [line] = [line for line in (DEPLOY / "crontab").read_text().splitlines() if not line.startswith("#")]
    *fields, job = line.split(" ", 5)
    assert CronTrigger.from_crontab(" ".join(fields))
    job = job.replace(INSTALLED, f"{sys.executable} -m feeds").replace("/var/lib/rubrique", shlex.quote(str(site)))

    done = call("/bin/sh", "-c", job, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)})

    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert "1 source visited, 1 new" in (site / "run.log").read_text()


# -- the image ----------------------------------------------------------------------------------------------------


def test_a_linter_has_nothing_to_say_of_the_dockerfile():
    linted = call(tool("hadolint"), str(DEPLOY / "Dockerfile"))

    assert (linted.returncode, linted.stdout) == (0, "")


def test_what_the_image_copies_is_there_and_not_ignored():
    copied = [rest.split()[:-1] for name, rest in instructions() if name == "COPY" and "--from=" not in rest]
    rules = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    kept = {rule[1:] for rule in rules if rule.startswith("!")}

    assert "*" in rules
    assert {path for paths in copied for path in paths} == kept
    assert [path for path in kept if not (ROOT / path).exists()] == []


def test_every_file_that_the_package_needs_is_packed():
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["feeds"]
    files = [path.relative_to(ROOT / "feeds") for path in (ROOT / "feeds").rglob("*") if path.is_file()]
    data = [file for file in files if file.suffix not in (".py", ".pyc")]

    unpacked = [str(file) for file in data if not any(is_packed(file, Path(pattern)) for pattern in patterns)]

    assert unpacked == []


def test_what_the_package_brings_besides_itself_is_in_the_image():
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["data-files"]
    copied = {path for name, rest in instructions() if name == "COPY" for path in rest.split()[:-1]}

    assert {path for paths in tables.values() for path in paths} <= copied


def is_packed(file, pattern):
    return file.parent == pattern.parent and fnmatch.fnmatch(file.name, pattern.name)


def test_the_image_is_installed_from_the_lock_file():
    dependencies, package = (rest for name, rest in instructions() if name == "RUN" and "install" in rest)

    assert {"--no-deps", "--require-hashes", "--requirement", "requirements.txt"} <= set(dependencies.split())
    assert package.endswith("--no-deps .")


def test_the_image_is_slim_and_runs_as_nobody_in_particular():
    user, group = instruction("USER").split(":")
    [base] = {rest.split()[0] for name, rest in instructions() if name == "FROM"}

    assert int(user) > 0
    assert int(group) > 0
    assert "-slim" in base


def test_the_image_starts_a_command_that_there_is():
    entry, arguments = json.loads(instruction("ENTRYPOINT")), json.loads(instruction("CMD"))

    assert entry == ["rubrique"]
    assert main([*arguments, "--help"]) == 0


# As the container is: nothing can be written but the volumes and /tmp, by a user who is nobody and has no rights.
_CONFINED = """set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 none /mnt
mkdir -m 1777 /mnt/tmp /mnt/state /mnt/output
mkdir /mnt/site
mount --bind "$1" /mnt/site
mount -o remount,bind,ro /mnt/site
mount --bind /mnt/state /mnt/site/.rubrique
mount --bind /mnt/output /mnt/site/output
mount -o remount,bind,ro /
cd /mnt/site
exec unshare --user --map-user=10001 --map-group=10001 -- env -i \
    PATH="$2:/usr/bin:/bin" PYTHONPATH="$3" TMPDIR=/mnt/tmp HOME=/mnt/tmp PYTHONDONTWRITEBYTECODE=1 sh -c "$4"
"""


def confined(site, script, programs=None):
    folder = programs or Path(sys.executable).parent
    done = call("unshare", "--mount", "sh", "-c", _CONFINED, "sh", str(site), str(folder), str(ROOT), script)
    if "unshare:" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no namespaces of our own here: {done.stderr.splitlines()[0]}")
    return done


@pytest.fixture
def volumes(site):
    (site / ".rubrique").mkdir()
    (site / "output").mkdir()
    return site


def test_a_pass_needs_to_write_to_the_volumes_and_tmp_only(volumes):
    done = confined(volumes, "id -u; python -m feeds run; touch sources.toml; ls output/ia.atom")

    assert done.stdout.splitlines()[0] == "10001"
    assert "1 source visited, 1 new" in done.stdout
    assert "cannot touch 'sources.toml': Read-only file system" in done.stderr
    assert done.stdout.splitlines()[-1] == "output/ia.atom"
    assert list((volumes / "output").iterdir()) == []


def test_the_image_is_healthy_once_a_run_ended_well_until_runs_stay_away(volumes):
    check = f"python {DEPLOY / 'healthy.py'}; echo $?"
    store = "sqlite3.connect('.rubrique/rubrique.db')"
    age = f"import sqlite3; c = {store}; c.execute('UPDATE runs SET began = ?', ['2026-01-01T00:00:00Z']); c.commit()"

    done = confined(volumes, f'{check}; python -m feeds run >&2; {check}; python -c "{age}"; {check}')

    assert done.stdout.split() == ["1", "0", "1"]
    assert done.stderr.count("no run has ended well for three intervals") == 2


@contextmanager
def contained(site, *command):
    """Run a command as the first process of a container, and give what runs another one in there."""
    inside = [tool("unshare"), "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable, "-m", "feeds"]
    with subprocess.Popen([*inside, *command], cwd=site, stderr=subprocess.PIPE, text=True) as process:
        while "serving" not in (line := process.stderr.readline()):
            if "unshare:" in line:
                pytest.skip(f"no namespaces of our own here: {line}")
            assert line
        [first] = (Path("/proc") / str(process.pid) / "task" / str(process.pid) / "children").read_text().split()
        entering = [tool("nsenter"), "--target", first, "--pid", "--mount", f"--wd={site}", sys.executable]
        yield int(first), lambda program: call(*entering, str(program), env={**os.environ, "PYTHONPATH": str(ROOT)})
        process.kill()


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.mark.parametrize("listen", ["--serve=0.0.0.0:{}", "--serve=[::1]:{}"])
def test_the_image_that_serves_is_healthy_while_its_server_answers(site, port, listen):
    with contained(site, "schedule", listen.format(port)) as (_, run):
        fine = run(DEPLOY / "healthy.py")

    assert (fine.returncode, fine.stderr) == (0, "")


def test_the_image_that_serves_is_not_healthy_when_its_server_hangs(site, port):
    with contained(site, "schedule", f"--serve=127.0.0.1:{port}") as (first, run):
        os.kill(first, signal.SIGSTOP)
        hanging = run(DEPLOY / "healthy.py")

    assert (hanging.returncode, hanging.stderr) == (1, "the server does not answer: timed out\n")


def test_the_container_may_do_no_more_than_it_must():
    [service] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].values()

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices", "ports"} & service.keys()


def test_the_container_writes_where_the_image_has_its_volumes():
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    [service] = composed["services"].values()
    mounts = [volume.split(":") for volume in service["volumes"]]

    writable = {target: source for source, target, *mode in mounts if mode != ["ro"]}

    assert sorted(writable) == sorted(json.loads(instruction("VOLUME")))
    assert set(writable.values()) == set(composed["volumes"])
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
