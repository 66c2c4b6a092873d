"""Pages about where groups meet."""
