"""
Roads as a graph: junctions, rules of speed and access, and times of travel.

Read `rules` first (the figures, from `road_rules.toml`), then `graph`, then `travel_time`.
"""

from sezgeo.transport.rules import RoadRules, Vehicle

__all__ = ["RoadRules", "Vehicle"]
