"""Backups: one locked file of everything, and bringing it back without bringing back whom we have forgotten."""
