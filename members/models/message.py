"""The outbox: one row for one letter to one recipient for one purpose."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: dt.datetime) -> "MessageQuerySet":
        """Letters to send now: waiting ones whose time has come, and those a lost worker held too long."""
        return self.filter(
            Q(state=Message.State.WAITING, due_at__lte=now) | Q(state=Message.State.SENDING, lease_until__lt=now)
        )

    def still_to_go(self) -> "MessageQuerySet":
        return self.filter(state__in=(Message.State.WAITING, Message.State.SENDING))


class Message(models.Model):
    """One letter to one recipient. The address is read and the words are composed when it is sent, not before."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Not sent, because it no longer made sense"
        EXPIRED = "expired", "Not sent, because its time had passed"
        REFUSED = "refused", "The mail server would not take it"

    class Recipient(models.TextChoices):
        PERSON = "person", "A person"
        USER = "user", "A login"
        INVITATION = "invitation", "Somebody invited"
        INTEREST = "interest", "Somebody who asked to be told"
        COMPLAINT = "complaint", "Somebody who complained"
        ADDRESS = "address", "The address sealed inside"

    # What makes it this letter and no other, such as `reminder:evening:17:42`. Asked for twice, it is sent once.
    key = models.CharField(max_length=120, unique=True)
    purpose = models.CharField(max_length=40)
    about = models.BigIntegerField(null=True, help_text="The row its composer reads")
    recipient_kind = models.CharField(max_length=10, choices=Recipient)
    recipient = models.BigIntegerField(null=True, help_text="The row whose address is read at sending")
    # Only for what must not be read in a table, such as a login code; wiped after sending.
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    useful_until = models.DateTimeField(null=True, help_text="After this it is expired, never sent")
    created_at = models.DateTimeField(auto_now_add=True)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True, help_text="When it was handed to the mail server")
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    unknown_outcomes = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=120, blank=True, help_text="Why it was dropped or refused; no addresses")
    # Half of the letter's Message-ID: a second delivery after a lost outcome carries the same one.
    mail_id = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(
                fields=["due_at"], condition=Q(state__in=("waiting", "sending")), name="message_to_go_by_time"
            ),
            models.Index(fields=["recipient_kind", "recipient"], name="message_by_recipient"),
            models.Index(fields=["purpose", "about"], name="message_by_subject"),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_has_a_time"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "sending")) | Q(sealed=""), name="sealed_words_do_not_outlive_sending"
            ),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
