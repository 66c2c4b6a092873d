"""Pages about groups that show no dates: one module for each word."""
