"""Says at which address an organisation is begun."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members import starting


class Command(BaseCommand):
    help = "Prints the link with which the first organisation of an empty site is begun. Give it to nobody else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--another", action="store_true", help="one more organisation on a site that has some")

    def handle(self, *args: Any, **options: Any) -> None:
        if not starting.is_empty() and not options["another"]:
            raise CommandError(
                "This has begun already. For one more organisation: start --another. "
                "To put a slip in the address right, or when nobody can log in: coordinator SLUG ADDRESS"
            )
        self.stdout.write(starting.link())
