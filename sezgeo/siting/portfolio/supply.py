"""
Who serves which place with what, and how much there is to share.

A source named in the portfolio serves the sites and plots it names. Elsewhere the nearest source of
the layers is taken; what it can give is often published nowhere, and then it bounds nothing. What
the ledger holds for others is taken off. The free capacity in a plot's own row bounds what stands
on that plot.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from shapely import STRtree

from sezgeo.arrays import Bools
from sezgeo.capacity import sources
from sezgeo.capacity.ledger import Ledger
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.errors import SitingError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.siting.portfolio import file
from sezgeo.siting.portfolio.places import Places

_MOST_KV = 220
"""Substations above this voltage feed networks, not plants."""
_FARTHEST_M = 10_000.0
"""A source farther than this is not taken for a plot's own (assumption: no plant of a zone builds
a longer connection; the layers miss nearer ones)."""


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """
    One source of one utility, in one time where the ledger makes times differ.

    Attributes
    ----------
    utility
        What it gives.
    title
        What it is called.
    capacity
        How much it can give; infinite where nobody has said.
    serves : numpy.ndarray of bool, shape (places,)
        The places it serves.
    from_year
        From when.
    before_year
        Only plants that start before this year take from it; None counts all.
    reserved
        How much others hold in that time; it is not in the capacity any more.
    source
        The source in the layers; None for one that they do not hold.
    """

    utility: str
    title: Text
    capacity: float
    serves: Bools
    from_year: int = 1900
    before_year: int | None = None
    reserved: float = 0.0
    source: sources.SourceKey | None = None

    @property
    def label(self) -> Text:
        """Return what it is called, and until when where times differ."""
        if self.before_year is None:
            return self.title
        year = self.before_year
        return Text(f"{self.title.ru}, до {year} года", f"{self.title.en}, before {year}")

    def counts(self, year: int) -> bool:
        """Tell whether a plant that starts in a year takes from it."""
        return self.before_year is None or year < self.before_year


def supplies(
    places: Places,
    layers: Mapping[str, Layer],
    named: Sequence[file.Source],
    *,
    drawn: Iterable[str],
    years: Iterable[int] = (),
) -> list[Supply]:
    """
    Find the sources of every place.

    Parameters
    ----------
    places
        The plots and assemblies.
    layers
        All layers there are, by name; reservations are taken off the capacities.
    named
        Sources of the portfolio.
    drawn
        The utilities that a plant takes.
    years
        The years in which plants start; reservations matter from the first of them on.

    Raises
    ------
    UnknownNameError
        If a named source serves a site or a plot that does not exist.
    SitingError
        If two named sources of one utility serve the same plot.
    """
    ledger, starts = Ledger.of(layers), sorted(set(years))
    found: list[Supply] = []
    for utility in [name for name in UTILITIES if name in set(drawn)]:
        own = [_named(source, places) for source in named if source.utility == utility]
        _once(own, places)
        own = list(_of_one(own))
        left = ~np.any([one.serves for one in own], axis=0) if own else _every(places)
        found += own
        for one in _nearest(places, layers, utility, left):
            found += _over_time(one, ledger, starts)
        found += _of_plots(places, utility)
    return found


def _every(places: Places) -> Bools:
    return np.ones(len(places.members), dtype=bool)


def _named(source: file.Source, places: Places) -> Supply:
    frame = places.frame
    sites = set(frame["site"].astype(str))
    for site in source.sites:
        if site not in sites:
            raise UnknownNameError(Text("площадка с участками", "site with plots"), site, sites)
    known = {parts[0] for parts in places.members if len(parts) == 1}
    for plot in source.plots:
        if plot not in known:
            raise UnknownNameError(Text("участок", "plot"), plot, sorted(known))
    listed = [not set(source.plots).isdisjoint(parts) for parts in places.members]
    serves = frame["site"].isin(source.sites).to_numpy(dtype=bool) | np.array(listed, dtype=bool)
    return Supply(
        source.utility,
        Text(source.name, source.name),
        source.capacity,
        serves,
        source.from_year,
    )


def _once(own: Sequence[Supply], places: Places) -> None:
    for at, parts in enumerate(places.members):
        twice = [one for one in own if one.serves[at]] if len(parts) == 1 else []
        if len(twice) > 1:
            what = UTILITIES[twice[0].utility]
            raise SitingError(
                Text(
                    f"{what.ru} на участок {parts[0]} дают два источника: {twice[0].title.ru} и "
                    f"{twice[1].title.ru}; сложите их в один или разделите участки",
                    f"two sources give {what.en} to plot {parts[0]}: {twice[0].title.en} and "
                    f"{twice[1].title.en}; add them up to one, or part the plots",
                )
            )


def _of_one(own: Sequence[Supply]) -> Iterator[Supply]:
    """Let an assembly whose plots have different sources draw on the one that gives most."""
    taken = np.zeros(len(own[0].serves), dtype=bool) if own else np.zeros(0, dtype=bool)
    first = sorted(range(len(own)), key=lambda at: -own[at].capacity)
    serves: dict[int, Bools] = {}
    for at in first:
        serves[at] = own[at].serves & ~taken
        taken = taken | own[at].serves
    for at, one in enumerate(own):
        yield replace(one, serves=serves[at])


def _nearest(
    places: Places, layers: Mapping[str, Layer], utility: str, left: Bools
) -> list[Supply]:
    """Give each place that is left the nearest source of the first layer that holds any."""
    for gives in sources.GIVES:
        layer = layers.get(gives.layer) if gives.utility == utility else None
        if layer is None or layer.is_silent or not left.any():
            continue
        frame = layer.frame
        known = list(sources.sources_of(gives, layer))
        if gives.layer == "substations":
            feeds = ~(frame["voltage_kv"] > _MOST_KV).to_numpy(dtype=bool)
            frame = frame[feeds]
            known = [one for one, keep in zip(known, feeds, strict=True) if keep]
        if frame.empty:
            continue
        shapes = places.frame.geometry.to_numpy()
        nearest = np.full(len(shapes), -1)
        at_left, found = STRtree(frame.geometry.to_numpy()).query_nearest(
            shapes[left], max_distance=_FARTHEST_M, all_matches=False
        )
        nearest[np.flatnonzero(left)[at_left]] = found
        return [
            Supply(
                utility,
                known[at].title,
                math.inf if math.isnan(known[at].capacity) else known[at].capacity,
                nearest == at,
                source=known[at].key,
            )
            for at in np.unique(nearest[nearest >= 0])
        ]
    return []


def _over_time(one: Supply, ledger: Ledger, years: Sequence[int]) -> Iterator[Supply]:
    """
    Take off what others hold, in each time between two starts of plants.

    A plant takes from its year on, for good. So in each such time all plants that have started
    share what is left at its worst; a time in which more plants share less makes an earlier one
    follow by itself.
    """
    if one.source is None or not years:
        yield one
        return
    kept: list[Supply] = []
    ends: list[int | None] = [*years[1:], None]
    for start, end in reversed(list(zip(years, ends, strict=True))):
        until = None if end is None else date(end, 1, 1)
        reserved = ledger.most_reserved(one.source, date(start, 1, 1), until)
        capacity = max(one.capacity - reserved, 0.0)
        if not kept or capacity < min(later.capacity for later in kept):
            kept.append(replace(one, capacity=capacity, before_year=end, reserved=reserved))
    yield from reversed(kept)


def _of_plots(places: Places, utility: str) -> list[Supply]:
    """Bound what stands on a place by its plots' own free capacity, where that is known."""
    if utility not in places.frame.columns:
        return []
    free = places.frame[utility].to_numpy(dtype=float)
    keys = [str(key) for key in places.frame.index]
    return [
        Supply(
            utility,
            Text(f"ввод участка {keys[at]}", f"the supply of plot {keys[at]}"),
            float(free[at]),
            np.arange(len(keys)) == at,
        )
        for at in np.flatnonzero(~np.isnan(free))
    ]
