"""
What changed between two versions of a layer.

Begin with `canonical`, the one form of a content; `changes` compares two, `lineage` finds what was
split, merged or renamed, and `report` says it.
"""
