"""Who belongs to a group and as what, who it knows only by a word, and who asked to be told."""

from django.db import models
from django.db.models import F, Q

from groups.models.group import SupportGroup
from members.models import Area, Invitation, Network, Person
from members.models.person import FromUntil
from peersupport.lib.refs import RefField
from peersupport.lib.same import folded


class Membership(models.Model):
    """A person's role in a group, from a day until a day."""

    class Role(models.TextChoices):
        PARTICIPANT = "participant", "Participant"
        HELPER = "helper", "Helper"
        VOLUNTEER = "volunteer", "Volunteer"
        FACILITATOR = "facilitator", "Facilitator"

    ref = RefField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="memberships")
    invitation = models.ForeignKey(
        Invitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=Role, default=Role.PARTICIPANT)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    # The larger role they laid down themselves: theirs to take up again in a tap, for a while.
    laid_down = models.CharField(max_length=12, choices=Role, blank=True, default="", db_default="")
    laid_down_on = models.DateField(null=True, blank=True)
    # "Stepping back for a while": nobody is asked why, and nothing is sent until the person says they are back.
    stepped_back_on = models.DateField(null=True, blank=True)

    objects = FromUntil.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "group"], condition=Q(until_on__isnull=True), name="one_open_membership_of_a_group"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="membership_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} of group {self.group_id}"


class OfferedRole(models.Model):
    """The role in a group that an invitation offers. It begins when it is accepted, and goes with the invitation."""

    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, related_name="offered_role", db_constraint=False
    )
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="offered_roles")
    role = models.CharField(max_length=12, choices=Membership.Role)

    def __str__(self) -> str:
        return f"{self.get_role_display()} of group {self.group_id}, offered"


class Wish(models.Model):
    """ "I would like to help", or to do more: in which group and as what. Gone with a yes, or by itself in time."""

    ref = RefField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="wishes")
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="wishes")
    role = models.CharField(max_length=12, choices=Membership.Role)
    words = models.CharField(max_length=200, blank=True, help_text="Seen by who leads the group only")
    said_at = models.DateTimeField()
    # Since when whoever leads the group means to talk about it first. Nobody is told, and a yes can still follow.
    talk_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "wishes"
        constraints = (
            models.UniqueConstraint(fields=["person", "group"], name="one_wish_of_a_person_in_a_group"),
            models.CheckConstraint(condition=~Q(role="participant"), name="wish_is_to_help"),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} of group {self.group_id}, wished for"


class Regular(models.Model):
    """Someone a group knows only by a chosen word. At their own wish they become a person of the network."""

    ref = RefField()
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="regulars")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="was_regular")
    # Since when we know that this word is that person.
    joined_at = models.DateTimeField(null=True, blank=True)
    word = models.CharField(max_length=40)
    since_on = models.DateField()

    class Meta:
        ordering = ("word",)
        constraints = (models.UniqueConstraint("group", folded("word"), name="one_regular_of_a_word_in_a_group"),)

    def __str__(self) -> str:
        return f"regular {self.ref}"


class InterestQuerySet(models.QuerySet["Interest"]):
    def asked_of(self, network: int) -> "InterestQuerySet":
        """What one network was asked: about a group or an area of its own, or about a place."""
        return self.filter(Q(group__network=network) | Q(area__network=network) | Q(network=network))


class Interest(models.Model):
    """ "Tell me when it starts or restarts", or when something starts near: one address for one purpose, then gone.

    It is about a group, about an area, or about a place of a network that is in none of its areas, as it was typed.
    """

    class Purpose(models.TextChoices):
        STARTS = "starts", "Tell me when it starts"
        RESTARTS = "restarts", "Tell me when it starts again"
        NEAR = "near", "Tell me when something starts near here"

    ref = RefField()
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="interests")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, blank=True, related_name="interests")
    network = models.ForeignKey(Network, on_delete=models.CASCADE, null=True, blank=True, related_name="interests")
    place = models.CharField(max_length=80, blank=True)
    purpose = models.CharField(max_length=8, choices=Purpose)
    email = models.EmailField(max_length=254)
    link_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "group",
                "area",
                "network",
                folded("place"),
                folded("email"),
                name="one_interest_of_an_address",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=False, area__isnull=True, network__isnull=True, place="")
                | Q(group__isnull=True, area__isnull=False, network__isnull=True, place="")
                | Q(group__isnull=True, area__isnull=True, network__isnull=False) & ~Q(place=""),
                name="interest_in_a_group_an_area_or_a_place",
            ),
        )

    def __str__(self) -> str:
        return f"interest {self.ref}"

    @property
    def where(self) -> str:
        """What it is about, in a few words."""
        return str(self.group or self.area or self.place)

    @property
    def asked_of(self) -> Network:
        """The organisation that was asked."""
        about = self.group or self.area
        network = about.network if about else self.network
        assert network is not None  # noqa: S101 – `interest_in_a_group_an_area_or_a_place`
        return network
