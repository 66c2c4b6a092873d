"""When groups meet, who asked for what, and who came."""

from sessions.models.job import Job
from sessions.models.place import EveryWeek, Place, Reminder
from sessions.models.register import Presence, Tap
from sessions.models.series import Series
from sessions.models.session import GroupSession, SessionLine
from sessions.models.tally import Tally

__all__ = ["EveryWeek", "GroupSession", "Job", "Place", "Presence", "Reminder", "Series", "SessionLine", "Tally", "Tap"]
