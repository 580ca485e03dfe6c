"""
Who serves which plot with what, and how much there is to share.

A source named in the portfolio serves the sites and plots it names. Elsewhere the nearest source of
the layers is taken; what it can give is often published nowhere, and then it bounds nothing. The
free capacity in a plot's own row bounds what stands on that plot.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from shapely import STRtree

from sezgeo.errors import SitingError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.siting.allocation import Flags
from sezgeo.siting.portfolio_file import UTILITIES, Source

REACTIVE_SHARE = 0.5
"""Reactive over active power at 110 kV at most: order of the Ministry of Energy 380, 23.06.2015."""
MW_PER_MVA = 1 / math.sqrt(1 + REACTIVE_SHARE**2)
"""Active power in each megavolt-ampere of a substation, at that ratio."""
_MOST_KV = 220
"""Substations above this voltage feed networks, not plants."""
_FARTHEST_M = 10_000.0
"""A source farther than this is not taken for a plot's own (assumption: no plant of a zone builds
a longer connection; the layers miss nearer ones)."""

SOURCE_LAYERS: Mapping[str, tuple[tuple[str, str, float], ...]] = {
    "power_mw": (("substations", "free_mva", MW_PER_MVA),),
    "gas_m3_per_h": (("gas", "free_m3_per_h", 1.0),),
    "water_m3_per_day": (("water_mains", "free_m3_per_day", 1.0),),
    "sewage_m3_per_day": (("sewers", "free_m3_per_day", 1.0),),
    "heat_mw": (("heat_networks", "free_mw", 1.0), ("chp", "free_heat_mw", 1.0)),
}
"""Layers that hold the sources of each utility: column of free capacity, and its unit in that of
the need."""


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """
    One source of one utility.

    Attributes
    ----------
    utility
        What it gives.
    title
        What it is called.
    capacity
        How much it can give; infinite where nobody has said.
    serves : numpy.ndarray of bool, shape (plots,)
        The plots it serves.
    from_year
        From when.
    """

    utility: str
    title: Text
    capacity: float
    serves: Flags
    from_year: int = 1900


def supplies(
    plots: Layer, layers: Mapping[str, Layer], named: Sequence[Source], *, drawn: Iterable[str]
) -> list[Supply]:
    """
    Find the sources of every plot.

    Parameters
    ----------
    plots
        The plots.
    layers
        All layers there are, by name.
    named
        Sources of the portfolio.
    drawn
        The utilities that a plant takes.

    Raises
    ------
    UnknownNameError
        If a named source serves a site or a plot that does not exist.
    SitingError
        If two named sources of one utility serve the same plot.
    """
    found: list[Supply] = []
    for utility in [name for name in UTILITIES if name in set(drawn)]:
        own = [_named(source, plots) for source in named if source.utility == utility]
        _once(own, plots)
        left = ~np.any([one.serves for one in own], axis=0) if own else _every(plots)
        found += own
        found += _nearest(plots, layers, utility, left)
        found += _of_plots(plots, utility)
    return found


def _every(plots: Layer) -> Flags:
    return np.ones(len(plots.frame), dtype=bool)


def _named(source: Source, plots: Layer) -> Supply:
    frame = plots.frame
    sites = set(frame["site"].astype(str))
    for site in source.sites:
        if site not in sites:
            raise UnknownNameError(Text("площадки с участками", "site with plots"), site, sites)
    for plot in source.plots:
        if plot not in frame.index:
            raise UnknownNameError(Text("участка", "plot"), plot, map(str, frame.index))
    serves = frame["site"].isin(source.sites) | frame.index.isin(source.plots)
    return Supply(
        source.utility,
        Text(source.name, source.name),
        source.capacity,
        serves.to_numpy(dtype=bool),
        source.from_year,
    )


def _once(own: Sequence[Supply], plots: Layer) -> None:
    for at, plot in enumerate(plots.frame.index):
        twice = [one for one in own if one.serves[at]]
        if len(twice) > 1:
            what = UTILITIES[twice[0].utility]
            raise SitingError(
                Text(
                    f"{what.ru} на участок {plot} дают два источника: {twice[0].title.ru} и "
                    f"{twice[1].title.ru}; сложите их в один или разделите участки",
                    f"two sources give {what.en} to plot {plot}: {twice[0].title.en} and "
                    f"{twice[1].title.en}; add them up to one, or part the plots",
                )
            )


def _nearest(plots: Layer, layers: Mapping[str, Layer], utility: str, left: Flags) -> list[Supply]:
    """Give each plot that is left the nearest source of the first layer that holds any."""
    for name, column, factor in SOURCE_LAYERS[utility]:
        layer = layers.get(name)
        if layer is None or layer.is_silent or not left.any():
            continue
        frame = layer.frame
        if name == "substations":
            frame = frame[~(frame["voltage_kv"] > _MOST_KV)]
        if frame.empty:
            continue
        shapes = plots.frame.geometry.to_numpy()
        nearest = np.full(len(shapes), -1)
        at_left, found = STRtree(frame.geometry.to_numpy()).query_nearest(
            shapes[left], max_distance=_FARTHEST_M, all_matches=False
        )
        nearest[np.flatnonzero(left)[at_left]] = found
        free = frame[column].to_numpy(dtype=float) * factor
        titles = [
            Text(str(ru if isinstance(ru, str) else key), str(en if isinstance(en, str) else key))
            for key, ru, en in zip(frame.index, frame["name_ru"], frame["name_en"], strict=True)
        ]
        return [
            Supply(
                utility,
                titles[at],
                math.inf if math.isnan(free[at]) else float(free[at]),
                nearest == at,
            )
            for at in np.unique(nearest[nearest >= 0])
        ]
    return []


def _of_plots(plots: Layer, utility: str) -> list[Supply]:
    """Bound what stands on a plot by the plot's own free capacity, where that is known."""
    if utility not in plots.frame.columns:
        return []
    free = plots.frame[utility].to_numpy(dtype=float)
    keys = [str(key) for key in plots.frame.index]
    return [
        Supply(
            utility,
            Text(f"ввод участка {keys[at]}", f"the supply of plot {keys[at]}"),
            float(free[at]),
            np.arange(len(keys)) == at,
        )
        for at in np.flatnonzero(~np.isnan(free))
    ]
