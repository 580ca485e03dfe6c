"""Checks of a delivered table: what is wrong, and what can be repaired."""
