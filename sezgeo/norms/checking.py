"""Check all plots against all rules that bind a plant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series

from sezgeo.layers import Layer
from sezgeo.norms.near import Decided, Pairs, Touch, decided, pairs_of, share_left
from sezgeo.norms.objects import Floats, Objects, names_of, objects_of
from sezgeo.norms.plant import Plant
from sezgeo.norms.reading import Rules
from sezgeo.norms.rule import Rule
from sezgeo.norms.sentences import BUILT_ON, STATUS, cases_of, fallback
from sezgeo.verdict import Outcome, Verdict

_NOTHING_LEFT = 1e-9
_STATUS = {
    "free": Outcome.MET,
    "reserved": Outcome.CONDITIONAL,
    "occupied": Outcome.EXCLUDED,
    "under_construction": Outcome.EXCLUDED,
}


def check(plots: Layer, layers: Mapping[str, Layer], plant: Plant, rules: Rules) -> list[Verdict]:
    """
    Check every plot against every rule that binds the plant.

    What decides, in this order: a registered zone, else the width the norm gives around the
    object, else it is unknown. A layer that is silent never means that there is no constraint,
    nor does an incomplete one in which nothing is near; what is found in it counts.

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
    verdicts
        One per rule, in the order of the rules.
    """
    return [
        _status(rule, plots) if rule.kind == "status" else _checked(rule, plots, layers, plant)
        for rule in rules.values()
        if rule.binds(plant.sensitive) and (rule.kind == "status" or _holds_here(rule))
    ]


def _holds_here(rule: Rule) -> bool:
    """Tell whether a line of the table is left at this place, or none is needed."""
    return bool(rule.metres) or rule.width == "plant" or rule.layer == "zones"


def _status(rule: Rule, plots: Layer) -> Verdict:
    index, status = plots.frame.index, plots.frame["status"]
    nothing = Series(np.nan, index=index)
    return Verdict(
        rule=rule.id,
        title=rule.title,
        outcome=status.map(_STATUS).fillna(Outcome.UNKNOWN).astype(int).rename("outcome"),
        measured=nothing,
        required_low=nothing,
        required_high=nothing,
        unit="",
        sentences=STATUS,
        document=rule.document,
        clause=rule.clause,
        confidence=rule.confidence,
        layer=plots.schema.name,
        as_of=plots.as_of,
        version=plots.version,
        feature=plots.frame["occupant"].fillna("").astype(object),
        consent=rule.consent,
        case=status.astype(object),
        cases={"under_construction": BUILT_ON},
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """One rule laid over all plots."""

    rule: Rule
    frame: GeoDataFrame
    objects: Objects
    pairs: Pairs
    found: Decided
    known: str
    """`whole` if the layer or the register is complete, else `partial` or `silent`."""


def _checked(rule: Rule, plots: Layer, layers: Mapping[str, Layer], plant: Plant) -> Verdict:
    objects = objects_of(rule, layers, plant)
    pairs = pairs_of(plots.frame, objects)
    found = decided(plots.frame, objects, pairs)
    look = _Look(rule, plots.frame, objects, pairs, found, _known(rule, layers))
    left = _left(look)
    outcome, case = _outcome(look, left)
    return _verdict(look, layers, plant, (outcome, case, left))


def _known(rule: Rule, layers: Mapping[str, Layer]) -> str:
    asked = [layers.get(rule.layer), layers.get("zones") if rule.zone_kind else None]
    spoken = [layer for layer in asked if layer is not None and not layer.is_silent]
    if any(layer.is_complete for layer in spoken):
        return "whole"
    return "partial" if asked[0] in spoken else "silent"


def _left(look: _Look) -> Floats:
    """Measure what the rule leaves of each plot; NaN where it does not cut, or nobody knows."""
    if look.rule.kind == "prohibition":
        return np.full(len(look.frame), np.nan)
    width = look.objects.high[look.pairs.object]
    left = share_left(look.frame, look.objects, look.pairs, width)
    open_ = (look.found.touch == Touch.CLEAR) & (look.known != "whole")
    return np.where(open_, np.nan, left)


def _outcome(look: _Look, left: Floats) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Turn touches into outcomes, and say which case each is."""
    touch, rule = look.found.touch, look.rule
    hit = touch >= (Touch.SURE if rule.kind == "prohibition" else Touch.AS_DRAWN)
    full = hit & (rule.kind == "setback") & (left < _NOTHING_LEFT)
    gone = full & _surely_covered(look, full)
    settles = (touch == Touch.BETWEEN) & (rule.kind == "prohibition") & bool(rule.consent_ru)
    clear = touch == Touch.CLEAR
    outcome = np.select(
        [gone, full, hit, settles, clear & (look.known == "whole")],
        [
            Outcome.EXCLUDED,
            Outcome.UNKNOWN,
            Outcome.EXCLUDED if rule.kind == "prohibition" else Outcome.CONDITIONAL,
            Outcome.CONDITIONAL,
            Outcome.MET,
        ],
        default=Outcome.UNKNOWN,
    )
    own = _registered(look)
    none = look.found.object < 0
    free = "outside" if rule.layer == "zones" else "free"
    case = np.select(
        [gone, full, hit & own, hit, settles, clear & (look.known == "whole") & none, clear & own],
        ["nothing_left", "blurred", "registered", "hit", "between", free, "outside"],
        default="met",
    )
    case = np.where(clear & (look.known != "whole"), look.known, case)
    case = np.where((look.known == "partial") & none & clear, "silent", case)
    case = np.where((touch == Touch.VAGUE) | ((touch == Touch.BETWEEN) & ~settles), "vague", case)
    blurred = (touch == Touch.BLURRED) | ((touch == Touch.AS_DRAWN) & ~hit)
    return outcome, np.where(blurred, "blurred", case).astype(object)


