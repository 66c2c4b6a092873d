"""Answers to the doorbells of the apps below: one receiver a bell, one verb a receiver."""
