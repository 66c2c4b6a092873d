"""Which third-party files are collected: those a page of ours asks for, and the admin's."""

from collections.abc import Iterable
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.core.files.storage import Storage

USED = ("admin/", "django_htmx/htmx-2.min.js", "mfa/js/webauthn-json.js")


class UsedAppFiles(AppDirectoriesFinder):
    """App files, less those no page asks for."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        for path, storage in super().list(ignore_patterns):
            if path.startswith(USED):
                yield path, storage

    def find(self, path: str, *args: Any, **kwargs: Any) -> Any:
        return super().find(path, *args, **kwargs) if path.startswith(USED) else []
