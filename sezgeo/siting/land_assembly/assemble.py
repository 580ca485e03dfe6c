"""
Neighbouring plots joined until the plant has the land it needs.

Only minimal sets are listed: no part of one that hangs together suffices. Sets grow plot by plot,
so that each is looked at once; one that suffices grows no further, and none that holds it is
listed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pandas import DataFrame

from sezgeo.crs import geodesic_area_ha
from sezgeo.layers import Layer
from sezgeo.measures import Measures
from sezgeo.norms import Rules
from sezgeo.siting.fit.place_buildings import place_buildings
from sezgeo.siting.fit.placement import FitAnswer
from sezgeo.siting.fit.result import Fits
from sezgeo.siting.land_assembly.adjacency import neighbours
from sezgeo.siting.land_assembly.merge import merge_plots
from sezgeo.siting.land_assembly.options import AssemblyTarget
from sezgeo.siting.land_assembly.result import Assemblies
from sezgeo.suitability.profile import Profile

_MOST_SETS = 2000
_OF_SITE = ("site_occupied_share",)


@dataclass(frozen=True, slots=True, eq=False)
class _Inputs:
    """What an assembly is looked for on."""

    plots: Layer
    layers: Mapping[str, Layer]
    profile: Profile
    rules: Rules
    target: AssemblyTarget


def assemble(
    plots: Layer,
    layers: Mapping[str, Layer],
    profile: Profile,
    rules: Rules,
    *,
    target: AssemblyTarget,
) -> Assemblies:
    """
    Join neighbouring plots until a plant has its area, or fits, or both.

    Parameters
    ----------
    plots
        The plots.
    layers
        All layers there are, by name: streets, tracks and streams part plots, zones cut them.
    profile
        The plant.
    rules
        The norms.
    target
        What an assembly must give, and what it may take.

    Returns
    -------
    Assemblies
        Minimal ones, of fewest plots first. A single plot that suffices is none.

    Raises
    ------
    ProfileError
        If the plant must fit and its profile names no buildings.
    """
    inputs = _Inputs(plots, layers, profile, rules, target=target)
    frame = plots.frame[plots.frame["status"].isin(target.statuses)]
    beside = neighbours(frame, layers, target.adjacency)
    level = [frozenset({plot}) for plot in beside]
    enough: list[frozenset[str]] = []
    seen, whole = 0, True
    for size in range(1, target.most + 1):
        level = [s for s in level if not any(smaller <= s for smaller in enough)]
        seen += len(level)
        if seen > _MOST_SETS:
            whole = False
            break
        suffice = _sufficient(inputs, level)
        enough += suffice
        level = _grow_sets(set(level) - set(suffice), beside) if size < target.most else []
    several = sorted((s for s in enough if len(s) > 1), key=lambda s: (len(s), sorted(s)))
    return _assemblies(inputs, several, whole=whole)


def _grow_sets(
    sets: Iterable[frozenset[str]], beside: Mapping[str, frozenset[str]]
) -> list[frozenset[str]]:
    """Add to each set each plot beside it, every new set once."""
    new = {s | {plot} for s in sets for member in s for plot in beside[member] - s}
    return sorted(new, key=sorted)


def _sufficient(inputs: _Inputs, sets: list[frozenset[str]]) -> list[frozenset[str]]:
    """Find the sets that give what is wanted; the area first, since it is quick to measure."""
    if not sets:
        return []
    layer = merge_plots(inputs.plots, sets, inputs.target.adjacency)
    areas = geodesic_area_ha(layer.frame.geometry)
    large = [
        (s, str(key))
        for s, key, area in zip(sets, layer.frame.index, areas, strict=True)
        if area >= inputs.target.area_ha
    ]
    if not inputs.target.fits or not large:
        return [s for s, _ in large]
    fits = _fits(inputs, layer, [key for _, key in large])
    return [s for s, key in large if fits.placements[key].answer == FitAnswer.FITS]


def _fits(inputs: _Inputs, layer: Layer, only: list[str] | None = None) -> Fits:
    size = inputs.target.size
    return place_buildings(layer, inputs.layers, inputs.profile, inputs.rules, size=size, only=only)


def _assemblies(inputs: _Inputs, sets: list[frozenset[str]], *, whole: bool) -> Assemblies:
    layer = merge_plots(inputs.plots, sets, inputs.target.adjacency)
    members = {str(key): tuple(sorted(s)) for key, s in zip(layer.frame.index, sets, strict=True)}
    fits = _fits(inputs, layer) if inputs.target.fits and sets else None
    return Assemblies(layer, members, fits, whole)


def least_area_ha(profile: Profile) -> float:
    """
    Return the area a profile cannot do without: its limit, else its need of land, else 0.

    Examples
    --------
    >>> least_area_ha(Profile.read("battery_cell"))
    20.0
    """
    limit, need = profile.limits.get("area_ha"), profile.needs.get("land_ha")
    if limit is not None and limit.at_least is not None:
        return float(limit.at_least)
    return float(need.value) if need is not None else 0.0


def with_site(measures: Measures, plots: Measures, assemblies: Assemblies) -> Measures:
    """
    Take what is measured of a whole site from the plots that assemblies are made of.

    Parameters
    ----------
    measures
        Measures of the assemblies alone, which are not all the plots of their sites.
    plots
        Measures of all plots.
    assemblies
        The assemblies.
    """
    first = [assemblies.members[str(key)][0] for key in measures.values.index]
    values, low, high = (
        _with_site_columns(own, of_plots, first)
        for own, of_plots in (
            (measures.values, plots.values),
            (measures.low, plots.low),
            (measures.high, plots.high),
        )
    )
    return replace(measures, values=values, low=low, high=high)


def _with_site_columns(table: DataFrame, plots: DataFrame, rows: list[str]) -> DataFrame:
    site = {c: plots[c].reindex(rows).to_numpy() for c in _OF_SITE if c in table.columns}
    return table.assign(**site)
