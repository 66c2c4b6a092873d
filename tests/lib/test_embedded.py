"""The embedded servers keep their promises while real processes come, go and are killed."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]  # it has no types
import psycopg2
import pytest
import redis

from peersupport.lib.embedded.server_folder import prepare, wait_until

ROOT = Path(__file__).parents[2]
NOBODY = 65534
FSYNC = 1.3  # seconds; the append-only file is on the disk a second after a write

KINDS = ["postgres", "valkey"]
both = pytest.mark.parametrize("kind", KINDS)
Process = subprocess.Popen[str]

USER = """
import encodings.idna, json, os, sys, time  # idna: whom it becomes may not be let into Python's own folder
from pathlib import Path
from peersupport.lib import embedded
if len(sys.argv) > 3:
    os.setgroups([])
    os.setgid(int(sys.argv[3]))
    os.setuid(int(sys.argv[3]))
begun = time.perf_counter()
try:
    address = getattr(embedded, sys.argv[1])(Path(sys.argv[2]))
except embedded.ServerWillNotStart as refusal:
    sys.exit(f"refused: {refusal}")
print(json.dumps([str(address), time.perf_counter() - begun]), flush=True)
sys.stdin.read()
"""
COMES_AND_GOES = """
import sys
from pathlib import Path
import psycopg2
from peersupport.lib import embedded
folder = Path(sys.argv[1])
for _ in range(8):
    host = embedded.postgres(folder)
    psycopg2.connect(host=host, user="peersupport_app", dbname="peersupport").close()
    embedded.leave(folder)
"""
FORKS = """
import os, sys
from pathlib import Path
from peersupport.lib import embedded
embedded.valkey(Path(sys.argv[1]))
if os.fork() == 0:
    sys.exit()
os.wait()
print(Path(sys.argv[1], "pid").exists())
"""


def python(program: str, *arguments: Path | str, **environment: str) -> Process:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
        start_new_session=True,
    )


class User:
    """A process that uses a server until it is told to leave."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def arrived(self) -> "User":
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        self.address, self.seconds = json.loads(line)
        return self

    def leave(self) -> str:
        _, complaints = self.process.communicate(timeout=20)
        return complaints

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


Come = Callable[..., User]
Rows = list[object]


