"""Invites somebody to coordinate an organisation that nobody can coordinate."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from members import invitations
from peersupport.home import coordinator
from peersupport.lib.refusals import Refused


class Command(BaseCommand):
    help = "Invites an address to coordinate an organisation: after a slip at the start, or when nobody can log in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the end of the organisation's address: /networks/SLUG/")
        parser.add_argument("email", help="the address they will log in with")
        parser.add_argument("--called", default="", metavar="NAME", help="what people call them")

    def handle(self, *, slug: str, email: str, called: str, **options: Any) -> None:
        try:
            invitation = coordinator.invite(slug=slug, email=email, known_as=called, now=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        until = timezone.localtime(invitation.expires_at)
        self.stdout.write(f"Invited. The letter to {invitation.email} has this link, good until {until:%-d %B}:")
        self.stdout.write(invitations.link(invitation))
