"""
Does the plant fit: its buildings on what may be built on, for every plot.

Land to build on is the plot without setbacks and the zones nothing stands in, and without the strip
that the profile keeps free along the boundary. Outlines are taken as drawn: the answer is as good
as they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from geopandas import GeoSeries
from shapely.geometry.base import BaseGeometry

from sezgeo.config.ranges import Size
from sezgeo.errors import unknown_plot
from sezgeo.layers import Layer
from sezgeo.norms import Plant, Rules, buildable
from sezgeo.siting.fit.placement import FitAnswer, Placement, place_rectangles
from sezgeo.siting.fit.result import Fits
from sezgeo.suitability.buildings import Footprint, footprint_of
from sezgeo.suitability.profile import Profile

_BEST_FIRST = (FitAnswer.FITS, FitAnswer.NOT_FOUND, FitAnswer.IMPOSSIBLE)
"""Answers, the best first."""


def place_buildings(
    plots: Layer,
    layers: Mapping[str, Layer],
    profile: Profile,
    rules: Rules,
    *,
    size: Size = "likely",
    only: Iterable[str] | None = None,
) -> Fits:
    """
    Place a plant's buildings on every plot: the first layout of the profile that fits.

    Parameters
    ----------
    plots
        The plots.
    layers
        All layers there are, by name; features of them cut the plots.
    profile
        The plant; its table `[footprint]` names the buildings.
    rules
        The norms.
    size
        Which end of the ranges to reckon with.
    only
        Keys of the plots to look at; by default all.

    Raises
    ------
    ProfileError
        If the profile names no buildings.
    UnknownNameError
        If a plot of `only` is not there.
    """
    footprint = footprint_of(profile.footprint, profile.key)
    keys = _known_plots(plots, only)
    plant = profile.plant.for_norms
    chosen_plots = replace(plots, frame=plots.frame.loc[keys])
    land = land_of(chosen_plots, layers, plant, rules, edge_m=footprint.edge_at(size))
    placed = {plot: first_fit(land[plot], footprint, size) for plot in keys}
    return Fits(
        profile=profile,
        size=size,
        plots=plots,
        land=land,
        placements={plot: placement for plot, (_, placement) in placed.items()},
        chosen={plot: layout for plot, (layout, _) in placed.items()},
    )


def first_fit(
    land: BaseGeometry, footprint: Footprint, size: Size = "likely"
) -> tuple[int, Placement]:
    """
    Place the first layout that fits; where none does, the first that is not proven impossible.

    Parameters
    ----------
    land
        Land to build on, in metres.
    footprint
        The layouts and their gaps.
    size
        Which end of the ranges to reckon with.

    Returns
    -------
    tuple
        Which layout, from 0, and where its buildings stand.
    """
    tried: dict[int, Placement] = {}
    for number, layout in enumerate(footprint.layouts):
        sides = layout.sizes_m(size)
        if tried and sum(length * width for length, width in sides) > land.area:
            continue
        tried[number] = place_rectangles(land, sides, footprint.gap_at(size))
        if tried[number].answer == FitAnswer.FITS:
            break
    best = min(tried, key=lambda number: _BEST_FIRST.index(tried[number].answer))
    return best, tried[best]


def _known_plots(plots: Layer, only: Iterable[str] | None) -> list[str]:
    known = [str(plot) for plot in plots.frame.index]
    keys = known if only is None else list(dict.fromkeys(only))
    for plot in keys:
        if plot not in plots.frame.index:
            raise unknown_plot(plot, known)
    return keys


def land_of(
    plots: Layer, layers: Mapping[str, Layer], plant: Plant, rules: Rules, *, edge_m: float
) -> GeoSeries:
    """Return what of each plot buildings may stand on: zones and the strip at its edge cut off."""
    inner = plots.frame.geometry.buffer(-edge_m, join_style="mitre")
    land: GeoSeries = buildable(plots, layers, plant, rules).intersection(inner, align=False)
    return land
