"""Whether tonight's trouble could be undone: young locked backups, the list of the forgotten, and room for more."""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from peersupport.home.backup.ledger import BadLedger, Ledger, in_the_database
from peersupport.home.backup.manifest import born_at
from peersupport.home.doctor.finding import Finding, by_hand, good, look, wrong
from peersupport.lib import age_files

TOO_OLD = dt.timedelta(hours=36)
KEPT = dt.timedelta(days=36)  # thirty-five, and the night in which the last of them goes
NAMES = "peersupport-*.age"
MADE_AT = "peersupport-%Y-%m-%dT%H-%M-%SZ.age"
GIB = 1024**3
LEAST_ROOM, LITTLE_ROOM = GIB // 2, 3 * GIB
READ_ON = "docs/deploy.md says how, under “Backups”."


def locks() -> Iterator[Finding]:
    try:
        keys = age_files.recipients(settings.BACKUP_RECIPIENTS)
    except age_files.Unusable:
        yield wrong("BACKUP_RECIPIENT is no public key.", f"One begins with age1. {READ_ON}")
        return
    if keys:
        yield good(f"Backups are locked for {len(keys)} {'key' if len(keys) == 1 else 'keys'}.")
    else:
        yield wrong("BACKUP_RECIPIENT is not set, so nothing is backed up.", f"Make a pair of keys. {READ_ON}")


def newest(*, now: dt.datetime) -> Iterator[Finding]:
    made = sorted(filter(None, (made_at(path) for path in settings.BACKUPS.glob(NAMES))))
    if not made:
        yield wrong(
            f"There is no backup in {settings.BACKUPS}.",
            "Make one: manage.py backup. If they are put elsewhere, let BACKUPS_DIR name that folder.",
        )
        return
    age = now - made[-1]
    if age > TOO_OLD:
        yield wrong(
            f"The newest backup is {age.days} days and {age.seconds // 3600} hours old.",
            "Did it run last night? systemctl status evenings-backup, or cron’s mail, says why not.",
        )
    else:
        yield good(f"The newest of {len(made)} backups is of {made[-1]:%d %B, %H:%M} UTC.")
    if now - made[0] > KEPT:
        yield wrong(
            f"The oldest backup is {(now - made[0]).days} days old.",
            f"People are promised thirty-five at most. Delete what is older, here and wherever copies are. {READ_ON}",
        )


def made_at(path: Path) -> dt.datetime | None:
    """When a backup was made, by its name; None of a file that only looks like one."""
    try:
        return dt.datetime.strptime(path.name, MADE_AT).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def room() -> Iterator[Finding]:
    """Each disk that something of ours is written to, once; and whether this account may write there."""
    folders = {settings.VAR, settings.BACKUPS, settings.TOMBSTONES_FILE.parent}
    seen = set()
    for folder in sorted(folders):
        if not may_write(folder):
            yield wrong(
                f"This account may not write into {folder}.",
                "Make the folder, and give it to the account that runs the worker: chown and chmod 700. "
                "Run this command as that account, too.",
            )
        elif (disk := os.stat(folder).st_dev) not in seen:
            seen.add(disk)
            yield has_room(folder, least=LEAST_ROOM, little=LITTLE_ROOM)


def may_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def has_room(folder: Path, *, least: int, little: int) -> Finding:
    free = shutil.disk_usage(folder).free
    says = f"{free / GIB:.1f} GiB are free on the disk of {folder}."
    if free < least:
        return wrong(says, "Nothing can be written soon. Delete what is not ours, or rent more.")
    return look(says, "See what grows there: du -xh --max-depth=2 /.") if free < little else good(says)


def list_of_the_forgotten() -> Iterator[Finding]:
    """That the file outside the database names everybody who is to be forgotten again after a restore."""
    path = settings.TOMBSTONES_FILE
    try:
        kept = Ledger.read(path)
    except BadLedger as trouble:
        yield wrong(str(trouble), "The worker writes it anew where there is none.")
        return
    with connection.cursor() as cursor:
        here, forgotten = born_at(cursor), in_the_database(cursor)
    if kept is None:
        yield wrong(
            f"There is no list of the forgotten at {path}.",
            "The worker makes it within a minute, if it may write there.",
        )
    elif kept.born_at != here:
        yield wrong(
            f"{path} is the list of another database.", "Move it away, or let TOMBSTONES_FILE name another file."
        )
    elif kept.lacks(forgotten):
        yield wrong(f"Somebody is missing in the list of the forgotten, {path}.", "The worker’s log says why.")
    else:
        yield good("The list of the forgotten is whole.")


def elsewhere() -> Iterator[Finding]:
    yield by_hand(
        "Copies of the backups and of the list of the forgotten must be on another machine.",
        f"Look there: is last night’s among them? {READ_ON}",
    )
    yield by_hand("Whether a backup can be opened, only the drill shows.", "Twice a year, with the key from paper.")
