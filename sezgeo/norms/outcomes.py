"""The law itself: how a plot stands to a rule, once it is known what reaches it."""

from dataclasses import dataclass

import numpy as np

from sezgeo.arrays import Bools, Floats, Ints
from sezgeo.cache import Cache
from sezgeo.norms.objects import Objects
from sezgeo.norms.proximity import Pairs, Touch, share_left
from sezgeo.norms.residual_land import surely_left
from sezgeo.norms.rule import Rule
from sezgeo.norms.spatial_join import Plots
from sezgeo.verdict import Outcome

NOTHING_LEFT = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class RuleOverlay:
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
    cache
        Where drawn zones are kept; by default nowhere.
    """

    rule: Rule
    plots: Plots
    objects: Objects
    pairs: Pairs
    touch: Ints
    known: str
    cache: Cache | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RuleOutcome:
    """
    How each plot stands to a rule.

    Attributes
    ----------
    outcome
        An `Outcome` each.
    reached
        Whether the zone reaches the plot.
    covered
        Whether a setback leaves nothing of it as drawn.
    surely_covered
        Whether that is so even with the least widths and the outlines off.
    consent_settles
        Whether the plot lies between the least and the greatest width, and a consent settles it.
    """

    outcome: Ints
    reached: Bools
    covered: Bools
    surely_covered: Bools
    consent_settles: Bools


def reached_plots(overlay: RuleOverlay) -> Bools:
    """Tell which plots the zone reaches: a prohibition must be sure of it."""
    least = Touch.SURE if overlay.rule.kind == "prohibition" else Touch.AS_DRAWN
    return overlay.touch >= least


def maybe_covered(overlay: RuleOverlay) -> Bools:
    """Tell which plots get another outcome if nothing is left of them, and may have nothing."""
    reached = reached_plots(overlay)
    if overlay.rule.kind != "setback" or not reached.any():
        return np.zeros(len(reached), dtype=bool)
    pairs = overlay.pairs.of_plots(reached)
    width = overlay.objects.high[pairs.object]
    return reached & ~surely_left(overlay.plots, overlay.objects, pairs, width)


def remaining_share(overlay: RuleOverlay, only: Bools | None = None) -> Floats:
    """
    Measure what the rule leaves of each plot; NaN where it does not cut, or nobody knows.

    Parameters
    ----------
    overlay
        The rule and the plots.
    only
        Plots to measure, by default all; of the others nothing is said to be cut.
    """
    if overlay.rule.kind == "prohibition":
        return np.full(len(overlay.plots), np.nan)
    pairs = overlay.pairs if only is None else overlay.pairs.of_plots(only)
    width = overlay.objects.high[pairs.object]
    rest = share_left(overlay.plots, overlay.objects, pairs, width, cache=overlay.cache)
    open_ = (overlay.touch == Touch.CLEAR) & (overlay.known != "whole")
    return np.where(open_, np.nan, rest)


def rule_outcome(overlay: RuleOverlay, rest: Floats) -> RuleOutcome:
    """Turn touches, and what is left of the plots, into outcomes."""
    touch, rule = overlay.touch, overlay.rule
    reached = reached_plots(overlay)
    covered = reached & (rule.kind == "setback") & (rest < NOTHING_LEFT)
    surely = covered & _surely_covered(overlay, covered)
    settles = (touch == Touch.BETWEEN) & (rule.kind == "prohibition") & bool(rule.consent_ru)
    outcome = np.select(
        [surely, covered, reached, settles, (touch == Touch.CLEAR) & (overlay.known == "whole")],
        [
            Outcome.EXCLUDED,
            Outcome.UNKNOWN,
            Outcome.EXCLUDED if rule.kind == "prohibition" else Outcome.CONDITIONAL,
            Outcome.CONDITIONAL,
            Outcome.MET,
        ],
        default=Outcome.UNKNOWN,
    )
    return RuleOutcome(
        outcome=outcome,
        reached=reached,
        covered=covered,
        surely_covered=surely,
        consent_settles=settles,
    )


def _surely_covered(overlay: RuleOverlay, covered: Bools) -> Bools:
    """Tell of covered plots whether nothing is left with the least widths and outlines off."""
    if not covered.any():
        return covered
    pairs = overlay.pairs.of_plots(covered)
    width = np.maximum(overlay.objects.low[pairs.object] - pairs.accuracy, 0.0)
    rest = share_left(overlay.plots, overlay.objects, pairs, width, cache=overlay.cache)
    return rest < NOTHING_LEFT