@pytest.fixture
def here() -> Iterator[Path]:
    """A folder of our own: the one above `tmp_path` is closed to the account that root's servers run as."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder).resolve()


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A PostgreSQL that was started before, for the tests that leave it as good as they found it."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder).resolve() / "postgres"
        User(python(USER, "postgres", made)).arrived().leave()
        yield made


@pytest.fixture(params=KINDS)
def either(request: pytest.FixtureRequest, here: Path) -> Path:
    """The folder of each server in turn; its name says which."""
    made: Path = request.getfixturevalue("made")
    return made if request.param == "postgres" else here / "valkey"


@pytest.fixture
def come() -> Iterator[Come]:
    """Bring a user to the server in a folder named after its kind; when all have left, nothing may run."""
    users: list[User] = []
    folders: set[Path] = set()

    def bring(folder: Path, *account: str, **environment: str) -> User:
        folders.add(folder)
        users.append(User(python(USER, folder.name, folder, *account, **environment)))
        return users[-1]

    yield bring
    for user in users:
        if user.process.returncode is None:
            assert user.leave() == ""
    for folder in folders:
        assert processes(folder) == []


def processes(folder: Path) -> list[int]:
    return prepare(folder).processes() if folder.exists() else []


def server_id(folder: Path) -> int:
    pid_file = folder / ("data/postmaster.pid" if folder.name == "postgres" else "pid")
    return int(pid_file.read_text().split()[0])


def sql(host: str, statement: str, role: str = "peersupport_owner", database: str = "peersupport") -> Rows:
    with closing(psycopg2.connect(host=host, user=role, dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []


def keys(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, decode_responses=True)


def test_the_first_user_starts_it_and_the_last_one_stops_it(either: Path, come: Come) -> None:
    first = come(either).arrived()
    server = server_id(either)
    second = come(either).arrived()
    assert second.address == first.address
    assert second.seconds < 0.03
    assert first.leave() == ""
    assert server_id(either) == server
    third = come(either).arrived()
    assert server_id(either) == server
    assert second.leave() == third.leave() == ""
    assert processes(either) == []
    assert stat.S_IMODE(either.stat().st_mode) == 0o700


def test_a_user_killed_outright_leaves_it_to_the_next(either: Path, come: Come) -> None:
    come(either).arrived().kill()
    server = server_id(either)
    assert server in processes(either)
    come(either).arrived().leave()
    assert processes(either) == []


@both
def test_ten_at_once_share_one_server(here: Path, come: Come, kind: str) -> None:
    folder = here / kind
    users = [come(folder) for _ in range(10)]
    assert len({user.arrived().address for user in users}) == 1
    log = (folder / "log").read_text()
    assert log.count("starting PostgreSQL" if kind == "postgres" else "Valkey is starting") == 1


def test_ctrl_c_in_the_terminal_does_not_reach_it(either: Path, come: Come) -> None:
    user = come(either).arrived()
    server = server_id(either)
    stays = come(either).arrived()
    os.killpg(user.process.pid, signal.SIGINT)
    assert "KeyboardInterrupt" in user.leave()
    assert os.getsid(server) != user.process.pid
    assert server in processes(either)
    stays.leave()


def test_who_comes_while_the_last_one_leaves_finds_it_running(made: Path) -> None:
    visitors = [python(COMES_AND_GOES, made) for _ in range(4)]
    assert [visitor.communicate(timeout=30) for visitor in visitors] == [("", "")] * 4
    assert processes(made) == []


def test_a_forked_child_that_ends_does_not_stop_it(here: Path) -> None:
    assert python(FORKS, here / "valkey").communicate(timeout=20) == ("True\n", "")
    assert processes(here / "valkey") == []


def test_postgres_killed_outright_comes_back_with_what_was_committed(made: Path, come: Come) -> None:
    bereaved = come(made).arrived()
    sql(bereaved.address, "CREATE TABLE kept (name text); INSERT INTO kept VALUES ('Tuesday')")
    os.kill(server_id(made), signal.SIGKILL)
    again = come(made).arrived()
    assert sql(again.address, "SELECT name FROM kept") == ["Tuesday"]


def test_postgres_starts_although_its_old_process_id_belongs_to_another(made: Path, come: Come) -> None:
    come(made).arrived().kill()
    pid_file = made / "data/postmaster.pid"
    server, *rest = pid_file.read_text().splitlines()
    os.kill(int(server), signal.SIGKILL)
    account = made.stat().st_uid if os.geteuid() == 0 else None
    with subprocess.Popen(["sleep", "60"], user=account) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *rest, ""]))
        come(made).arrived()
        stranger.kill()


def test_postgres_starts_over_when_its_first_start_was_cut_off(here: Path, come: Come) -> None:
    folder = here / "postgres"
    first = come(folder)
    assert wait_until(lambda: any(folder.glob("peersupport-*")), 10)
    first.kill()
    assert not (folder / "data").exists()
    come(folder).arrived()


def test_postgres_that_cannot_start_says_where_its_log_is(made: Path, come: Come) -> None:
    settings = made / "data/postgresql.conf"
    good = settings.read_text()
    settings.write_text("no_such_setting = on\n")
    refusal = come(made).leave()
    settings.write_text(good)
    assert refusal == f"refused: PostgreSQL did not start; its log is {made}/log.\n"
    assert "no_such_setting" in (made / "log").read_text()


@pytest.mark.parametrize("database", ["peersupport", "test_peersupport"])
def test_the_app_role_changes_rows_and_no_table(made: Path, come: Come, database: str) -> None:
    host = come(made).arrived().address
    if database.startswith("test_"):
        sql(host, "CREATE DATABASE test_peersupport")
    sql(host, "CREATE EXTENSION btree_gist; CREATE TABLE evening (id serial, name text)", database=database)
    for right in (
        "INSERT INTO evening (name) VALUES ('Monday'), ('Tuesday')",
        "UPDATE evening SET name = 'Friday' WHERE name = 'Monday'",
        "DELETE FROM evening WHERE name = 'Tuesday'",
    ):
        sql(host, right, "peersupport_app", database)
    assert sql(host, "SELECT name FROM evening", "peersupport_app", database) == ["Friday"]
    for wrong in (
        "CREATE TABLE mine ()",
        "ALTER TABLE evening ADD COLUMN mine text",
        "DROP TABLE evening",
        "TRUNCATE evening",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            sql(host, wrong, "peersupport_app", database)


def test_postgres_logs_nothing_that_people_wrote(made: Path, come: Come) -> None:
    host = come(made).arrived().address
    sql(host, "CREATE TABLE person (name text UNIQUE)")
    for _ in range(2):
        with pytest.raises(psycopg2.Error):
            sql(host, "INSERT INTO person VALUES ('Canary'), ('Canary')")
        with pytest.raises(psycopg2.Error, match="Canary"):
            sql(host, "SELECT 'Canary'::integer")
    log = (made / "log").read_text()
    assert "ready to accept connections" in log
    assert "Canary" not in log


def test_a_path_too_long_for_a_socket_gets_a_private_folder_for_it(here: Path, come: Come) -> None:
    short = Path(tempfile.mkdtemp())
    folder = here / ("long" * 30) / "it's a folder" / "postgres"
    user = come(folder, TMPDIR=str(short)).arrived()
    socket_folder = Path(user.address)
    assert socket_folder.parent == short
    assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    assert socket_folder.stat().st_uid == folder.stat().st_uid
    assert come(folder, TMPDIR=str(here)).arrived().leave() == ""
    user.leave()
    shutil.rmtree(socket_folder)
    socket_folder.symlink_to(here)
    assert "belongs to another account" in come(folder, TMPDIR=str(short)).leave()
    shutil.rmtree(short)


def test_valkey_keeps_its_address_and_what_it_was_given(here: Path, come: Come) -> None:
    folder = here / "valkey"
    user = come(folder).arrived()
    keys(user.address).set("evening", "Tuesday")
    assert keys(user.address).config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    password = urlsplit(user.address).password
    assert password
    assert not any(password in word for pid in processes(folder) for word in psutil.Process(pid).cmdline())
    with pytest.raises(redis.AuthenticationError):
        keys(user.address.replace(password, "guessed")).ping()
    assert stat.S_IMODE((folder / "valkey.conf").stat().st_mode) == 0o600
    user.leave()
    again = come(folder).arrived()
    assert again.address == user.address
    assert keys(again.address).get("evening") == "Tuesday"


def test_valkey_killed_outright_comes_back_with_what_was_on_the_disk(here: Path, come: Come) -> None:
    folder = here / "valkey"
    bereaved = come(folder).arrived()
    keys(bereaved.address).set("evening", "Tuesday")
    time.sleep(FSYNC)
    os.kill(server_id(folder), signal.SIGKILL)
    again = come(folder).arrived()
    assert again.address == bereaved.address
    assert keys(again.address).get("evening") == "Tuesday"


def test_valkey_moves_when_its_port_is_taken(here: Path, come: Come) -> None:
    user = come(here / "valkey").arrived()
    keys(user.address).set("evening", "Tuesday")
    user.leave()
    with socket.create_server(("127.0.0.1", urlsplit(user.address).port or 0)):
        moved = come(here / "valkey").arrived()
    assert urlsplit(moved.address).port != urlsplit(user.address).port
    assert urlsplit(moved.address).password != urlsplit(user.address).password
    assert keys(moved.address).get("evening") == "Tuesday"


def test_valkey_whose_password_was_lost_starts_anew_with_its_data(here: Path, come: Come) -> None:
    folder = here / "valkey"
    user = come(folder).arrived()
    keys(user.address).set("evening", "Tuesday")
    user.kill()
    (folder / "valkey.conf").unlink()
    assert keys(come(folder).arrived().address).get("evening") == "Tuesday"


def test_a_folder_taken_away_troubles_nobody(either: Path, come: Come) -> None:
    user = come(either).arrived()
    away = either.rename(either.with_name("away"))
    assert user.leave() == ""
    away.rename(either)
    assert come(either).arrived().leave() == ""


@both
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_can_run_it_and_nobody_elses(here: Path, come: Come, kind: str) -> None:
    os.chown(here, NOBODY, NOBODY)
    folder = here / kind
    assert come(folder, str(NOBODY)).arrived().leave() == ""
    assert folder.stat().st_uid == NOBODY
    assert come(folder).arrived().leave() == ""  # root runs it as its owner
    assert come(folder, str(NOBODY)).arrived().leave() == ""
    os.chown(folder, 1, 1)
    assert "belongs to another account" in come(folder, str(NOBODY)).leave()
    os.chown(folder, NOBODY, NOBODY)
