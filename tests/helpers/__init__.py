"""What several tests share: builders of layers and deliveries, servers, and what they ask."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""Folder of the project."""
