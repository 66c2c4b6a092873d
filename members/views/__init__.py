"""Pages about a login, its second factor and letters, and about complaints."""
