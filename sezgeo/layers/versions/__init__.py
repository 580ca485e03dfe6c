"""
What changed between two versions of a layer.

Begin with `canonical`, the one form of a content; `changes` compares two, `lineage` finds what was
split, merged or renamed, and `report` says it.
"""

from sezgeo.layers.versions.canonical import content_sha256
from sezgeo.layers.versions.changes import Changes, difference

__all__ = ["Changes", "content_sha256", "difference"]
