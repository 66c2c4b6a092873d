"""Lets somebody who lost their second factor set up another."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from members import anew
from peersupport.lib.refusals import Refused


class Command(BaseCommand):
    help = "Takes the second factor of a login away, when it is lost. Be sure that it is them: see docs/incident.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they log in with")

    def handle(self, *, email: str, **options: Any) -> None:
        try:
            login = anew.start(email=email, now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        then = "a letter tells them to set up another." if login.is_active else "the login stays closed."
        self.stdout.write(f"Taken away. They are logged out everywhere, and {then}")
