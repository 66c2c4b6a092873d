"""What `make bench` measures: each promise about speed beside its floor, in one run. README.md says how to read it."""
