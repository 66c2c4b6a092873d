"""The trail: what was changed and who looked. Numbers, refs and the names of fields, never what stood in them.

The database writes changes by itself (`members/trail.py` installs its triggers). The app's role can add a look, and can
alter or remove neither.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """A row was made, changed or removed, by a login or by nobody, through a page, a step of the tick or a command."""

    class What(models.TextChoices):
        MADE = "made", "Made"
        CHANGED = "changed", "Changed"
        REMOVED = "removed", "Removed"

    at = models.DateTimeField(db_default=Now())
    what = models.CharField(max_length=7, choices=What)
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    fields = ArrayField(models.CharField(max_length=63), help_text="Which were changed; their values are nowhere here")
    login = models.BigIntegerField(null=True, blank=True)
    through = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["table", "row"], name="changes_of_a_row"),
            models.Index(fields=["at"], name="change_by_age"),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.what}"


class Look(models.Model):
    """Somebody looked at what is private to others. `whom` are the refs of people, words and complaints shown.

    When one of them is forgotten the database takes their ref out of here, so nothing tells where they had been.
    """

    class What(models.TextChoices):
        REGISTER = "register", "The register of an evening"
        NAMES = "names", "A list of the names of a group, as a file"
        WORDS = "words", "The words by which a group knows people"
        COMPLAINT = "complaint", "What somebody complained of"
        NUMBERS = "numbers", "The numbers of those who asked to be rung"
        PEOPLE = "people", "Who can do what in an organisation"
        WISHES = "wishes", "Who would like to help at a group"

    at = models.DateTimeField(db_default=Now())
    what = models.CharField(max_length=9, choices=What)
    # Plain numbers and refs: what they point at may go, and this stays.
    network = models.BigIntegerField()
    login = models.BigIntegerField()
    role = models.CharField(max_length=17, help_text="What the login was to the group or network, then")
    about = models.CharField(max_length=12, help_text="The ref of the evening, group, complaint or network")
    showed_needs = models.BooleanField(default=False)
    whom = ArrayField(models.CharField(max_length=12))

    class Meta:
        indexes = (
            GinIndex(fields=["whom"], name="looks_at_somebody"),
            models.Index(fields=["at"], name="look_by_age"),
        )

    def __str__(self) -> str:
        return f"look {self.pk}"
