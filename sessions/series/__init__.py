"""Dates that belong together: planned as a weekly series or a course; moved or ended from a day on; and taken back."""

from sessions.series.ahead import Ahead, HasGoneOn
from sessions.series.ending import EndsSooner, LastDayOver, ReasonMissing, end, would_end
from sessions.series.moving import FromTomorrow, NothingChanges, OneByOne, Way, move, would_move
from sessions.series.planning import NoDates, NoEnd, Plan, SameDayTwice, plan_days, plan_weekly, preview
from sessions.series.second_thoughts import (
    NothingToTakeBack,
    TimeHasPassed,
    VenueGone,
    mark_of,
    take_back,
    why_not_taken_back,
)

__all__ = [
    "Ahead",
    "EndsSooner",
    "FromTomorrow",
    "HasGoneOn",
    "LastDayOver",
    "NoDates",
    "NoEnd",
    "NothingChanges",
    "NothingToTakeBack",
    "OneByOne",
    "Plan",
    "ReasonMissing",
    "SameDayTwice",
    "TimeHasPassed",
    "VenueGone",
    "Way",
    "end",
    "mark_of",
    "move",
    "plan_days",
    "plan_weekly",
    "preview",
    "take_back",
    "why_not_taken_back",
    "would_end",
    "would_move",
]
