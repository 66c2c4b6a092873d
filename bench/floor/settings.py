"""Django with nothing on: our database settings, one address book, no app and no middleware."""

from pathlib import Path

from peersupport.settings import ALLOWED_HOSTS, DATABASES, SECRET_KEY, TIME_ZONE, USE_TZ, WSGI_APPLICATION

__all__ = ["ALLOWED_HOSTS", "DATABASES", "SECRET_KEY", "TIME_ZONE", "USE_TZ", "WSGI_APPLICATION"]

PAGES = Path(__file__).parent / "pages"
ROOT_URLCONF = "bench.floor.views"
USE_I18N = False
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [PAGES]}]
