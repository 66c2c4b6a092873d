"""What a group has agreed for its evenings, in versions."""

from django.db import models

from groups.models.group import SupportGroup


class Agreement(models.Model):
    """One version of a group's agreement. It is shared at the start of each evening and never changed in place."""

    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField()
    is_major = models.BooleanField(default=True, help_text="A major change is shared again with everyone")
    text = models.TextField()
    begins_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=["group", "version"], name="one_agreement_of_a_version"),)

    def __str__(self) -> str:
        return f"agreement {self.version} of group {self.group_id}"
