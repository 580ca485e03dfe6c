"""What the law leaves of each plot to build on."""

from collections.abc import Mapping

import shapely
from geopandas import GeoSeries

from sezgeo.arrays import Shapes
from sezgeo.layers import Layer
from sezgeo.norms.objects import Objects, objects_of
from sezgeo.norms.proximity import pairs_of, zones_over
from sezgeo.norms.rule import Rule
from sezgeo.norms.rule_files import Rules
from sezgeo.norms.spatial_join import Plots
from sezgeo.plant import Plant


def buildable(plots: Layer, layers: Mapping[str, Layer], plant: Plant, rules: Rules) -> GeoSeries:
    """
    Cut from every plot what nothing can be built on.

    Cut are setbacks, red lines, the protective zones of networks (a building stands beside a power
    line, not under it) and what a prohibition surely covers. Zones in which building takes a
    consent or another design stay: their verdicts say so. A silent layer cuts nothing.

    Parameters
    ----------
    plots
        The plots.
    layers
        All layers there are, by name.
    plant
        What the law must know of the plant.
    rules
        The rules, from `read`.

    Returns
    -------
    GeoSeries
        Polygons, possibly of several parts or empty, indexed like the plots.
    """
    land = plots.frame.geometry.to_numpy().copy()
    for rule in rules.values():
        if rule.cuts and rule.binds(plant.sensitive):
            _cut(land, rule, plots, objects_of(rule, layers, plant))
    return GeoSeries(land, index=plots.frame.index, crs=plots.frame.crs, name="buildable")


def _cut(land: Shapes, rule: Rule, plots: Layer, objects: Objects) -> None:
    pairs = pairs_of(Plots.of(plots.frame), objects)
    sure = objects.low if rule.kind == "prohibition" else objects.high
    for row, zones in zones_over(objects, pairs, sure[pairs.object]):
        land[row] = shapely.difference(land[row], zones)
