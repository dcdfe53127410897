"""What deploy/ promises holds: settings are explained, paths and commands exist, the role of Carnet is a common one."""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import asyncpg
import pytest

from bot.app import main
from tests.deploy.installation import POSTGRESQL_TOOLS
from tests.modules import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("carnet.service", "carnet-backup.service", "carnet-backup.timer")
SCRIPTS = ("backup.sh", "restore.sh", "database.sh")


def test_env_example_has_every_setting_and_no_other() -> None:
    read = set(re.findall(r'environment\.get\("(\w+)"\)', (ROOT / "core" / "settings.py").read_text()))
    only_compose = set(re.findall(r"\$\{(\w+)", _text("compose.yaml"))) - read
    explained = re.findall(r"^#?([A-Z_]+)=", _text("env.example"), re.MULTILINE)
    assert sorted(explained) == sorted(read | only_compose)
    assert len(read) >= 6, "the settings are no longer read as this test believes"


def test_readme_has_every_setting_and_no_other() -> None:
    read = set(re.findall(r'environment\.get\("(\w+)"\)', (ROOT / "core" / "settings.py").read_text()))
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)) == read


def test_each_setting_of_env_example_has_its_line_of_explanation() -> None:
    rows = _text("env.example").splitlines()
    for before, row in pairwise(rows):
        if re.match(r"#?[A-Z_]+=", row):
            assert re.match(r"# [A-Z].*\.$", before) or before.endswith("gives."), row


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_can_be_run_and_are_well_formed(script: str) -> None:
    assert os.access(DEPLOY / script, os.X_OK)
    subprocess.run(["sh", "-n", str(DEPLOY / script)], check=True)


def test_what_the_containerfile_copies_exists_and_is_all_that_the_package_needs() -> None:
    copied = {
        name for row in re.findall(r"^COPY (.+) \S+$", _text("Containerfile"), re.MULTILINE) for name in row.split()
    }
    assert [name for name in copied if not (ROOT / name).exists()] == []
    packages = re.search(r"packages\.find\.include = \[(.+)\]", (ROOT / "pyproject.toml").read_text())
    assert packages
    assert set(re.findall(r'"(\w+)\*"', packages[1])) <= copied


def test_the_container_does_not_run_as_root() -> None:
    assert re.search(r"^USER carnet\n(.*\n)*CMD ", _text("Containerfile"), re.MULTILINE)


def test_what_compose_names_exists() -> None:
    text = _text("compose.yaml")
    assert (ROOT / re.findall(r"dockerfile: (\S+)", text)[0]).is_file()
    for mounted in re.findall(r"- (\./\S+?):", text):
        assert (DEPLOY / mounted).is_file()
    volumes = set(re.findall(r"^  (\w+):$", text.partition("\nvolumes:\n")[2], re.MULTILINE))
    assert set(re.findall(r"- (\w+):/", text)) == volumes
    assert "\t" not in text


def test_containers_and_the_backup_tools_have_the_same_version_of_postgresql() -> None:
    assert re.findall(r"postgresql-client-(\d+)", _text("Containerfile")) == re.findall(
        r"image: postgres:(\d+)", _text("compose.yaml")
    )


@pytest.mark.parametrize("unit", UNITS[:2])
def test_what_the_units_run_exists(unit: str) -> None:
    command = re.findall(r"^ExecStart=/opt/carnet/(\S+)(.*)$", _text(unit), re.MULTILINE)[0]
    if command[0].startswith(".venv/bin/"):
        assert command[0] == ".venv/bin/carnet"
        with pytest.raises(SystemExit) as ended:
            main([*command[1].split(), "--help"])
        assert ended.value.code == 0
    else:
        assert os.access(ROOT / command[0], os.X_OK)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_understands_the_units(unit: str) -> None:
    done = subprocess.run(["systemd-analyze", "verify", DEPLOY / unit], capture_output=True, text=True, check=False)
    told = [row for row in done.stderr.splitlines() if unit in row and "is not executable" not in row]
    assert told == []


@pytest.fixture
async def fresh_server(tmp_path: Path) -> AsyncIterator[Path]:
    """The socket's folder of a new server that database.sh has prepared."""
    tool = POSTGRESQL_TOOLS
    user = [] if os.getuid() else ["setpriv", "--reuid=65534", "--clear-groups"]
    home = Path("/tmp") / f"carnet-db-{os.getpid()}"
    home.mkdir(mode=0o777)
    if user:
        os.chown(home, 65534, 65534)
    try:
        await _run(
            *user, tool / "initdb", "--pgdata", home / "data", "--username=postgres", "--no-sync", "--auth=trust"
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
        await _run(
            *user,
            tool / "pg_ctl",
            "--pgdata",
            home / "data",
            "--wait",
            "--silent",
            "-l",
            home / "log",
            "-o",
            options,
            "start",
        )
        try:
            await _run(
                DEPLOY / "database.sh", POSTGRES_PASSWORD="it's a secret", POSTGRES_USER="postgres", PGHOST=str(home)
            )
            yield home
        finally:
            await _run(*user, tool / "pg_ctl", "--pgdata", home / "data", "--mode=immediate", "--silent", "stop")
    finally:
        shutil.rmtree(home)


async def test_the_role_of_carnet_obeys_row_level_security(fresh_server: Path) -> None:
    connection = await asyncpg.connect(host=str(fresh_server), user="carnet", database="carnet")
    try:
        role = await connection.fetchrow(
            "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = 'carnet'"
        )
        assert tuple(role) == (False, False, False)
        await connection.execute("CREATE TABLE may_make_tables (id int)")
    finally:
        await connection.close()


async def test_only_carnet_has_a_password(fresh_server: Path) -> None:
    connection = await asyncpg.connect(host=str(fresh_server), user="postgres", database="postgres")
    try:
        rows = await connection.fetch("SELECT usename FROM pg_shadow WHERE passwd IS NOT NULL")
        assert [row["usename"] for row in rows] == ["carnet"]
    finally:
        await connection.close()


async def _run(*command: str | Path, **variables: str) -> None:
    environment = {**os.environ, **variables}
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() == 0, command


def _text(name: str) -> str:
    return (DEPLOY / name).read_text()
