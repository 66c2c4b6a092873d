"""Why a network may hold what it holds: for each purpose, the ground in law that its trustees have recorded."""

from django.db import models
from django.db.models import Q

from members.models.network import Network
from members.models.wordings import current, words


class Purpose(models.TextChoices):
    """What a network needs to know something of somebody for."""

    PLACES = "places", "Keeping you a place, and telling you if it changes"
    LETTERS = "letters", "Reminders and news of an evening you asked about"
    NEEDS = "needs", "What would help you get in or feel at ease"
    REGISTER = "register", "Who came, by the word you chose"
    HELPING = "helping", "Who helps, and when"


# At the door nobody fills in a form, nor did who helped before a network used this: a yes cannot always be asked.
WITHOUT_A_FORM = (Purpose.REGISTER, Purpose.HELPING)
FACTS = ("purpose", "basis", "condition")


class BasisQuerySet(models.QuerySet["Basis"]):
    def without_a_yes(self) -> "BasisQuerySet":
        """Those that hold without anybody's yes. What is not recorded is not among them."""
        return self.exclude(basis=Basis.Lawful.CONSENT).exclude(condition=Basis.Condition.EXPLICIT)

    def of(self, network: Network) -> "dict[str, Basis]":
        """What a network has recorded, by purpose; for the others a basis that says it is not recorded. One query."""
        recorded = {facts["purpose"]: facts for facts in self.filter(network=network).values(*FACTS)}
        return {
            purpose: Basis(network=network, **recorded.get(purpose, {"purpose": purpose})) for purpose in Purpose.values
        }


class Basis(models.Model):
    """The ground a network has recorded for one purpose: its lawful basis, and its condition for health information.

    That somebody comes can say something about their health, so one without the other is half an answer.
    """

    class Lawful(models.TextChoices):
        CONSENT = "consent", "Consent: Article 6(1)(a)"
        INTERESTS = "interests", "Legitimate interests: Article 6(1)(f)"

    class Condition(models.TextChoices):
        EXPLICIT = "explicit", "Explicit consent: Article 9(2)(a)"
        SUPPORT = "support", "Support where consent cannot reasonably be asked: DPA 2018, Schedule 1, paragraph 16"
        NONE = "none", "None is needed: it says nothing about anybody’s health"

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="bases")
    purpose = models.CharField(max_length=10, choices=Purpose)
    basis = models.CharField("lawful basis", max_length=10, choices=Lawful)
    condition = models.CharField("condition for health information", max_length=10, choices=Condition)

    objects = BasisQuerySet.as_manager()

    class Meta:
        verbose_name = "reason to hold something"
        verbose_name_plural = "reasons to hold something"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["network", "purpose"], name="one_basis_for_a_purpose"),
            models.CheckConstraint(
                condition=Q(purpose__in=["places", "letters", "needs", "register", "helping"])
                & Q(basis__in=["consent", "interests"])
                & Q(condition__in=["explicit", "support", "none"]),
                name="basis_is_one_we_know",
            ),
            models.CheckConstraint(
                condition=~Q(condition="support") | Q(basis="interests", purpose__in=WITHOUT_A_FORM),
                name="support_is_where_nobody_can_be_asked",
                violation_error_message=(
                    "Paragraph 16 is for where consent cannot reasonably be asked: with legitimate interests, for the "
                    "register and for helping. The other purposes have a form, and a form can ask."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"basis for {self.purpose}"

    @property
    def is_recorded(self) -> bool:
        return bool(self.basis)

    @property
    def asks_a_yes(self) -> bool:
        """Whether it holds only with somebody's yes. Not recorded, it does: a yes is the one ground we can give it."""
        return self.basis != self.Lawful.INTERESTS or self.condition == self.Condition.EXPLICIT

    @property
    def wording(self) -> str:
        """What somebody is asked to say yes to, in the words of today."""
        return words(self.purpose, current(self.purpose), self.network.name)

    @property
    def in_words(self) -> str:
        """Why they may, as said to whoever it is about."""
        if not self.is_recorded:
            return f"{self.network.name} has not recorded this yet."
        if self.basis == self.Lawful.CONSENT:
            return "Because you say yes. You can take that back at any time."
        if self.asks_a_yes:
            return "Because running the group needs it, and you say yes. You can object, or take your yes back."
        return "Because running the group needs it. You can object: tell us."
