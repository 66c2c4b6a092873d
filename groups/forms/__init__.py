"""What coordinators type about where groups meet."""
