"""Readers of delivered files, one a format."""
