"""Write the page of who sees what."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from peersupport.home.who_sees_what import as_page


class Command(BaseCommand):
    help = "Writes docs/who-sees-what.md from the matrix."

    def handle(self, *args: Any, **options: Any) -> None:
        (settings.ROOT / "docs" / "who-sees-what.md").write_text(as_page(), encoding="utf-8")
