"""
Who serves which place with what, and how much there is to share.

A source named in the portfolio serves the sites and plots it names. Elsewhere the nearest source of
the layers is taken; what it can give is often published nowhere, and then it bounds nothing. What
the ledger holds for others is taken off. The free capacity in a plot's own row bounds what stands
on that plot.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from shapely import STRtree

from sezgeo.arrays import Bools
from sezgeo.capacity import sources
from sezgeo.capacity.ledger import Ledger
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.config.ranges import Amount
from sezgeo.errors import SitingError, UnknownNameError, unknown_plot
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
        How much it can give.
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
    capacity: Amount
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
        return self.title + Text(f", до {self.before_year} года", f", before {self.before_year}")

    def counts(self, year: int) -> bool:
        """Tell whether a plant that starts in a year takes from it."""
        return self.before_year is None or year < self.before_year


def find_supplies(
    places: Places,
    layers: Mapping[str, Layer],
    declared: Sequence[file.DeclaredSource],
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
    declared
        Sources of the portfolio.
    drawn
        The utilities that a plant takes.
    years
        The years in which plants start; reservations matter from the first of them on.

    Raises
    ------
    UnknownNameError
        If a declared source serves a site or a plot that does not exist.
    SitingError
        If two declared sources of one utility serve the same plot.
    """
    ledger, starts = Ledger.of(layers), sorted(set(years))
    supplies: list[Supply] = []
    for utility in [name for name in UTILITIES if name in set(drawn)]:
        own = [_declared_supply(source, places) for source in declared if source.utility == utility]
        _check_served_once(own, places)
        own = list(_largest_for_assemblies(own))
        left = ~np.any([supply.serves for supply in own], axis=0) if own else _everywhere(places)
        supplies += own
        for supply in _nearest_supplies(places, layers, utility, left):
            supplies += _supplies_over_time(supply, ledger, starts)
        supplies += _plot_supplies(places, utility)
    return supplies


def _everywhere(places: Places) -> Bools:
    return np.ones(len(places.members), dtype=bool)


def _declared_supply(source: file.DeclaredSource, places: Places) -> Supply:
    frame = places.frame
    sites = set(frame["site"].astype(str))
    for site in source.sites:
        if site not in sites:
            raise UnknownNameError(Text("площадка с участками", "site with plots"), site, sites)
    known = {parts[0] for parts in places.members if len(parts) == 1}
    for plot in source.plots:
        if plot not in known:
            raise unknown_plot(plot, sorted(known))
    listed = [not set(source.plots).isdisjoint(parts) for parts in places.members]
    serves = frame["site"].isin(source.sites).to_numpy(dtype=bool) | np.array(listed, dtype=bool)
    return Supply(
        source.utility,
        Text.same(source.name),
        Amount.exactly(source.capacity),
        serves,
        from_year=source.from_year,
    )


def _check_served_once(supplies: Sequence[Supply], places: Places) -> None:
    for place, parts in enumerate(places.members):
        givers = [supply for supply in supplies if supply.serves[place]] if len(parts) == 1 else []
        if len(givers) > 1:
            raise SitingError(
                Text(
                    "{utility} на участок {plot} дают два источника: {first} и {second}; сложите "
                    "их в один или разделите участки",
                    "two sources give {utility} to plot {plot}: {first} and {second}; add them up "
                    "to one, or part the plots",
                ).fill(
                    utility=UTILITIES[givers[0].utility],
                    plot=parts[0],
                    first=givers[0].title,
                    second=givers[1].title,
                )
            )


def _largest_for_assemblies(supplies: Sequence[Supply]) -> Iterator[Supply]:
    """Let an assembly whose plots have different sources draw on the one that gives most."""
    taken = np.zeros(len(supplies[0].serves), dtype=bool) if supplies else np.zeros(0, dtype=bool)
    largest_first = sorted(
        range(len(supplies)), key=lambda number: -supplies[number].capacity.limit
    )
    serves: dict[int, Bools] = {}
    for number in largest_first:
        serves[number] = supplies[number].serves & ~taken
        taken = taken | supplies[number].serves
    for number, supply in enumerate(supplies):
        yield replace(supply, serves=serves[number])


def _nearest_supplies(
    places: Places, layers: Mapping[str, Layer], utility: str, left: Bools
) -> list[Supply]:
    """Give each place that is left the nearest source of the first layer that holds any."""
    for supply_layer in sources.SUPPLY_LAYERS:
        layer = layers.get(supply_layer.layer) if supply_layer.utility == utility else None
        if layer is None or layer.is_silent or not left.any():
            continue
        frame = layer.frame
        known = list(sources.sources_of(supply_layer, layer))
        if supply_layer.layer == "substations":
            feeds = ~(frame["voltage_kv"] > _MOST_KV).to_numpy(dtype=bool)
            frame = frame[feeds]
            known = [source for source, keep in zip(known, feeds, strict=True) if keep]
        if frame.empty:
            continue
        shapes = places.frame.geometry.to_numpy()
        nearest = np.full(len(shapes), -1)
        at_left, matches = STRtree(frame.geometry.to_numpy()).query_nearest(
            shapes[left], max_distance=_FARTHEST_M, all_matches=False
        )
        nearest[np.flatnonzero(left)[at_left]] = matches
        return [
            Supply(
                utility,
                known[number].title,
                known[number].capacity,
                nearest == number,
                source=known[number].key,
            )
            for number in np.unique(nearest[nearest >= 0])
        ]
    return []


def _supplies_over_time(supply: Supply, ledger: Ledger, years: Sequence[int]) -> Iterator[Supply]:
    """
    Take off what others hold, in each time between two starts of plants.

    A plant takes from its year on, for good. So in each such time all plants that have started
    share what is left at its worst; a time in which more plants share less makes an earlier one
    follow by itself.
    """
    if supply.source is None or not years:
        yield supply
        return
    binding: list[Supply] = []
    ends: list[int | None] = [*years[1:], None]
    for start, end in reversed(list(zip(years, ends, strict=True))):
        until = None if end is None else date(end, 1, 1)
        reserved = ledger.most_reserved(supply.source, date(start, 1, 1), until)
        capacity = supply.capacity.less(reserved)
        if not binding or capacity.limit < min(later.capacity.limit for later in binding):
            binding.append(replace(supply, capacity=capacity, before_year=end, reserved=reserved))
    yield from reversed(binding)


def _plot_supplies(places: Places, utility: str) -> list[Supply]:
    """Bound what stands on a place by its plots' own free capacity, where that is known."""
    if utility not in places.frame.columns:
        return []
    free = places.frame[utility].to_numpy(dtype=float)
    keys = [str(key) for key in places.frame.index]
    return [
        Supply(
            utility,
            Text(f"ввод участка {keys[place]}", f"the supply of plot {keys[place]}"),
            Amount.of_cell(free[place]),
            np.arange(len(keys)) == place,
        )
        for place in np.flatnonzero(~np.isnan(free))
    ]
