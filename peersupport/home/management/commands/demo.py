"""Makes the demonstration and says whom to log in as. Run again, it changes nothing and says so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from peersupport.home import demo


class Command(BaseCommand):
    help = "Makes an invented demonstration, relative to today: organisations, groups, people and evenings."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            said = demo.build(now=now)
        except demo.NotInProduction as refusal:
            raise CommandError(str(refusal)) from refusal
        for sentence in said:
            self.stdout.write(sentence)
        self.stdout.write("\nLog in with one of these addresses. The code comes as a letter of this local run.")
        for login in demo.logins():
            self.stdout.write(f"  {login.address:36} {login.role}")
        self.stdout.write(f"\nWhere a second factor is asked for, put {demo.SECRET} into an authenticator app.")
        self.stdout.write(f"Without an app: just now it is {demo.logins()[0].code(now)}. Run this again for the next.")
