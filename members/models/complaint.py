"""What somebody says is not right about how their information was used, and what came of it."""

import datetime as dt

from django.db import models
from django.db.models import Q

from members.models.network import Network
from peersupport.lib.refs import RefField

MOST_LETTERS = 4000


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def locked(self, complaint: "Complaint") -> "Complaint":
        """The row, held until the transaction ends; what is read of it now is true."""
        return self.select_for_update(of=("self",)).select_related("network").get(pk=complaint.pk)

    def open(self) -> "ComplaintQuerySet":
        return self.filter(answered_at=None, forgotten_at=None)

    def ended(self) -> "ComplaintQuerySet":
        return self.exclude(answered_at=None, forgotten_at=None)


class Complaint(models.Model):
    """One complaint to one network, with or without a way to write back. When its words go, its dates stay."""

    ref = RefField()
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="complaints")
    known_as = models.CharField(max_length=60, blank=True)
    email = models.EmailField(max_length=254, blank=True, help_text="In small letters")
    words = models.TextField(max_length=MOST_LETTERS, blank=True)
    # The form it was sent with and what stood in it, as one number: the same sent twice is one complaint.
    asked_with = models.UUIDField(null=True, editable=False)
    received_at = models.DateTimeField()
    due_on = models.DateField(help_text="When we said that we answer by")
    acknowledged_at = models.DateTimeField(null=True, help_text="When we had told them that we have it")
    undelivered_at = models.DateTimeField(null=True, help_text="When we knew that a letter of ours did not arrive")
    answered_at = models.DateTimeField(null=True)
    outcome = models.TextField(max_length=MOST_LETTERS, blank=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="When they took it back")
    forgotten_at = models.DateTimeField(null=True, help_text="When words, name, address and outcome went")
    link_version = models.PositiveIntegerField(default=1)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["network", "due_on"], name="complaint_by_clock"),
            models.Index(fields=["email"], condition=~Q(email=""), name="complaint_by_address"),
        )
        constraints = (
            models.UniqueConstraint(fields=["network", "asked_with"], name="a_form_sent_twice_is_one_complaint"),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) ^ Q(words=""), name="complaint_has_words_until_forgotten"
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(known_as="", email="", outcome="", asked_with=None),
                name="forgotten_complaint_says_nothing",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(forgotten_at__isnull=False), name="withdrawn_is_forgotten"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(outcome="") | Q(forgotten_at__isnull=False),
                name="answered_complaint_has_an_outcome",
            ),
            models.CheckConstraint(condition=Q(outcome="") | Q(answered_at__isnull=False), name="outcome_has_a_time"),
        )

    def __str__(self) -> str:
        return f"complaint {self.ref}"

    @property
    def is_open(self) -> bool:
        """Still to be answered."""
        return self.answered_at is None and self.forgotten_at is None

    @property
    def is_forgotten(self) -> bool:
        return self.forgotten_at is not None

    def days_left(self, now: dt.datetime) -> int:
        """Days until its answer is due, on its network's calendar; 0 is today, below that it is over."""
        return (self.due_on - self.network.today(now)).days
