"""The ordinary settings with a folder of their own, and the owner's role while the test database is made."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("VAR_DIR", str(ROOT / "var" / "test"))
os.environ["DATABASE_ROLE"] = "owner"

from peersupport.settings import *  # noqa: E402, F403 – the folder must be named first

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATICFILES_DIRS = [ROOT / "static"]
SITE_FACTS_SECONDS = PUBLIC_PAGES_SECONDS = 0
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 – from the ordinary settings
