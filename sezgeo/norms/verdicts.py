"""What a rule found, in full: outcomes, the numbers that decided, and why."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series

from sezgeo.arrays import Bools, Floats, Indices
from sezgeo.layers import Layer
from sezgeo.norms.objects import names_of
from sezgeo.norms.outcomes import RuleOutcome, RuleOverlay, rule_outcome
from sezgeo.norms.proximity import DecidingObjects, Touch
from sezgeo.norms.rule import Rule
from sezgeo.norms.sentences import BUILT_ON, STATUS, cases_of, sentences_by_outcome
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
    outcomes = plots.frame["status"].map(_STATUS).fillna(Outcome.UNKNOWN)
    outcome: Series = outcomes.astype(int).rename("outcome")
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
    overlay: RuleOverlay,
    deciding: DecidingObjects,
    left: Floats,
    layers: Mapping[str, Layer],
    *,
    plant: Plant,
    index: pd.Index,
) -> Verdict:
    """
    Say what a rule found.

    Parameters
    ----------
    overlay
        The rule laid over the plots.
    deciding
        What decided about each plot.
    left
        What the rule leaves of each, from `sezgeo.norms.outcomes.remaining_share`.
    layers, plant
        As in `check`.
    index
        Names of the plots.
    """
    rule = overlay.rule
    outcome = rule_outcome(overlay, left)
    span = plant.spz_m[::2] if rule.width == "plant" else rule.widest
    cases = cases_of(rule, plant)
    layer = layers.get(rule.layer)
    return Verdict(
        rule=rule.id,
        title=rule.title,
        outcome=Series(outcome.outcome, index=index, name="outcome"),
        measured=Series(_distance(deciding), index=index, name="measured"),
        required_low=Series(_lookup(overlay.objects.low, deciding.object, span[0]), index=index),
        required_high=Series(_lookup(overlay.objects.high, deciding.object, span[1]), index=index),
        unit="m",
        sentences=sentences_by_outcome(cases),
        document=rule.document,
        clause=rule.clause,
        confidence=rule.confidence,
        layer=rule.layer,
        as_of=layer.as_of if layer is not None else "",
        version=layer.version if layer is not None else "",
        feature=Series(
            _lookup(overlay.objects.name, deciding.object, ""), index=index, dtype=object
        ),
        share_left=Series(left, index=index, name="share_left"),
        consent=rule.consent,
        accuracy=Series(deciding.accuracy, index=index),
        case=Series(_case(overlay, deciding, outcome), index=index, dtype=object),
        cases=cases,
        names=names_of(rule, layers),
        width_of=_width_of(overlay, deciding, index),
    )


def _case(
    overlay: RuleOverlay, deciding: DecidingObjects, outcome: RuleOutcome
) -> NDArray[np.object_]:
    """Say why each outcome is what it is."""
    touch, known = overlay.touch, overlay.known
    clear, none, own = touch == Touch.CLEAR, deciding.object < 0, _registered(overlay, deciding)
    free = "outside" if overlay.rule.layer == "zones" else "free"
    case = np.select(
        [
            outcome.surely_covered,
            outcome.covered,
            outcome.reached & own,
            outcome.reached,
            outcome.consent_settles,
            clear & (known == "whole") & none,
            clear & own,
        ],
        ["nothing_left", "blurred", "registered", "hit", "between", free, "outside"],
        default="met",
    )
    case = np.where(clear & (known != "whole"), known, case)
    case = np.where((known == "partial") & none & clear, "silent", case)
    unsettled = (touch == Touch.BETWEEN) & ~outcome.consent_settles
    case = np.where((touch == Touch.VAGUE) | unsettled, "vague", case)
    blurred = (touch == Touch.BLURRED) | ((touch == Touch.AS_DRAWN) & ~outcome.reached)
    return np.where(blurred, "blurred", case).astype(object)


def _registered(overlay: RuleOverlay, deciding: DecidingObjects) -> Bools:
    if not len(overlay.objects):
        return np.zeros(len(overlay.plots), dtype=bool)
    registered: Bools = overlay.objects.registered[deciding.object] & (deciding.object >= 0)
    return registered


def _width_of(overlay: RuleOverlay, deciding: DecidingObjects, index: pd.Index) -> Series:
    """Say what the width of a prohibition hangs on."""
    if overlay.rule.kind != "prohibition":
        return Series(dtype=object)
    if overlay.rule.width == "plant":
        return Series("plant", index=index, dtype=object)
    return Series(_lookup(overlay.objects.name, deciding.object, ""), index=index, dtype=object)


def _distance(deciding: DecidingObjects) -> Floats:
    """Round distances to whole metres where they may be off by a metre or more."""
    return np.where(deciding.accuracy >= 1, np.round(deciding.metres), deciding.metres)


def _lookup(column: NDArray[Any], position: Indices, otherwise: object) -> NDArray[Any]:
    """Look up by position; position -1 gets `otherwise`."""
    return np.append(column, np.array([otherwise], dtype=column.dtype))[position]
