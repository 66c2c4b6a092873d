"""Attendance in figures: a report for a page, rows for files. Never who said they would come.

`attendance` adds up a period, `for_totals_only` hides small numbers from those who were not in the room,
`evening_rows` lists the evenings for a file, `line_rows` the lines of a report, `names` who came to one group.
"""

from sessions.reports.figures import Figures, GroupLine, MonthLine, Report, attendance, for_totals_only
from sessions.reports.rows import (
    EVENING_HEADING,
    LINE_HEADING,
    NAME_HEADING,
    EveningRow,
    NameRow,
    evening_rows,
    line_rows,
    named,
    names,
)

__all__ = [
    "EVENING_HEADING",
    "LINE_HEADING",
    "NAME_HEADING",
    "EveningRow",
    "Figures",
    "GroupLine",
    "MonthLine",
    "NameRow",
    "Report",
    "attendance",
    "evening_rows",
    "for_totals_only",
    "line_rows",
    "named",
    "names",
]
