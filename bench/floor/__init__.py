"""The least that could serve the same rows: one SQL statement and a bare template, in the same server."""
