"""What somebody said yes to."""

from django.db import models
from django.db.models import F, Q

from members.models.basis import Purpose
from members.models.person import Person
from members.models.wordings import words


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """What somebody agreed to, in which words, when and how; taken back as easily as given."""

    class How(models.TextChoices):
        FORM = "form", "On a form here"
        PHONE = "phone", "By phone, read aloud"
        SPOKEN = "spoken", "Face to face, read aloud"
        COLLEAGUE = "colleague", "Through a colleague, on a form here"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=10, choices=Purpose)
    wording_version = models.CharField(max_length=20)
    how = models.CharField(max_length=10, choices=How)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["person", "purpose", "wording_version"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_consent_to_a_wording",
            ),
            models.CheckConstraint(
                condition=~Q(wording_version="")
                & Q(purpose__in=["places", "letters", "needs", "register", "helping"])
                & Q(how__in=["form", "phone", "spoken", "colleague"]),
                name="consent_says_to_what_and_how",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_is_withdrawn_after_it_is_given",
            ),
        )

    def __str__(self) -> str:
        return f"consent to {self.purpose}"

    @property
    def words(self) -> str:
        """What they said yes to, as it was shown or read to them."""
        return words(self.purpose, self.wording_version, self.person.network.name)
