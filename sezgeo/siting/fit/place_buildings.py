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
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.norms import Plant, Rules, buildable
from sezgeo.siting.fit.placement import Answer, Placement, place
from sezgeo.siting.fit.result import Fits
from sezgeo.suitability.buildings import Footprint, footprint_of
from sezgeo.suitability.profile import Profile

_HOPE = (Answer.FITS, Answer.NOT_FOUND, Answer.IMPOSSIBLE)
"""Answers, the best first."""


def fit(
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
    wanted = _known(plots, only)
    plant = Plant(spz_m=profile.plant.spz_m.range, sensitive=profile.plant.sensitive)
    asked = replace(plots, frame=plots.frame.loc[wanted])
    land = land_of(asked, layers, plant, rules, edge_m=footprint.edge_at(size))
    found = {plot: first_fit(land[plot], footprint, size) for plot in wanted}
    return Fits(
        profile,
        size,
        plots,
        land,
        {plot: placed for plot, (_, placed) in found.items()},
        {plot: chosen for plot, (chosen, _) in found.items()},
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
    for at, layout in enumerate(footprint.layouts):
        sides = layout.sizes_m(size)
        if tried and sum(length * width for length, width in sides) > land.area:
            continue
        tried[at] = place(land, sides, footprint.gap_at(size))
        if tried[at].answer == Answer.FITS:
            break
    best = min(tried, key=lambda at: _HOPE.index(tried[at].answer))
    return best, tried[best]


def _known(plots: Layer, only: Iterable[str] | None) -> list[str]:
    every = [str(plot) for plot in plots.frame.index]
    wanted = every if only is None else list(dict.fromkeys(only))
    for plot in wanted:
        if plot not in plots.frame.index:
            raise UnknownNameError(Text("участок", "plot"), plot, every)
    return wanted


def land_of(
    plots: Layer, layers: Mapping[str, Layer], plant: Plant, rules: Rules, *, edge_m: float
) -> GeoSeries:
    """Return what of each plot buildings may stand on: zones and the strip at its edge cut off."""
    inner = plots.frame.geometry.buffer(-edge_m, join_style="mitre")
    land: GeoSeries = buildable(plots, layers, plant, rules).intersection(inner, align=False)
    return land
