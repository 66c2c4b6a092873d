"""Pages about a login, its second factor, and its letters."""
