"""
Which consent wins how much land: the conditional norms turned round.

Until a consent is given, its zone is taken as closed. Every plot is cut into pieces by the consents
that each piece waits for, so that land which needs two of them is told apart from land that one
alone would free.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from pandas import DataFrame
from shapely.geometry.base import BaseGeometry

from sezgeo.arrays import Floats
from sezgeo.cache import Cache
from sezgeo.crs import geodesic_area_ha
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.norms.objects import Objects, objects_of
from sezgeo.norms.proximity import pairs_of, zones_over
from sezgeo.norms.rule import Rule
from sezgeo.norms.rule_files import Rules
from sezgeo.norms.spatial_join import Plots
from sezgeo.norms.waivers.result import UnassessedRule, Waivers
from sezgeo.plant import Plant
from sezgeo.verdict import Outcome, Verdict, worst

_SLIVER_M2 = 1e-4
"""Pieces smaller than this are rounding of the overlay, not land."""

LandByPlot = dict[int, BaseGeometry]
"""Land of plots, by their position."""


def waivers(
    plots: Layer,
    layers: Mapping[str, Layer],
    plant: Plant,
    rules: Rules,
    *,
    verdicts: Sequence[Verdict],
    cache: Cache | None = None,
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
    cache
        Where drawn zones are kept; by default nowhere.
    """
    index = plots.frame.index
    open_ = (worst(list(verdicts), index) != Outcome.EXCLUDED).to_numpy()
    by_rule = {verdict.rule: verdict for verdict in verdicts}
    binding = [
        rule for rule in rules.values() if rule.id in by_rule and rule.binds(plant.sensitive)
    ]
    gather = partial(objects_of, layers=layers, plant=plant)
    draw = partial(_draw_zones, plots, cache)
    closed = _closed([gather(rule) for rule in binding if rule.kind == "setback"], draw)
    claims = [
        claim
        for rule in binding
        if (claim := _claim(rule, _waiting_plots(plots, by_rule[rule.id]), gather, draw))
    ]
    rows = np.flatnonzero(open_)
    areas = geodesic_area_ha(plots.frame.geometry.iloc[rows])
    pieces = [
        (str(index[row]), *piece)
        for row, area_ha in zip(map(int, rows), areas, strict=True)
        for piece in _pieces(
            _Plot(row, plots.frame.geometry.iloc[row], float(area_ha)), closed.get(row), claims
        )
    ]
    return Waivers(
        pieces=DataFrame(pieces, columns=["plot_id", "consents", "rules", "area_ha", "sure_ha"]),
        silent=tuple(_unassessed(binding, by_rule, index[open_])),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    """Land that waits for the consent of one rule."""

    rule: Rule
    greatest: LandByPlot
    """By the greatest widths there may be."""
    least: LandByPlot
    """By the least widths."""


_DrawZones = Callable[[Objects, Floats], LandByPlot]


def _claim(
    rule: Rule, waiting: LandByPlot, gather: Callable[[Rule], Objects], draw: _DrawZones
) -> _Claim | None:
    if rule.kind == "conditional":
        objects = gather(rule)
        greatest, least = (draw(objects, width) for width in (objects.high, objects.low))
        return _Claim(rule, greatest, least)
    if rule.kind != "setback" and rule.consent_ru:
        return _Claim(rule, waiting, waiting)
    return None


class _Plot(NamedTuple):
    """One plot: its position, its outline and its true area."""

    row: int
    shape: BaseGeometry
    area_ha: float


def _pieces(
    plot: _Plot, closed: BaseGeometry | None, claims: Sequence[_Claim]
) -> Iterator[tuple[tuple[Text, ...], tuple[tuple[str, ...], ...], float, float]]:
    """Cut a plot into pieces by the consents they wait for; yield also rules and areas."""
    hectares = plot.area_ha / plot.shape.area
    by_consent: dict[Text, list[_Claim]] = {}
    for claim in claims:
        if plot.row in claim.greatest:
            by_consent.setdefault(claim.rule.consent, []).append(claim)
    for needs, piece in _cut(plot, closed, by_consent).items():
        rules = tuple(tuple(claim.rule.id for claim in by_consent[consent]) for consent in needs)
        sure = piece
        for consent in needs:
            least = [
                claim.least[plot.row] for claim in by_consent[consent] if plot.row in claim.least
            ]
            sure = shapely.intersection(sure, shapely.union_all(least))
        yield needs, rules, piece.area * hectares, sure.area * hectares


_Pieces = dict[tuple[Text, ...], BaseGeometry]


def _cut(
    plot: _Plot, closed: BaseGeometry | None, by_consent: Mapping[Text, Sequence[_Claim]]
) -> _Pieces:
    whole = plot.shape if closed is None else shapely.difference(plot.shape, closed)
    pieces: _Pieces = {(): whole}
    for consent, claims in sorted(by_consent.items(), key=lambda item: item[0].en):
        zone = shapely.union_all([claim.greatest[plot.row] for claim in claims])
        pieces = dict(_split(pieces, consent, zone))
    return pieces


def _split(
    pieces: _Pieces, consent: Text, zone: BaseGeometry
) -> Iterator[tuple[tuple[Text, ...], BaseGeometry]]:
    for needs, piece in pieces.items():
        for key, part in (
            (needs, shapely.difference(piece, zone)),
            ((*needs, consent), shapely.intersection(piece, zone)),
        ):
            if part.area > _SLIVER_M2:
                yield key, part


def _draw_zones(plots: Layer, cache: Cache | None, objects: Objects, width: Floats) -> LandByPlot:
    pairs = pairs_of(Plots.of(plots.frame), objects)
    return dict(zones_over(objects, pairs, width[pairs.object], cache=cache))


def _waiting_plots(plots: Layer, verdict: Verdict) -> LandByPlot:
    """Return the whole plots on which the rule asks for a consent."""
    waits = (verdict.outcome.reindex(plots.frame.index) == Outcome.CONDITIONAL).to_numpy()
    shapes = plots.frame.geometry.to_numpy()
    return {int(row): shapes[row] for row in np.flatnonzero(waits)}


def _closed(setbacks: Iterable[Objects], draw: _DrawZones) -> LandByPlot:
    closed: LandByPlot = {}
    for objects in setbacks:
        for row, zone in draw(objects, objects.high).items():
            closed[row] = shapely.union(closed[row], zone) if row in closed else zone
    return closed


def _unassessed(
    binding: Sequence[Rule], verdicts: Mapping[str, Verdict], plots: pd.Index
) -> Iterator[UnassessedRule]:
    """List the conditional rules that cannot be assessed on some of the plots."""
    for rule in binding:
        case = verdicts[rule.id].case.reindex(plots)
        unknown = int(case.isin(["silent", "partial", "blurred"]).sum())
        if rule.kind == "conditional" and unknown:
            yield UnassessedRule(rule.title, rule.ask, unknown)
