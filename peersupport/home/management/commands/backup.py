"""Back everything up into one locked file; or make the pair of keys that it takes."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from peersupport.home.backup import ledger, making
from peersupport.home.backup.manifest import NotABackup
from peersupport.lib.age_files import Unusable, new_pair
from peersupport.lib.dumping import CannotDump


class Command(BaseCommand):
    help = "Backs everything up into one locked file, and reads it back before it says so."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--into", type=Path, help="the folder, which must be there; var/backups otherwise")
        parser.add_argument(
            "--new-key", type=Path, metavar="FILE", help="make a pair of keys instead; nothing is backed up"
        )

    def handle(self, *, into: Path | None, new_key: Path | None, **options: Any) -> None:
        try:
            if new_key is not None:
                self.make_keys(new_key)
            else:
                self.make_backup(into)
        except (Unusable, CannotDump, NotABackup, making.CannotBackUp) as refusal:
            raise CommandError(str(refusal)) from refusal

    def make_keys(self, file: Path) -> None:
        public = new_pair(file)
        self.stdout.write(
            f"The secret key is in {file}. Print it, give it to two people, and take it off this machine."
        )
        self.stdout.write(f"The server needs only the public one:\nBACKUP_RECIPIENT={public}")

    def make_backup(self, into: Path | None) -> None:
        if into is None:
            settings.BACKUPS.mkdir(mode=0o700, exist_ok=True)
        path, manifest = making.make(folder=into or settings.BACKUPS, now=timezone.now())
        ledger.keep()
        size = path.stat().st_size / 1024
        self.stdout.write(f"Backed up: {manifest.all_rows} rows, {size:.0f} KiB, read back and whole.\n{path}")
