"""Scores, limits and ranks of plots for one plant, and why each plot stands where it stands."""
