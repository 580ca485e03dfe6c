"""Illustrative plots: land of a site cut into plots until the cadastre is imported."""
