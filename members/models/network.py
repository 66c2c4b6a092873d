"""An organisation that runs groups, its branches, the bodies around it, and where to turn in a crisis."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from peersupport.lib.refs import RefField
from peersupport.lib.same import folded


class Nation(models.TextChoices):
    """Holidays, helplines and kinds of check follow it."""

    SCOTLAND = "SCT", "Scotland"
    ENGLAND = "ENG", "England"
    WALES = "WLS", "Wales"
    NORTHERN_IRELAND = "NIR", "Northern Ireland"


def keeps(least: int, most: int, unit: str, **facts: Any) -> models.PositiveSmallIntegerField:
    """For how long something is kept: never for ever, and never not at all."""
    sentence = f"Keep it for {least} to {most} {unit}."
    limits = (MinValueValidator(least, sentence), MaxValueValidator(most, sentence))
    return models.PositiveSmallIntegerField(validators=limits, **facts)


class Network(models.Model):
    """An organisation that runs groups. Everything a person gives is known to one network and no other."""

    ref = RefField()
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    nation = models.CharField(max_length=3, choices=Nation)
    time_zone = models.CharField(max_length=40, default="Europe/London")
    about = models.TextField(blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_days = models.CharField(max_length=120, blank=True, help_text="When messages are answered")
    sender_name = models.CharField(max_length=60, default="Evenings", help_text="Neutral: it shows on a lock screen")
    discreet = models.BooleanField(default=True, help_text="Letters name no group and no condition")
    shows_leave_page = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)
    small_number_threshold = models.PositiveSmallIntegerField(default=5)
    keeps_contact_months = keeps(1, 72, "months", default=12, help_text="After somebody last came")
    keeps_place_days = keeps(1, 366, "days", default=30, help_text="After the evening")
    keeps_message_days = keeps(7, 366, "days", default=90)
    keeps_complaint_months = keeps(
        1, 72, "months", default=12, db_default=12, help_text="What a complaint said, after it was answered"
    )
    keeps_trail_years = keeps(1, 10, "years", default=6)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(keeps_contact_months__range=(1, 72), keeps_place_days__range=(1, 366))
                & Q(keeps_message_days__range=(7, 366), keeps_trail_years__range=(1, 10))
                & Q(keeps_complaint_months__range=(1, 72)),
                name="kept_for_a_time_that_makes_sense",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self, now: dt.datetime) -> dt.date:
        """The date on the network's own calendar at instant `now`."""
        return timezone.localdate(now, self.zone)


class FormerSlug(models.Model):
    """A name a network's address once had. It redirects, and is never given to another."""

    slug = models.SlugField(max_length=60, unique=True)
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class Area(models.Model):
    """A branch or council area of a network, two levels at most."""

    ref = RefField()
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="areas")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    name = models.CharField(max_length=80)
    nation = models.CharField(
        max_length=3,
        choices=Nation,
        blank=True,
        default="",
        db_default="",
        help_text="Empty: the nation of what it is part of",
    )

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("network", folded("name"), name="one_area_of_a_name_in_a_network"),)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.parent is None:
            return
        if self.parent.parent_id is not None:
            raise ValidationError("An area can have parts, but a part cannot have parts of its own.")
        if self.parent.network_id != self.network_id:
            raise ValidationError("An area and its parts belong to one network.")


class Organisation(models.Model):
    """A body a person may come on behalf of, or a partner, funder or school."""

    class Kind(models.TextChoices):
        MEMBER = "member", "Member organisation"
        PARTNER = "partner", "Partner"
        FUNDER = "funder", "Funder"
        SCHOOL = "school", "School"

    ref = RefField()
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="organisations")
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="organisations")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MEMBER)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("network", folded("name"), name="one_organisation_of_a_name_in_a_network"),
        )

    def __str__(self) -> str:
        return self.name


# Whoever rings these stands in the way of somebody whose life is in danger.
NEVER_TRIED = frozenset({"999", "112"})


class Helpline(models.Model):
    """Somewhere to turn in a crisis: for everyone, for one nation, or added by a network."""

    ref = RefField()
    nation = models.CharField(max_length=3, choices=Nation, blank=True, help_text="Empty: shown everywhere")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, null=True, blank=True, related_name="helplines")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=60)
    says = models.CharField(max_length=120, blank=True, help_text="When this is the one to turn to")
    call = models.CharField(max_length=20, blank=True, help_text="The number to ring")
    text = models.CharField(max_length=20, blank=True, help_text="The number to text")
    text_word = models.CharField(max_length=20, blank=True, help_text="The word to text to it")
    hours = models.CharField(max_length=80, blank=True, help_text="In words; empty: day and night")
    # Minutes of the week from Monday 00:00, as [[from, until], …]; until may pass the week's end.
    open_minutes = models.JSONField(default=list, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("position", "name")
        constraints = (models.CheckConstraint(condition=~Q(call="") | ~Q(text=""), name="helpline_can_be_reached"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_never_tried(self) -> bool:
        """Whether nobody rings it to try it: it needs no check, and is counted nowhere as not checked."""
        return self.call.replace(" ", "") in NEVER_TRIED

    def is_open(self, local: dt.datetime) -> bool | None:
        """Whether somebody answers when the wall clock says `local`. No hours: day and night. In words alone: None."""
        if not self.open_minutes:
            return None if self.hours else True
        minute = local.weekday() * 1440 + local.hour * 60 + local.minute
        week = 7 * 1440
        return any(start <= minute < until or start <= minute + week < until for start, until in self.open_minutes)
