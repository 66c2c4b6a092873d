"""The poster of a group, and the slips to take home: made from the record when somebody asks for them.

`poster_of` says what stands on them, `SHEETS` are the files there are, `kept` and `make` are how one is had.
"""

from sessions.posters.sheets import SHEETS, Sheet, digest, kept, lost, make
from sessions.posters.words import Ended, Line, NotForEverybody, Notice, Poster, poster_of

__all__ = [
    "SHEETS",
    "Ended",
    "Line",
    "NotForEverybody",
    "Notice",
    "Poster",
    "Sheet",
    "digest",
    "kept",
    "lost",
    "make",
    "poster_of",
]