def _registered(look: _Look) -> NDArray[np.bool_]:
    if not len(look.objects):
        return np.zeros(len(look.frame), dtype=bool)
    return look.objects.registered[look.found.object] & (look.found.object >= 0)


def _surely_covered(look: _Look, full: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell whether nothing is left even with the least widths and the outlines off."""
    if not full.any():
        return full
    pairs = look.pairs
    width = np.maximum(look.objects.low[pairs.object] - pairs.accuracy, 0.0)
    return share_left(look.frame, look.objects, pairs, width) < _NOTHING_LEFT


def _verdict(
    look: _Look,
    layers: Mapping[str, Layer],
    plant: Plant,
    answer: tuple[NDArray[np.int64], NDArray[np.object_], Floats],
) -> Verdict:
    rule, found, index = look.rule, look.found, look.frame.index
    outcome, case, left = answer
    span = plant.spz_m[::2] if rule.width == "plant" else rule.widest
    cases = cases_of(rule, plant)
    layer = layers.get(rule.layer)
    return Verdict(
        rule=rule.id,
        title=rule.title,
        outcome=Series(outcome, index=index, name="outcome"),
        measured=Series(_honest(found), index=index, name="measured"),
        required_low=Series(_at(look.objects.low, found.object, span[0]), index=index),
        required_high=Series(_at(look.objects.high, found.object, span[1]), index=index),
        unit="m",
        sentences=fallback(cases),
        document=rule.document,
        clause=rule.clause,
        confidence=rule.confidence,
        layer=rule.layer,
        as_of=layer.as_of if layer is not None else "",
        version=layer.version if layer is not None else "",
        feature=Series(_at(look.objects.name, found.object, ""), index=index, dtype=object),
        share_left=Series(left, index=index, name="share_left"),
        consent=rule.consent,
        accuracy=Series(found.accuracy, index=index),
        case=Series(case, index=index, dtype=object),
        cases=cases,
        names=names_of(rule, layers),
        width_of=_width_of(look),
    )


def _width_of(look: _Look) -> Series:
    """Say what the width of a prohibition hangs on."""
    index = look.frame.index
    if look.rule.kind != "prohibition":
        return Series(dtype=object)
    if look.rule.width == "plant":
        return Series("plant", index=index, dtype=object)
    return Series(_at(look.objects.name, look.found.object, ""), index=index, dtype=object)


def _honest(found: Decided) -> Floats:
    """Round distances to whole metres where they may be off by a metre or more."""
    return np.where(found.accuracy >= 1, np.round(found.metres), found.metres)


def _at(column: NDArray[Any], position: NDArray[np.intp], otherwise: object) -> NDArray[Any]:
    """Look up by position; position -1 gets `otherwise`."""
    return np.append(column, np.array([otherwise], dtype=column.dtype))[position]
