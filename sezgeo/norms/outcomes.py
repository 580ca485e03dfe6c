"""The law itself: how a plot stands to a rule, once it is known what reaches it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sezgeo.arrays import Bools, Floats
from sezgeo.cache import Cache
from sezgeo.norms.objects import Objects
from sezgeo.norms.proximity import Pairs, Touch, share_left
from sezgeo.norms.residual_land import surely_left
from sezgeo.norms.rule import Rule
from sezgeo.norms.spatial_join import Plots
from sezgeo.verdict import Outcome

NOTHING_LEFT = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """
    One rule laid over all plots.

    Attributes
    ----------
    rule, plots, objects, pairs
        What is compared with what.
    touch
        The gravest `Touch` of each plot.
    known
        `whole` if the layer or the register is complete, else `partial` or `silent`.
    kept
        Where drawn zones are kept; by default nowhere.
    """

    rule: Rule
    plots: Plots
    objects: Objects
    pairs: Pairs
    touch: NDArray[np.int64]
    known: str
    kept: Cache | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RuleOutcome:
    """
    How each plot stands to a rule.

    Attributes
    ----------
    outcome
        An `Outcome` each.
    hit
        Whether the zone reaches the plot.
    full
        Whether a setback leaves nothing of it as drawn.
    gone
        Whether that is so even with the least widths and the outlines off.
    settles
        Whether the plot lies between the least and the greatest width, and a consent settles it.
    """

    outcome: NDArray[np.int64]
    hit: Bools
    full: Bools
    gone: Bools
    settles: Bools


def hit(look: Look) -> Bools:
    """Tell which plots the zone reaches: a prohibition must be sure of it."""
    least = Touch.SURE if look.rule.kind == "prohibition" else Touch.AS_DRAWN
    return look.touch >= least


def in_doubt(look: Look) -> Bools:
    """Tell which plots get another outcome if nothing is left of them, and may have nothing."""
    reached = hit(look)
    if look.rule.kind != "setback" or not reached.any():
        return np.zeros(len(reached), dtype=bool)
    pairs = look.pairs.of(reached)
    width = look.objects.high[pairs.object]
    return reached & ~surely_left(look.plots, look.objects, pairs, width)


def left(look: Look, asked: Bools | None = None) -> Floats:
    """
    Measure what the rule leaves of each plot; NaN where it does not cut, or nobody knows.

    Parameters
    ----------
    look
        The rule and the plots.
    asked
        Plots to measure, by default all; of the others nothing is said to be cut.
    """
    if look.rule.kind == "prohibition":
        return np.full(len(look.plots), np.nan)
    pairs = look.pairs if asked is None else look.pairs.of(asked)
    width = look.objects.high[pairs.object]
    rest = share_left(look.plots, look.objects, pairs, width, look.kept)
    open_ = (look.touch == Touch.CLEAR) & (look.known != "whole")
    return np.where(open_, np.nan, rest)


def standing(look: Look, rest: Floats) -> RuleOutcome:
    """Turn touches, and what is left of the plots, into outcomes."""
    touch, rule = look.touch, look.rule
    reached = hit(look)
    full = reached & (rule.kind == "setback") & (rest < NOTHING_LEFT)
    gone = full & _surely_covered(look, full)
    settles = (touch == Touch.BETWEEN) & (rule.kind == "prohibition") & bool(rule.consent_ru)
    outcome = np.select(
        [gone, full, reached, settles, (touch == Touch.CLEAR) & (look.known == "whole")],
        [
            Outcome.EXCLUDED,
            Outcome.UNKNOWN,
            Outcome.EXCLUDED if rule.kind == "prohibition" else Outcome.CONDITIONAL,
            Outcome.CONDITIONAL,
            Outcome.MET,
        ],
        default=Outcome.UNKNOWN,
    )
    return RuleOutcome(outcome, reached, full, gone, settles)


def _surely_covered(look: Look, full: Bools) -> Bools:
    """Tell of full plots whether nothing is left even with the least widths and outlines off."""
    if not full.any():
        return full
    pairs = look.pairs.of(full)
    width = np.maximum(look.objects.low[pairs.object] - pairs.accuracy, 0.0)
    return share_left(look.plots, look.objects, pairs, width, look.kept) < NOTHING_LEFT
