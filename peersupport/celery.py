"""The worker and its one-minute tick. The tick finds due rows; nothing else is ever scheduled."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings")

app = Celery("peersupport")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_log_lines(**_: Any) -> None:
    """With somebody listening the worker leaves logging alone, and the settings' `LOGGING` stands: without names."""
