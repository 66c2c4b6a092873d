"""Says at which address an empty site is begun."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members import starting


class Command(BaseCommand):
    help = "Prints the link with which the first organisation of an empty site is begun. Give it to nobody else."

    def handle(self, *args: Any, **options: Any) -> None:
        if not starting.is_empty():
            raise CommandError(str(starting.BegunAlready()))
        self.stdout.write(starting.link())
