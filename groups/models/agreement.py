"""What a group has agreed for its evenings, in versions."""

import datetime as dt

from django.db import models

from groups.models.group import SupportGroup


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def begun_by(self, day: dt.date) -> "AgreementQuerySet":
        """Versions in use on a day or before it. The first of them is the one in use that day."""
        return self.filter(begins_on__lte=day)


class Agreement(models.Model):
    """One version of a group's agreement. It is shared at the start of each evening and never changed in place."""

    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    is_major = models.BooleanField(default=True, help_text="A major change is shared again with everyone")
    text = models.TextField()
    begins_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=["group", "version"], name="one_agreement_of_a_version"),)

    def __str__(self) -> str:
        return f"agreement {self.version} of group {self.group_id}"

    @property
    def news(self) -> str:
        """How it differs from the version before it, in a sentence; of the first, nothing."""
        if self.version == 1:
            return ""
        return "Something in it is new." if self.is_major else "The words alone have changed."

    def is_due(self, today: dt.date) -> bool:
        """Whether its group meant to have looked at it again by now."""
        return self.review_on is not None and self.review_on <= today
