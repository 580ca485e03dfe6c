"""
Which consent wins how much land: the conditional norms turned round.

Until a consent is given, its zone is taken as closed. Every plot is cut into pieces by the consents
that each piece waits for, so that land which needs two of them is told apart from land that one
alone would free.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandas import DataFrame
from shapely.geometry.base import BaseGeometry

from sezgeo.cache import Cache
from sezgeo.crs import geodesic_area_ha
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.norms.objects import Objects, objects_of
from sezgeo.norms.proximity import pairs_of, zones_over
from sezgeo.norms.rule import Rule
from sezgeo.norms.rule_files import Rules
from sezgeo.norms.spatial_join import Plots
from sezgeo.norms.waivers.result import Silence, Waivers
from sezgeo.plant import Plant
from sezgeo.verdict import Outcome, Verdict, worst

_SLIVER_M2 = 1e-4
"""Pieces smaller than this are rounding of the overlay, not land."""

Zones = dict[int, BaseGeometry]
"""Land of plots, by their position."""


def waivers(
    plots: Layer,
    layers: Mapping[str, Layer],
    plant: Plant,
    rules: Rules,
    verdicts: Sequence[Verdict],
    *,
    kept: Cache | None = None,
) -> Waivers:
    """
    Measure the land that each consent would win, on the plots that nothing excludes.

    Zones are taken as they are drawn and, where the norm or the record leaves their width open,
    as wide as they may be. Setbacks stay closed: no consent opens them. A consent about the plot
    as a whole (a reserve, a sanitary zone whose size is still to be set) is worth the whole plot.

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
    verdicts
        What `check` and the bounds of the profile say of the plots.
    kept
        Where drawn zones are kept; by default nowhere.
    """
    index = plots.frame.index
    open_ = (worst(list(verdicts), index) != Outcome.EXCLUDED).to_numpy()
    told = {verdict.rule: verdict for verdict in verdicts}
    binding = [rule for rule in rules.values() if rule.id in told and rule.binds(plant.sensitive)]
    gather = partial(objects_of, layers=layers, plant=plant)
    around = partial(_around, plots, kept)
    closed = _closed([gather(rule) for rule in binding if rule.kind == "setback"], around)
    claims = [
        claim for rule in binding if (claim := _claim(rule, told[rule.id], plots, gather, around))
    ]
    rows = np.flatnonzero(open_)
    areas = geodesic_area_ha(plots.frame.geometry.iloc[rows])
    pieces = [
        piece
        for row, area_ha in zip(map(int, rows), areas, strict=True)
        for piece in _pieces((row, float(area_ha)), plots, closed.get(row), claims)
    ]
    return Waivers(
        pieces=DataFrame(pieces, columns=["plot_id", "consents", "rules", "area_ha", "sure_ha"]),
        silent=tuple(_silent(binding, told, index[open_])),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    """Land that waits for the consent of one rule."""

    rule: Rule
    greatest: Zones
    """By the greatest widths there may be."""
    least: Zones
    """By the least widths."""


_Around = Callable[[Objects, NDArray[np.float64]], Zones]


def _claim(
    rule: Rule,
    verdict: Verdict,
    plots: Layer,
    gather: Callable[[Rule], Objects],
    around: _Around,
) -> _Claim | None:
    if rule.kind == "conditional":
        objects = gather(rule)
        greatest, least = (around(objects, width) for width in (objects.high, objects.low))
        return _Claim(rule, greatest, least)
    if rule.kind != "setback" and rule.consent_ru:
        whole = _whole(plots, verdict)
        return _Claim(rule, whole, whole)
    return None


def _pieces(
    plot: tuple[int, float], plots: Layer, closed: BaseGeometry | None, claims: Sequence[_Claim]
) -> Iterator[tuple[str, tuple[Text, ...], tuple[tuple[str, ...], ...], float, float]]:
    """Cut a plot, by position and true area, into pieces by the consents they wait for."""
    row, area_ha = plot
    shape = plots.frame.geometry.iloc[row]
    hectares = area_ha / shape.area
    asked: dict[Text, list[_Claim]] = {}
    for claim in claims:
        if row in claim.greatest:
            asked.setdefault(claim.rule.consent, []).append(claim)
    parts: _Parts = {(): shape if closed is None else shapely.difference(shape, closed)}
    for consent, mine in sorted(asked.items(), key=lambda item: item[0].en):
        zone = shapely.union_all([claim.greatest[row] for claim in mine])
        parts = dict(_split(parts, consent, zone))
    for needs, part in parts.items():
        rules = tuple(tuple(claim.rule.id for claim in asked[consent]) for consent in needs)
        sure = part
        for consent in needs:
            least = [claim.least[row] for claim in asked[consent] if row in claim.least]
            sure = shapely.intersection(sure, shapely.union_all(least))
        yield (
            str(plots.frame.index[row]),
            needs,
            rules,
            part.area * hectares,
            sure.area * hectares,
        )


_Parts = dict[tuple[Text, ...], BaseGeometry]


def _split(
    parts: _Parts, consent: Text, zone: BaseGeometry
) -> Iterator[tuple[tuple[Text, ...], BaseGeometry]]:
    for needs, part in parts.items():
        for key, piece in (
            (needs, shapely.difference(part, zone)),
            ((*needs, consent), shapely.intersection(part, zone)),
        ):
            if piece.area > _SLIVER_M2:
                yield key, piece


def _around(
    plots: Layer, kept: Cache | None, objects: Objects, width: NDArray[np.float64]
) -> Zones:
    pairs = pairs_of(Plots.of(plots.frame), objects)
    return dict(zones_over(objects, pairs, width[pairs.object], kept))


def _whole(plots: Layer, verdict: Verdict) -> Zones:
    waits = (verdict.outcome.reindex(plots.frame.index) == Outcome.CONDITIONAL).to_numpy()
    shapes = plots.frame.geometry.to_numpy()
    return {int(row): shapes[row] for row in np.flatnonzero(waits)}


def _closed(setbacks: Iterable[Objects], around: _Around) -> Zones:
    closed: Zones = {}
    for objects in setbacks:
        for row, zone in around(objects, objects.high).items():
            closed[row] = shapely.union(closed[row], zone) if row in closed else zone
    return closed


def _silent(
    binding: Sequence[Rule], told: Mapping[str, Verdict], plots: pd.Index
) -> Iterator[Silence]:
    """List the conditional rules that cannot be weighed on some of the plots."""
    for rule in binding:
        case = told[rule.id].case.reindex(plots)
        unknown = int(case.isin(["silent", "partial", "blurred"]).sum())
        if rule.kind == "conditional" and unknown:
            yield Silence(rule.title, Text(rule.ask_ru, rule.ask_en), unknown)
