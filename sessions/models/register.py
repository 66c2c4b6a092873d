"""Who was there: what each device sent, and the presences that follow from it."""

from django.db import models
from django.db.models import Q

from groups.models import Regular
from members.models import Person, User
from sessions.models.session import GroupSession


class AtTheTime(models.TextChoices):
    """What somebody was there as. People on a job are not visits."""

    CAME = "came", "Came"
    FACILITATOR = "facilitator", "Facilitated"
    WELCOME = "welcome", "Welcomed people"
    TEA = "tea", "Made the tea"
    BUDDY = "buddy", "Was a buddy"


class Tap(models.Model):
    """One touch of one device: add somebody, or undo such a touch. Kept thirty days, counted once however often sent.

    What it said (who, first time, as what) is kept with it: two helpers may each add somebody, and when one of
    them undoes their touch the other's still stands, in whichever order the two arrive.
    """

    class Action(models.TextChoices):
        ADD = "add", "Add"
        UNDO = "undo", "Undo"

    id = models.UUIDField(primary_key=True, help_text="Made on the device")
    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="taps")
    device = models.UUIDField()
    sequence = models.PositiveIntegerField(help_text="Order on that device; its clock may be wrong")
    action = models.CharField(max_length=4, choices=Action)
    undoes = models.UUIDField(null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="taps")
    regular = models.ForeignKey(Regular, on_delete=models.SET_NULL, null=True, blank=True, related_name="taps")
    first_time = models.BooleanField(default=False)
    role = models.CharField(max_length=12, choices=AtTheTime, default=AtTheTime.CAME)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="taps")
    received_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["received_at"], name="tap_by_age"),)
        constraints = (
            models.UniqueConstraint(fields=["session", "device", "sequence"], name="one_tap_of_a_number"),
            models.CheckConstraint(
                condition=Q(action="add", undoes__isnull=True) | Q(action="undo", undoes__isnull=False),
                name="undo_says_what",
            ),
        )

    def __str__(self) -> str:
        return f"tap {self.id}"


class PresenceQuerySet(models.QuerySet["Presence"]):
    def visits(self) -> "PresenceQuerySet":
        """Presences that are visits: people on a job are not, and nobody is twice."""
        return self.filter(role=AtTheTime.CAME, is_again=False)


class Presence(models.Model):
    """One who was there: a person, a regular, somebody who gave no name, or somebody since forgotten.

    A regular who became known is that person, and the word they were marked by stays beside it: `sessions/regulars.py`.
    """

    class Forgotten(models.TextChoices):
        """What whoever has been forgotten counted as: totals need no more of them."""

        NO = "", "Not forgotten"
        PERSON = "person", "One of the different people"
        GUEST = "guest", "Known for one evening only"

    session = models.ForeignKey(GroupSession, on_delete=models.CASCADE, related_name="presences")
    # The tap that added it; the tap itself is gone after thirty days.
    tap = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="presences")
    regular = models.ForeignKey(Regular, on_delete=models.SET_NULL, null=True, blank=True, related_name="presences")
    forgotten_as = models.CharField(max_length=6, choices=Forgotten, blank=True, default=Forgotten.NO, db_default="")
    first_time = models.BooleanField(default=False)
    role = models.CharField(max_length=12, choices=AtTheTime, default=AtTheTime.CAME)
    # By a word, at an evening at which the person it means was marked too: that one counts, and this one does not.
    is_again = models.BooleanField(default=False, db_default=False)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(person__isnull=False), name="one_presence_of_a_person"
            ),
            models.UniqueConstraint(
                fields=["session", "regular"], condition=Q(regular__isnull=False), name="one_presence_of_a_regular"
            ),
            models.CheckConstraint(
                condition=Q(is_again=False) | Q(person__isnull=True, regular__isnull=False), name="again_is_by_a_word"
            ),
            models.CheckConstraint(
                condition=Q(forgotten_as="") | Q(person__isnull=True, regular__isnull=True), name="forgotten_is_nobody"
            ),
        )

    def __str__(self) -> str:
        return f"presence {self.pk}"
