"""A device: one browser that holds our cookie, what it was told between pages, and whose login it is.

Django's sessions in the database, extended as Django says they may be. One row is all there is of a login: what is
listed is what works, and a row that goes ends it. No network address and no description of the browser is kept, only
what its holder would call it.
"""

import datetime as dt
from contextvars import ContextVar
from typing import Any, ClassVar, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone

from members.models.person import User
from peersupport.lib.compiled import Compiled, Given
from peersupport.lib.refs import RefField

# What a browser holds that nobody has logged in with, such as the address a code was asked for.
A_STRANGERS_DAY = dt.timedelta(days=1)


class DeviceManager(BaseSessionManager["Device"]):
    def of(self, user: Any) -> models.QuerySet["Device"]:
        """The devices a login is used on."""
        return self.get_queryset().filter(user_id=user.pk)


class Device(AbstractBaseSession):
    """One browser. Its key is the secret in its cookie and stands nowhere; pages name it by its ref."""

    ref = RefField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="devices")
    kind = models.CharField(max_length=60, blank=True, help_text="As its holder would say: Firefox on an Android phone")
    logged_in_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now, help_text="To the hour")
    second_factor_used_at = models.DateTimeField(null=True, help_text="When what it opened was last used, to a minute")

    objects: ClassVar[DeviceManager] = DeviceManager()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "device"
        verbose_name_plural = "devices"

    def __str__(self) -> str:
        return f"device {self.ref}"

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore

    @property
    def ends_at(self) -> dt.datetime:
        """A login ends some days after its last use, and some weeks after it began at the latest."""
        if self.user_id is None:
            return self.used_at + A_STRANGERS_DAY
        unused = self.used_at + dt.timedelta(days=settings.LOGIN_UNUSED_DAYS)
        return min(unused, self.logged_in_at + dt.timedelta(days=settings.LOGIN_AT_MOST_DAYS))


class SessionStore(db.SessionStore):
    """What Django asks for a browser's session. `device` is its row, once read; `kind` is said by the middleware."""

    device: Device | None = None
    kind = ""

    @classmethod
    def get_model_class(cls) -> type[Device]:
        return Device

    def _get_session_from_db(self) -> Device | None:
        """As Django's: the row under the browser's key, while it lasts, with its login; without one, no key either."""
        self.device = lasting.first(key=self.session_key, now=timezone.now())
        if self.device is None:
            self._session_key = None
        return self.device

    def create_model_instance(self, data: dict[str, Any]) -> Device:
        """The row to write. It stays the same device under the same key, and the same login while it is one user's."""
        held, row = self.device, cast(Device, super().create_model_instance(data))
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.kind = self.kind if row.user_id else ""
        if held is not None and held.session_key == row.session_key:
            row.ref, row.kind = held.ref, row.kind or held.kind
            if held.user_id == row.user_id:
                row.logged_in_at, row.second_factor_used_at = held.logged_in_at, held.second_factor_used_at
        row.expire_date = row.ends_at
        self.device = row
        return row


@Compiled
def lasting() -> models.QuerySet[Device]:
    lasts = Device.objects.get_queryset().filter(session_key=Given("key"), expire_date__gt=Given("now"))
    return lasts.select_related("user")


# Whose browser asks, while a request is answered: its login is then not looked up once more.
now_asking: ContextVar[SessionStore | None] = ContextVar("now_asking", default=None)
