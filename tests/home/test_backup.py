"""A backup is one locked file, whole or not there, that says nothing without its key."""

import io
import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # it has no types
import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from members.models import Network, Person
from peersupport.home.backup.reading import read_to_the_end
from peersupport.lib import age_files, dumping
from peersupport.lib.embedded.server_folder import wait_until
from tests import databases, factories
from tests.home.backups import back_up, refusal, unlocked

pytestmark = pytest.mark.usefixtures("as_owner")


@pytest.fixture
def as_owner(transactional_db: None) -> Iterator[None]:
    with databases.owner():
        yield


WORD = "Nightjar"


def test_a_backup_holds_everything_and_says_nothing_without_its_key(folder: Path, key: Path) -> None:
    factories.PersonFactory(known_as=WORD)
    Client().force_login(factories.UserFactory())
    file = back_up(folder)

    assert file.stat().st_mode & 0o777 == 0o600
    assert WORD.encode() not in file.read_bytes()
    manifest = read_to_the_end(file, age_files.identities(key))
    assert manifest.rows["members_person"] == Person.objects.count() == 1
    script = unlocked(file, key)
    assert WORD.encode() in script
    # Who is logged in is in no backup.
    assert "members_device" not in manifest.rows
    assert b"COPY public.members_device" not in script


def test_each_of_several_keys_opens_it_and_the_one_of_that_moment_is_gone(
    folder: Path, key: Path, settings: Any
) -> None:
    second = key.with_name("second")
    settings.BACKUP_RECIPIENTS = [*settings.BACKUP_RECIPIENTS, age_files.new_pair(second)]
    file = back_up(folder)

    for one in (key, second):
        assert read_to_the_end(file, age_files.identities(one)).rows
    assert sum(line.startswith(b"-> X25519 ") for line in file.read_bytes().splitlines()) == 3
    with pytest.raises(age_files.Unusable, match="does not open"):
        read_to_the_end(file, [age_files.Identity.generate()])


def test_it_is_of_one_moment_while_people_go_on(
    network: Network, folder: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(network.pk) as came:
        monkeypatch.setattr(dumping, "dump", after_somebody_new(came, dumping.dump))
        # Read to its end, rows are compared with those that were counted before.
        manifest = read_to_the_end(back_up(folder), age_files.identities(key))
    assert 1 <= manifest.rows["members_person"] < Person.objects.count() == len(came)


@contextmanager
def writing(network: int) -> Iterator[list[int]]:
    """Somebody new at every moment, until the block ends; who came so far. It begins with the first of them."""
    done, came = threading.Event(), list[int]()

    def write() -> None:
        with closing(psycopg2.connect(**access())) as theirs, theirs.cursor() as cursor:
            while not done.wait(0.002):
                cursor.execute(NEWCOMER, [network])
                [(newcomer,)] = cursor.fetchall()
                theirs.commit()
                came.append(newcomer)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert wait_until(lambda: bool(came), 20)
        yield came
    finally:
        done.set()
        writer.join()


def after_somebody_new(came: list[int], dump: Callable[..., Any]) -> Callable[..., Any]:
    """The dump, begun when somebody has come since rows were counted."""

    def wait_and_dump(*args: Any, **facts: Any) -> Any:
        before = len(came)
        # One may have been written before the count and noted after it, two may not.
        assert wait_until(lambda: len(came) >= before + 2, 20)
        return dump(*args, **facts)

    return wait_and_dump


NEWCOMER = """
INSERT INTO members_person
    (ref, network_id, known_as, reach, email, phone, wants_letters, wants_plain_words, link_version, created_at)
VALUES (substr(md5(random()::text), 1, 12), %s, 'Robin', 'no', '', '', true, false, 1, now())
RETURNING id
"""


def access() -> dict[str, Any]:
    known = {name: value for name, value in connection.get_connection_params().items() if value is not None}
    return {name: known[name] for name in ("dbname", "user", "password", "host", "port") if name in known}


def test_without_a_public_key_nothing_is_written(folder: Path, settings: Any) -> None:
    settings.BACKUP_RECIPIENTS = []
    assert refusal("backup", into=folder).startswith("BACKUP_RECIPIENT is not set")
    assert list(folder.iterdir()) == []


def test_a_secret_key_in_the_settings_is_refused_and_not_repeated(folder: Path, key: Path, settings: Any) -> None:
    secret = key.read_text(encoding="utf-8").splitlines()[-1]
    settings.BACKUP_RECIPIENTS = [secret]
    said = refusal("backup", into=folder)
    assert said == "That is no public key to lock a file for: one begins with age1."
    assert list(folder.iterdir()) == []


def test_an_empty_database_has_nothing_to_back_up(folder: Path, key: Path) -> None:
    with databases.owner(NAME="postgres"):
        assert refusal("backup", into=folder) == "This database is empty: there is nothing to back up yet."
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path, key: Path) -> None:
    missing = tmp_path / "disk" / "that is not plugged in"
    assert refusal("backup", into=missing) == "The file could not be written: No such file or directory."
    assert not missing.exists()


def test_a_full_disk_leaves_no_half_of_a_backup(folder: Path, key: Path) -> None:
    with a_disk_of(4096):
        assert refusal("backup", into=folder) == "The file could not be written: File too large."
    assert list(folder.iterdir()) == []


@contextmanager
def a_disk_of(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_dump_that_breaks_off_is_no_backup(folder: Path, key: Path) -> None:
    with closing(psycopg2.connect(**access())) as in_the_way, in_the_way.cursor() as cursor:
        cursor.execute("LOCK TABLE form_counts")  # it is not counted, so only pg_dump waits for it
        killer = threading.Thread(target=lambda: wait_until(kill_dump, 20))
        killer.start()
        assert refusal("backup", into=folder) == "The database could not be dumped; it ended with -9."
        killer.join()
    assert list(folder.iterdir()) == []


def kill_dump() -> bool:
    """Whether it was there to be killed. Others that were started for the backup may end while they are looked at."""
    with suppress(psutil.NoSuchProcess):
        dumps = [child for child in psutil.Process().children() if "--format=plain" in child.cmdline()]
        for child in dumps:
            child.kill()
        return bool(dumps)
    return False


def test_a_database_that_does_not_answer_is_said_to_be_away(folder: Path, key: Path) -> None:
    with databases.using(HOST="127.0.0.1", PORT="1", PASSWORD="none"):
        said = refusal("backup", into=folder)
    assert said.startswith("PostgreSQL refuses: connection to server")
    assert list(folder.iterdir()) == []


def test_a_new_pair_of_keys_is_all_that_is_needed(tmp_path: Path, folder: Path, settings: Any) -> None:
    said = io.StringIO()
    key = tmp_path / "new key"
    call_command("backup", new_key=key, stdout=said)
    public = said.getvalue().strip().rpartition("=")[2]
    assert key.read_text(encoding="utf-8").splitlines()[-1] not in said.getvalue()
    settings.BACKUP_RECIPIENTS, settings.TOMBSTONES_FILE = [public], tmp_path / "tombstones"
    assert read_to_the_end(back_up(folder), age_files.identities(key)).rows
    assert (
        refusal("backup", new_key=key) == f"{key} is there already, and a key that may be in use is not written over."
    )
