"""Build what the browser is given. Nothing is done when nothing changed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from peersupport.home import assets


class Command(BaseCommand):
    help = "Builds what the browser is given (styles, letters, pictures, scripts) into var/assets."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if assets.is_built():
            return
        static, stamp = settings.ROOT / "static", assets.stamp()
        settings.VAR.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        assets.build(static, assets.target())
        stamp.write_text(assets.fingerprint(static), encoding="utf-8")
        self.stdout.write(f"Built {len(assets.ours(assets.target()))} files into {assets.target().name}/")
