"""Somebody a network knows, the login they may have, and what they answer for."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q

from members.models.network import Area, Network, Organisation
from peersupport.lib.refs import RefField
from peersupport.lib.same import folded


class UserManager(BaseUserManager["User"]):
    """Logins are made by a first right code; the two ways here are for code and for the very first administrator."""

    def create_user(self, email: str, **facts: Any) -> "User":
        user = self.model(email=email.strip().lower(), **facts)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "User":
        user = self.create_user(email, is_staff=True, is_superuser=True, **facts)
        if password:
            user.set_password(password)
            user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A login: an address and nothing else of interest."""

    email = models.EmailField("e-mail", max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the admin", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (models.UniqueConstraint(folded("email"), name="one_login_for_an_address"),)

    def __str__(self) -> str:
        return f"login {self.pk}"


class Reach(models.TextChoices):
    """How somebody may be reached."""

    EMAIL = "email", "By e-mail"
    PHONE = "phone", "By phone"
    NO = "no", "Please don’t"


class PersonQuerySet(models.QuerySet["Person"]):
    def of(self, user: Any) -> "PersonQuerySet":
        """The persons a login is, in whichever networks know it."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()


class Person(models.Model):
    """Somebody one network knows, by the name they chose and perhaps a way to reach them.

    Same network, same address, same chosen name: one Person. Without an address: a Person for one session alone.
    """

    ref = RefField()
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="persons")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="people"
    )
    known_as = models.CharField(max_length=60)
    reach = models.CharField(max_length=5, choices=Reach, default=Reach.NO)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    wants_letters = models.BooleanField(default=True, help_text="Off: no letter of any kind, until they ask again")
    wants_plain_words = models.BooleanField(default=False, help_text="Letters may say what the evening is")
    link_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        indexes = (models.Index(folded("email"), name="person_by_address"),)
        constraints = (
            models.UniqueConstraint(
                "network",
                folded("email"),
                folded("known_as"),
                condition=~Q(email=""),
                name="one_person_of_an_address_and_name",
            ),
            models.UniqueConstraint(
                "network",
                "phone",
                folded("known_as"),
                condition=~Q(phone="") & Q(email=""),
                name="one_person_of_a_phone_and_name",
            ),
            models.CheckConstraint(
                condition=(
                    Q(reach=Reach.EMAIL) & ~Q(email="") | Q(reach=Reach.PHONE) & ~Q(phone="") | Q(reach=Reach.NO)
                ),
                name="reached_where_there_is_an_address",
            ),
        )

    def __str__(self) -> str:
        return f"person {self.ref}"

    @property
    def has_address(self) -> bool:
        """Without one, a person is of one session and not counted among different people."""
        return bool(self.email or self.phone)

    @property
    def standing_consents(self) -> list[Any]:
        """What they said yes to and have not taken back, oldest first."""
        return [one for one in self.consents.all() if one.withdrawn_at is None]


class FromUntil(models.QuerySet[Any]):
    """Rows that hold from a date until another, both included; no end means until further notice."""

    def on(self, day: dt.date) -> "FromUntil":
        return self.filter(Q(from_on__lte=day), Q(until_on__isnull=True) | Q(until_on__gte=day))


class ResponsibilityQuerySet(FromUntil):
    def for_complaints(self, day: dt.date) -> FromUntil:
        """Who answers complaints: a network's managers, and while it has none, its coordinators; both for all of it."""
        whole = self.on(day).filter(area=None)
        managers = Responsibility.objects.on(day).filter(
            area=None, role=Responsibility.Role.MANAGER, network=models.OuterRef("network")
        )
        stands_in = Q(role=Responsibility.Role.COORDINATOR) & ~models.Exists(managers)
        return whole.filter(Q(role=Responsibility.Role.MANAGER) | stands_in)


class Responsibility(models.Model):
    """What a person answers for in a network or one of its areas, from a day until a day."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", "Coordinator"
        SAFEGUARDING = "safeguarding", "Safeguarding lead"
        MANAGER = "manager", "Manager (totals only)"

    ref = RefField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="responsibilities")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="responsibilities")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, blank=True, related_name="responsibilities")
    invitation = models.ForeignKey(
        "Invitation", on_delete=models.SET_NULL, null=True, blank=True, related_name="responsibilities"
    )
    role = models.CharField(max_length=12, choices=Role)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "responsibilities"
        constraints = (
            models.UniqueConstraint(
                fields=["person", "role", "network", "area"],
                condition=Q(until_on__isnull=True),
                nulls_distinct=False,
                name="one_open_responsibility_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="responsibility_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} of network {self.network_id}"


class Tombstone(models.Model):
    """What must be forgotten again after a restore: a kind of row, its number and whose it was, nothing about whom."""

    kind = models.CharField(max_length=40)
    row = models.BigIntegerField()
    # A plain number: a network may go, and this stays.
    network = models.BigIntegerField(null=True)
    forgotten_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "row"], name="forgotten_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
