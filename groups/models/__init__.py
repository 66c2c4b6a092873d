"""Where groups meet, what they are, how their evenings go, and who belongs."""

from groups.models.agreement import Agreement
from groups.models.door import DoorPhoto
from groups.models.format import Format, FormatJob, JobRole, Stage
from groups.models.group import FormerSlug, Run, SupportGroup
from groups.models.membership import Interest, Membership, OfferedRole, Regular, Wish
from groups.models.venue import Venue, VenueClosure

__all__ = [
    "Agreement",
    "DoorPhoto",
    "Format",
    "FormatJob",
    "FormerSlug",
    "Interest",
    "JobRole",
    "Membership",
    "OfferedRole",
    "Regular",
    "Run",
    "Stage",
    "SupportGroup",
    "Venue",
    "VenueClosure",
    "Wish",
]
