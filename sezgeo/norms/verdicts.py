"""What a rule found, in full: outcomes, the numbers that decided, and why."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series

from sezgeo.arrays import Bools, Floats
from sezgeo.layers import Layer
from sezgeo.norms.objects import names_of
from sezgeo.norms.outcomes import Look, RuleOutcome, standing
from sezgeo.norms.proximity import Decided, Touch
from sezgeo.norms.rule import Rule
from sezgeo.norms.sentences import BUILT_ON, STATUS, cases_of, fallback
from sezgeo.plant import Plant
from sezgeo.verdict import Outcome, Verdict

_STATUS = {
    "free": Outcome.MET,
    "reserved": Outcome.CONDITIONAL,
    "occupied": Outcome.EXCLUDED,
    "under_construction": Outcome.EXCLUDED,
}


def status_outcome(plots: Layer) -> Series:
    """Turn the status of the land into outcomes."""
    told = plots.frame["status"].map(_STATUS).fillna(Outcome.UNKNOWN)
    outcome: Series = told.astype(int).rename("outcome")
    return outcome


def status_verdict(rule: Rule, plots: Layer) -> Verdict:
    """Say what the status of the land means."""
    index, status = plots.frame.index, plots.frame["status"]
    nothing = Series(np.nan, index=index)
    return Verdict(
        rule=rule.id,
        title=rule.title,
        outcome=status_outcome(plots),
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


def verdict(
    look: Look,
    found: Decided,
    left: Floats,
    layers: Mapping[str, Layer],
    plant: Plant,
    index: pd.Index,
) -> Verdict:
    """
    Say what a rule found.

    Parameters
    ----------
    look
        The rule laid over the plots.
    found
        What decided about each plot.
    left
        What the rule leaves of each, from `sezgeo.norms.outcomes.left`.
    layers, plant
        As in `check`.
    index
        Names of the plots.
    """
    rule = look.rule
    stands = standing(look, left)
    span = plant.spz_m[::2] if rule.width == "plant" else rule.widest
    cases = cases_of(rule, plant)
    layer = layers.get(rule.layer)
    return Verdict(
        rule=rule.id,
        title=rule.title,
        outcome=Series(stands.outcome, index=index, name="outcome"),
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
        case=Series(_case(look, found, stands), index=index, dtype=object),
        cases=cases,
        names=names_of(rule, layers),
        width_of=_width_of(look, found, index),
    )


def _case(look: Look, found: Decided, stands: RuleOutcome) -> NDArray[np.object_]:
    """Say why each outcome is what it is."""
    touch, known = look.touch, look.known
    clear, none, own = touch == Touch.CLEAR, found.object < 0, _registered(look, found)
    free = "outside" if look.rule.layer == "zones" else "free"
    case = np.select(
        [
            stands.gone,
            stands.full,
            stands.hit & own,
            stands.hit,
            stands.settles,
            clear & (known == "whole") & none,
            clear & own,
        ],
        ["nothing_left", "blurred", "registered", "hit", "between", free, "outside"],
        default="met",
    )
    case = np.where(clear & (known != "whole"), known, case)
    case = np.where((known == "partial") & none & clear, "silent", case)
    unsettled = (touch == Touch.BETWEEN) & ~stands.settles
    case = np.where((touch == Touch.VAGUE) | unsettled, "vague", case)
    blurred = (touch == Touch.BLURRED) | ((touch == Touch.AS_DRAWN) & ~stands.hit)
    return np.where(blurred, "blurred", case).astype(object)


def _registered(look: Look, found: Decided) -> Bools:
    if not len(look.objects):
        return np.zeros(len(look.plots), dtype=bool)
    registered: Bools = look.objects.registered[found.object] & (found.object >= 0)
    return registered


def _width_of(look: Look, found: Decided, index: pd.Index) -> Series:
    """Say what the width of a prohibition hangs on."""
    if look.rule.kind != "prohibition":
        return Series(dtype=object)
    if look.rule.width == "plant":
        return Series("plant", index=index, dtype=object)
    return Series(_at(look.objects.name, found.object, ""), index=index, dtype=object)


def _honest(found: Decided) -> Floats:
    """Round distances to whole metres where they may be off by a metre or more."""
    return np.where(found.accuracy >= 1, np.round(found.metres), found.metres)


def _at(column: NDArray[Any], position: NDArray[np.intp], otherwise: object) -> NDArray[Any]:
    """Look up by position; position -1 gets `otherwise`."""
    return np.append(column, np.array([otherwise], dtype=column.dtype))[position]
