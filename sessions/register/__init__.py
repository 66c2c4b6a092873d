"""The register: who came. Taps add and undo, the sheet shows, locking up says how many; all of it can be corrected."""

from sessions.register.lockup import did_not_meet, lock_up, reopen
from sessions.register.taps import Receipt, TapIn, tap
from sessions.register.who import Row, Sheet, sheet

__all__ = ["Receipt", "Row", "Sheet", "TapIn", "did_not_meet", "lock_up", "reopen", "sheet", "tap"]
