"""Look at a deployment and say in words what is good, what to look at, and what is not right."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from peersupport.home import doctor
from peersupport.home.doctor import Finding, Verdict, mail

WORDS = [chapter.word for chapter in doctor.CHAPTERS]
WIDTH = max(len(verdict.value) for verdict in Verdict)


class Command(BaseCommand):
    help = "Looks at a deployment and says in words what is not right, and what to do. It changes nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("chapter", nargs="*", help=f"look at these alone: {', '.join(WORDS)}")
        parser.add_argument("--letter-to", metavar="ADDRESS", help="send one trial letter there")
        parser.add_argument("--quiet", action="store_true", help="say what is not right, and nothing else")

    def handle(self, *, chapter: list[str], letter_to: str | None, quiet: bool, **options: Any) -> None:
        if unknown := set(chapter) - set(WORDS):
            raise CommandError(f"There is no chapter {sorted(unknown)[0]}. There are: {', '.join(WORDS)}.")
        # A server that is away is not waited for.
        os.environ.setdefault("PGCONNECT_TIMEOUT", "10")
        styles = {Verdict.GOOD: self.style.SUCCESS, Verdict.LOOK: self.style.WARNING, Verdict.WRONG: self.style.ERROR}
        found: list[Finding] = []

        def say(word: str, finding: Finding) -> None:
            found.append(finding)
            if finding.verdict is Verdict.WRONG or not quiet:
                style = styles.get(finding.verdict, str)
                self.stdout.write(f"{word:10}{style(f'{finding.verdict.value:{WIDTH}}')}  {finding}")

        for word, finding in doctor.examine(now=timezone.now(), words=chapter):
            say(word, finding)
        if letter_to:
            say("letter", mail.send_letter(letter_to))
        if not quiet:
            self.stdout.write(summary(found))
        if many := count(found, Verdict.WRONG):
            raise CommandError(f"{many} {'thing is' if many == 1 else 'things are'} not right.")


def count(found: list[Finding], verdict: Verdict) -> int:
    return sum(finding.verdict is verdict for finding in found)


def summary(found: list[Finding]) -> str:
    return ", ".join(f"{count(found, verdict)} {verdict.value}" for verdict in Verdict) + "."
