from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Networks and people"

    def ready(self) -> None:
        from members import anew, clock, complaints, held, invitations  # noqa: F401, PLC0415 – they sign up


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin, behind our own door."""

    default_site = "members.office.Office"
