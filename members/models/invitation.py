"""Somebody asked by letter whether they would answer for something, or help at a group."""

import datetime as dt

from django.db import models
from django.db.models import Q

from members.models.network import Area, Network
from members.models.person import Person, Responsibility
from peersupport.lib.refs import RefField
from peersupport.lib.same import folded


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        """Neither answered nor taken back, their day past or not."""
        return self.filter(accepted_at=None, declined_at=None, revoked_at=None)

    def open(self, now: dt.datetime) -> "InvitationQuerySet":
        return self.unanswered().filter(expires_at__gt=now)


class Invitation(models.Model):
    """A letter that begins a responsibility, or a role in a group. It expires, is sent again, and can be taken back.

    `role` and `area` are the responsibility it offers; a role in a group stands in `groups.OfferedRole` instead. Who
    said no is told to nobody: to whoever invited it is like one that was taken back.
    """

    ref = RefField()
    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="invitations_sent")
    email = models.EmailField(max_length=254)
    known_as = models.CharField(max_length=60)
    role = models.CharField(max_length=12, choices=Responsibility.Role, blank=True)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Raised with each letter, so that the link in an older one is dead.
    link_version = models.PositiveIntegerField(default=1)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(folded("email"), name="invitation_by_address"),)
        constraints = (
            models.CheckConstraint(condition=Q(area=None) | ~Q(role=""), name="invitation_to_an_area_has_a_role"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None), name="invitation_has_one_answer"
            ),
        )

    def __str__(self) -> str:
        return f"invitation {self.ref}"

    def is_over(self, now: dt.datetime) -> bool:
        return self.expires_at <= now
