"""Which features count where people and goods travel."""

from sezgeo.layers.selection import word_is

is_rapid_transit = word_is("kind", "metro", "mcc", "mcd")
"""Stations of the metro, the Central Circle and the Diameters, but not of suburban trains."""
