"""Makes somebody this site's administrator, or takes that back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members import starting
from peersupport.lib.refusals import Refused


class Command(BaseCommand):
    help = "Lets the login of an address open /admin/. It needs a second factor there, and sees nobody who comes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they log in with, or will")
        parser.add_argument("--no-longer", action="store_true", help="take that back")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["no_longer"]:
                starting.release_administrator(email=options["email"])
                self.stdout.write("They are administrator no longer.")
            else:
                starting.appoint_administrator(email=options["email"])
                self.stdout.write("They are administrator. /admin/ asks for the second factor.")
        except Refused as refused:
            raise CommandError(str(refused)) from refused
