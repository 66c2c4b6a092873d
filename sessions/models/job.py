"""A job somebody has taken for an evening."""

from django.db import models
from django.db.models import Q

from groups.models import JobRole
from members.models import Person
from peersupport.lib.same import folded
from sessions.models.session import GroupSession


class Job(models.Model):
    """A role filled at an evening, by a person or by a written first name. No row means nobody has it yet."""

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="jobs")
    role = models.CharField(max_length=12, choices=JobRole)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    first_name = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["session", "role", "person"],
                condition=Q(given_back_at__isnull=True, person__isnull=False),
                name="one_job_of_a_role_for_a_person",
            ),
            models.UniqueConstraint(
                "session",
                "role",
                folded("first_name"),
                condition=Q(given_back_at__isnull=True) & ~Q(first_name=""),
                name="one_job_of_a_role_for_a_first_name",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, first_name="") | Q(person__isnull=True) & ~Q(first_name=""),
                name="job_by_a_person_or_a_first_name",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} at session {self.session_id}"
