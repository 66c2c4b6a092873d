"""Networks and the people they know."""

from members.models.basis import Basis, Purpose
from members.models.complaint import Complaint
from members.models.consent import Consent
from members.models.device import Device
from members.models.invitation import Invitation
from members.models.message import Message
from members.models.network import Area, FormerSlug, Helpline, Nation, Network, Organisation
from members.models.person import Person, Reach, Responsibility, Tombstone, User
from members.models.trail import Change, Look

__all__ = [
    "Area",
    "Basis",
    "Change",
    "Complaint",
    "Consent",
    "Device",
    "FormerSlug",
    "Helpline",
    "Invitation",
    "Look",
    "Message",
    "Nation",
    "Network",
    "Organisation",
    "Person",
    "Purpose",
    "Reach",
    "Responsibility",
    "Tombstone",
    "User",
]
