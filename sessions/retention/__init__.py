"""What is no longer needed goes by itself, after the times each network has set; and what is overdue is counted."""

from sessions.retention.overdue import Overdue, forgotten_lately, overdue
from sessions.retention.turn import keep_no_longer, last_turn

__all__ = ["Overdue", "forgotten_lately", "keep_no_longer", "last_turn", "overdue"]
