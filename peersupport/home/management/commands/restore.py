"""Bring a backup back, or see whether one could be."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from peersupport.home.backup import ledger, reading, restoring
from peersupport.home.backup.ledger import BadLedger, Ledger
from peersupport.home.backup.manifest import NotABackup
from peersupport.lib.age_files import Unusable, identities
from peersupport.lib.dumping import CannotDump
from peersupport.lib.refusals import Refused

NO_CHANGE = "The database is as it was."


class Command(BaseCommand):
    help = "Brings a backup back, all of it or nothing, and forgets again whoever has been forgotten since."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the backup")
        parser.add_argument("--identity", type=Path, required=True, metavar="KEY", help="the file with the secret key")
        parser.add_argument("--check", action="store_true", help="read it to its end and say what it holds; no more")
        parser.add_argument("--replace", action="store_true", help="give up what is in the database now")
        forgotten = parser.add_mutually_exclusive_group()
        forgotten.add_argument("--tombstones", type=Path, metavar="LIST", help="the list of the forgotten")
        forgotten.add_argument("--nobody-forgotten", action="store_true", help="nobody was forgotten since the backup")

    def handle(self, *, file: Path, identity: Path, check: bool, **options: Any) -> None:
        try:
            keys = identities(identity)
            if check:
                manifest = reading.read_to_the_end(file, keys)
                self.stdout.write(f"Whole: {manifest.all_rows} rows as of {manifest.made_at}. No database was touched.")
            else:
                self.restore(file, keys, **options)
        except (Unusable, CannotDump, NotABackup, BadLedger, Refused, restoring.WillNotRestore) as refusal:
            raise CommandError(f"{refusal}{'' if check else f' {NO_CHANGE}'}") from refusal

    def restore(self, file: Path, keys: Any, *, replace: bool, tombstones: Path | None, **options: Any) -> None:
        forgotten = Ledger("") if options["nobody_forgotten"] else Ledger.read(tombstones or settings.TOMBSTONES_FILE)
        if forgotten is None and tombstones is not None:
            raise BadLedger(f"There is no list of the forgotten at {tombstones}.")
        now = timezone.now()
        manifest, settled = restoring.restore(file=file, keys=keys, ledger=forgotten, replace=replace, now=now)
        ledger.keep()
        self.stdout.write(
            f"Restored: {manifest.all_rows} rows as of {manifest.made_at}.\n"
            f"Forgotten again: {settled.forgotten}. Letters dropped, as they may have left before: {settled.letters}.\n"
            "Everybody is logged out. Start the site and its worker now."
        )
