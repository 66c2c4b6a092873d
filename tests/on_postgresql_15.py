"""The fast tests once more, on an ordinary PostgreSQL 15 with two roles and passwords, as a real network would have.

`make test-long` runs this module. The server is Debian's, in a folder of its own that goes when the tests are over.
Where it is not installed nothing is run, and that is not well, unless `WITHOUT_POSTGRESQL_15=1` says that it is known.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2

from tests.sink import free_port

ROOT = Path(__file__).parents[1]
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
SUPERUSER, OWNER, APP = "postgres", "evenings_owner", "evenings_app"
DATABASE = "evenings"
RUNS_AS = "postgres"  # whom root lends its server to: PostgreSQL refuses to run as root
NOT_HERE = "PostgreSQL 15 is not on this machine, so the tests did not run on it."
HOW_TO = "Install Debian's postgresql-15, or say WITHOUT_POSTGRESQL_15=1 to go without."
TESTS = (sys.executable, "-m", "pytest", "-n", "2", "--create-db", *sys.argv[1:])


class Server:
    """A cluster in `folder`, reached by password through a port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.passwords = {role: secrets.token_hex(12) for role in (SUPERUSER, OWNER, APP)}

    def run(self, program: str, *arguments: str) -> None:
        account = RUNS_AS if os.geteuid() == 0 else None
        command = [PROGRAMS / program, *arguments]
        quiet = subprocess.DEVNULL
        subprocess.run(command, user=account, group=account, cwd=self.folder, stdout=quiet, check=True)

    def start(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, RUNS_AS, RUNS_AS)
        password_file = self.folder / "password"
        password_file.write_text(self.passwords[SUPERUSER])
        data = str(self.folder / "data")
        common = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.run("initdb", "-D", data, f"--username={SUPERUSER}", f"--pwfile={password_file}", *common)
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self.run("pg_ctl", "start", "--silent", "--wait", "-D", data, "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "--silent", "--mode=immediate", "-D", str(self.folder / "data"))

    def provision(self) -> None:
        """What docs/deploy.md asks of whoever keeps the server: an owner who may make databases, and an app role."""
        access = {"host": "127.0.0.1", "port": self.port, "user": SUPERUSER, "dbname": "postgres"}
        with closing(psycopg2.connect(password=self.passwords[SUPERUSER], **access)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD %s", [self.passwords[OWNER]])
                cursor.execute(f"CREATE ROLE {APP} LOGIN PASSWORD %s", [self.passwords[APP]])
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def url(self, role: str) -> str:
        return f"postgres://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{DATABASE}"


@contextmanager
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        made = Server(Path(folder))
        made.start()
        try:
            made.provision()
            yield made
        finally:
            made.stop()


def is_here() -> bool:
    if not (PROGRAMS / "initdb").exists():
        return False
    return os.geteuid() != 0 or any(entry.pw_name == RUNS_AS for entry in pwd.getpwall())


def main() -> int:
    if not is_here():
        is_known = os.environ.get("WITHOUT_POSTGRESQL_15") == "1"
        sys.stderr.write(f"{NOT_HERE}\n" if is_known else f"{NOT_HERE} {HOW_TO}\n")
        return 0 if is_known else 1
    with server() as made:
        addresses = {"DATABASE_URL": made.url(APP), "DATABASE_OWNER_URL": made.url(OWNER)}
        folder = {"VAR_DIR": str(ROOT / "var" / "test-15")}
        return subprocess.run(TESTS, cwd=ROOT, env=os.environ | addresses | folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
