"""The local run in one terminal: what it prints, and how it ends."""

import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from members import starting
from peersupport.home import demo, running
from peersupport.home.context import SITE_NAME
from peersupport.lib import embedded
from peersupport.lib.processes import GaveUp, Keeper, end_with_parent, stop_like_ctrl_c


class Command(BaseCommand):
    help = "Runs web server and worker on this machine, with the demonstration. PORT is 8000, DEMO=0 leaves it out."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is for a machine of your own. docs/deploy.md says how to run it for people.")
        stop_like_ctrl_c()
        if "MAKELEVEL" in os.environ:  # `make run` that is killed takes us along
            end_with_parent()
        try:
            self.run(os.environ.get("PORT", "8000"), with_demo=os.environ.get("DEMO", "1") != "0")
        except (running.WillNotRun, GaveUp) as refusal:
            raise CommandError(str(refusal)) from refusal
        except KeyboardInterrupt:
            self.say("\nStopped. Everything is kept: start again with make run.")

    def run(self, port: str, with_demo: bool) -> None:
        keeper = Keeper(self.say)
        with running.listen(port) as listener:
            running.prepare(self.say, with_demo)
            try:
                keeper.start(*running.programs(listener))
                running.wait_until_ready(int(port), keeper)
                self.say("\n".join(welcome(f"http://localhost:{port}", with_demo)))
                keeper.keep()
            finally:
                keeper.stop()
                for server in ("postgres", "valkey"):  # unless another process of ours still needs it
                    embedded.leave(settings.VAR / server)

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def welcome(address: str, with_demo: bool) -> Iterator[str]:
    """The lines that say where everything is and whom to log in as."""
    yield f"\n{SITE_NAME} is ready:  {address}/"
    if settings.KEEPS_LETTERS_AS_FILES:
        yield f"Its letters:        {address}/mailbox/  (files in {settings.MAILBOX})"
    if with_demo:
        yield from logins(address)
    elif starting.is_empty():
        yield f"\nBegin with your organisation:\n  {starting.link()}"
    yield "\nStop with Ctrl-C. What you did is kept for the next make run.\n"


def logins(address: str) -> Iterator[str]:
    people = demo.logins()
    width = max(len(login.address) for login in people)
    yield f"\nLog in at {address}{settings.LOGIN_URL} with an address; the code is in the mailbox."
    yield f"  {'address':{width}}  {'second-factor secret':32}  who it is"
    for login in people:
        yield f"  {login.address:{width}}  {login.secret or 'none is needed':32}  {login.known_as}: {login.role}"
    yield "\nA secret is typed into an authenticator app. Without one: `make demo` says the six digits of the moment."
