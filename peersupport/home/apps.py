from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate

from peersupport.lib.roles import grant_to_app


class HomeConfig(AppConfig):
    name = "peersupport.home"
    label = "home"
    verbose_name = "The whole house"

    def ready(self) -> None:
        from peersupport import celery  # noqa: F401, PLC0415 – the worker's app must be loaded before a task is rung
        from peersupport.lib import acting  # noqa: F401, PLC0415 – it listens before the first connection is made

        # Sent for each app that has tables, once all are migrated. The roof has none, so one below is listened to.
        post_migrate.connect(let_the_app_in, sender=apps.get_app_config("members"), dispatch_uid="let_the_app_in")


def let_the_app_in(using: str, **_: Any) -> None:
    """After a migration what is new is traced, and the app role is granted the use of it."""
    from members import trail  # noqa: PLC0415 – it needs the models

    trail.install(using)
    grant_to_app(using, settings.DATABASE_APP_USER, less=trail.APPEND_ONLY)
