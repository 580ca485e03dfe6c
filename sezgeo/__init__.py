"""Rank plots of a special economic zone for new plants, and say why."""

__version__ = "0.1.0"
