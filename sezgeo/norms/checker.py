"""Check all plots against all rules that bind a plant."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame, Series

from sezgeo.arrays import Indices
from sezgeo.cache import Cache
from sezgeo.layers import Layer
from sezgeo.norms.objects import Objects, nothing, objects_of
from sezgeo.norms.outcomes import Look, in_doubt, left, standing
from sezgeo.norms.proximity import decided, gravest, pairs_of
from sezgeo.norms.rule import Rule
from sezgeo.norms.rule_files import Rules
from sezgeo.norms.spatial_join import Close, Plots, Reach
from sezgeo.norms.verdicts import status_outcome, status_verdict, verdict
from sezgeo.plant import Plant
from sezgeo.verdict import Outcome, Verdict, worst_of

_AT_ONCE = 16_000
"""Plots whose outcomes are reckoned at once, so that memory stays bounded where objects crowd."""


def check(
    plots: Layer,
    layers: Mapping[str, Layer],
    plant: Plant,
    rules: Rules,
    *,
    kept: Cache | None = None,
) -> list[Verdict]:
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
    kept
        Where drawn zones are kept; by default nowhere.

    Returns
    -------
    verdicts
        One per rule, in the order of the rules.
    """
    return Norms.of(layers, plant, rules).check(plots, kept)


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """
    A rule that binds the plant, with its objects gathered.

    Attributes
    ----------
    rule
        The rule.
    objects
        What it measures to; none for a rule about the status of the land.
    position
        Which object each outline of the job is, -1 if none.
    known
        `whole` if the layer or the register is complete, else `partial` or `silent`.
    """

    rule: Rule
    objects: Objects
    position: Indices
    known: str


@dataclass(frozen=True, slots=True, eq=False)
class Norms:
    """
    The rules that bind a plant, ready to check chunks of plots, one after another.

    Objects depend on layers, rules and plant alone: they are gathered once.
    """

    layers: Mapping[str, Layer]
    plant: Plant
    bound: tuple[Bound, ...]
    reach: Reach

    @classmethod
    def of(cls, layers: Mapping[str, Layer], plant: Plant, rules: Rules) -> "Norms":
        """Gather what the rules that bind a plant measure to; see `check`."""
        binding = [rule for rule in rules.values() if _binds(rule, plant)]
        objects = [_objects(rule, layers, plant) for rule in binding]
        reach, positions = Reach.of(objects)
        known = [_known(rule, layers) for rule in binding]
        bound = map(Bound, binding, objects, positions, known)
        return cls(layers, plant, tuple(bound), reach)

    def check(self, plots: Layer, kept: Cache | None = None) -> list[Verdict]:
        """Say of every plot what each rule found, and the numbers that decided; see `check`."""
        asked = Plots.of(plots.frame)
        close = self.reach.close(asked)
        return [self._verdict(bound, plots, asked, close, kept) for bound in self.bound]

    def outcomes(self, plots: Layer) -> DataFrame:
        """
        Return no more than the outcomes of `check`.

        Returns
        -------
        DataFrame of int
            One `Outcome` per plot and rule, with the ids of the rules as columns.
        """
        found = self._outcomes(Plots.of(plots.frame))
        columns = {
            bound.rule.id: status_outcome(plots).to_numpy()
            if bound.rule.kind == "status"
            else found[bound.rule.id]
            for bound in self.bound
        }
        return DataFrame(columns, index=plots.frame.index)

    def worst(self, plots: Layer) -> Series:
        """
        Return the worst of `outcomes` of each plot, the one that decides.

        Nothing is worse than to be excluded, so a plot that its status excludes is looked at no
        further.
        """
        own = [status_outcome(plots) for bound in self.bound if bound.rule.kind == "status"]
        worst = worst_of(own, plots.frame.index).to_numpy(copy=True)
        open_ = np.flatnonzero(worst != Outcome.EXCLUDED)
        for outcome in self._outcomes(Plots.of(plots.frame).taken(open_)).values():
            worst[open_] = np.maximum(worst[open_], outcome)
        return Series(worst, index=plots.frame.index, name="outcome")

    def _outcomes(self, asked: Plots) -> dict[str, NDArray[np.int64]]:
        """Reckon the outcomes of all rules that look at more than the status."""
        laid = [bound for bound in self.bound if bound.rule.kind != "status"]
        found = {bound.rule.id: np.empty(len(asked), dtype=np.int64) for bound in laid}
        for start in range(0, len(asked), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            mine = asked.taken(part)
            close = self.reach.close(mine)
            for bound in laid:
                found[bound.rule.id][part] = _outcome(bound, mine, close)
        return found

    def _verdict(
        self, bound: Bound, plots: Layer, asked: Plots, close: Close, kept: Cache | None
    ) -> Verdict:
        if bound.rule.kind == "status":
            return status_verdict(bound.rule, plots)
        look = _look(bound, asked, close, kept)
        found = decided(asked, bound.objects, look.pairs)
        return verdict(look, found, left(look), self.layers, self.plant, plots.frame.index)


def _outcome(bound: Bound, plots: Plots, close: Close) -> Indices:
    """Reckon the outcome alone: zones are drawn only where nothing may be left of a plot."""
    look = _look(bound, plots, close)
    return standing(look, left(look, in_doubt(look))).outcome


def _look(bound: Bound, plots: Plots, close: Close, kept: Cache | None = None) -> Look:
    pairs = pairs_of(plots, bound.objects, close.of(bound.position))
    return Look(bound.rule, plots, bound.objects, pairs, gravest(plots, pairs), bound.known, kept)


def _binds(rule: Rule, plant: Plant) -> bool:
    """Tell whether a rule decides about the plant, and a line of its table is left here."""
    here = bool(rule.metres) or rule.width == "plant" or rule.layer == "zones"
    return rule.binds(plant.sensitive) and (here or rule.kind == "status")


def _objects(rule: Rule, layers: Mapping[str, Layer], plant: Plant) -> Objects:
    return nothing() if rule.kind == "status" else objects_of(rule, layers, plant)


def _known(rule: Rule, layers: Mapping[str, Layer]) -> str:
    asked = [layers.get(rule.layer), layers.get("zones") if rule.zone_kind else None]
    spoken = [layer for layer in asked if layer is not None and not layer.is_silent]
    if any(layer.is_complete for layer in spoken):
        return "whole"
    return "partial" if asked[0] in spoken else "silent"
