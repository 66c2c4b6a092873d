"""How an evening goes: ordered stages, and the jobs somebody has to do."""

from typing import Any

from django.db import models

from members.models import Network
from peersupport.lib.refs import RefField


class Format(models.Model):
    """A reusable plan of an evening."""

    ref = RefField()
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="formats")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["network", "name"], name="one_format_of_a_name_in_a_network"),)

    def __str__(self) -> str:
        return self.name

    @property
    def plan(self) -> list[dict[str, Any]]:
        return self.stages.as_plan()

    @property
    def minutes(self) -> int:
        """How long its parts take together, less those that take as long as they take."""
        return sum(stage["minutes"] or 0 for stage in self.plan)

    @property
    def needs(self) -> dict[str, int]:
        return self.jobs.as_needs()


class StageQuerySet(models.QuerySet["Stage"]):
    def as_plan(self) -> list[dict[str, Any]]:
        """Stages in their order, as an evening keeps them for its own: kind, title, prompt, minutes."""
        return [dict(stage) for stage in self.values("kind", "title", "prompt", "minutes")]


class Stage(models.Model):
    """One part of an evening. What is said in it is nobody's to record."""

    class Kind(models.TextChoices):
        WELCOME = "welcome", "Welcome"
        AGREEMENT = "agreement", "Agreement"
        MEDITATION = "meditation", "Meditation"
        SHARING = "sharing", "Sharing"
        BREAK = "break", "Tea break"
        LEARNING = "learning", "Learning"
        SELF_CARE = "self_care", "Self-care"
        CLOSING = "closing", "Closing"
        OTHER = "other", "Something else"

    format = models.ForeignKey(Format, on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=80)
    prompt = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: as long as it takes")

    objects = StageQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(
                fields=["format", "position"],
                name="one_stage_at_a_time",
                deferrable=models.Deferrable.DEFERRED,
            ),
        )

    def __str__(self) -> str:
        return self.title


class JobRole(models.TextChoices):
    """What somebody does for an evening."""

    FACILITATOR = "facilitator", "Facilitator"
    WELCOME = "welcome", "Welcome at the door"
    TEA = "tea", "Tea"
    BUDDY = "buddy", "Buddy for someone new"


class FormatJobQuerySet(models.QuerySet["FormatJob"]):
    def as_needs(self) -> dict[str, int]:
        """How many people each job needs, by role, in the order of the roles. A role that needs nobody is left out."""
        people = dict(self.values_list("role", "people"))
        return {role: people[role] for role in JobRole.values if people.get(role)}


class FormatJob(models.Model):
    """How many people an evening of this format needs for one role."""

    format = models.ForeignKey(Format, on_delete=models.CASCADE, related_name="jobs")
    role = models.CharField(max_length=12, choices=JobRole)
    people = models.PositiveSmallIntegerField(default=1)

    objects = FormatJobQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["format", "role"], name="one_line_for_a_role_in_a_format"),)

    def __str__(self) -> str:
        return f"{self.people} × {self.get_role_display()}"
