"""Check all plots against all rules that bind a plant."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pandas import DataFrame, Series

from sezgeo.arrays import Indices, Ints
from sezgeo.cache import Cache
from sezgeo.layers import Layer
from sezgeo.norms.objects import Objects, no_objects, objects_of
from sezgeo.norms.outcomes import RuleOverlay, maybe_covered, remaining_share, rule_outcome
from sezgeo.norms.proximity import deciding_objects, gravest_touch, pairs_of
from sezgeo.norms.rule import Rule
from sezgeo.norms.rule_files import Rules
from sezgeo.norms.spatial_join import NearPairs, OutlineIndex, Plots
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
    cache: Cache | None = None,
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
    cache
        Where drawn zones are kept; by default nowhere.

    Returns
    -------
    verdicts
        One per rule, in the order of the rules.
    """
    return Norms.of(layers, plant, rules).check(plots, cache=cache)


@dataclass(frozen=True, slots=True, eq=False)
class BindingRule:
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
    binding: tuple[BindingRule, ...]
    outlines: OutlineIndex

    @classmethod
    def of(cls, layers: Mapping[str, Layer], plant: Plant, rules: Rules) -> "Norms":
        """Gather what the rules that bind a plant measure to; see `check`."""
        own = [rule for rule in rules.values() if _binds(rule, plant)]
        objects = [_objects(rule, layers, plant) for rule in own]
        outlines, positions = OutlineIndex.of(objects)
        known = [_known(rule, layers) for rule in own]
        binding = map(BindingRule, own, objects, positions, known)
        return cls(layers, plant, tuple(binding), outlines)

    def check(self, plots: Layer, *, cache: Cache | None = None) -> list[Verdict]:
        """Say of every plot what each rule found, and the numbers that decided; see `check`."""
        chunk = Plots.of(plots.frame)
        near = self.outlines.near(chunk)
        return [
            status_verdict(binding.rule, plots)
            if binding.rule.kind == "status"
            else self._verdict(_overlay(binding, chunk, near, cache), plots)
            for binding in self.binding
        ]

    def outcomes(self, plots: Layer) -> DataFrame:
        """
        Return no more than the outcomes of `check`.

        Returns
        -------
        DataFrame of int
            One `Outcome` per plot and rule, with the ids of the rules as columns.
        """
        outcomes = self._outcomes(Plots.of(plots.frame))
        columns = {
            rule.id: status_outcome(plots).to_numpy()
            if rule.kind == "status"
            else outcomes[rule.id]
            for rule in (binding.rule for binding in self.binding)
        }
        return DataFrame(columns, index=plots.frame.index)

    def worst(self, plots: Layer) -> Series:
        """
        Return the worst of `outcomes` of each plot, the one that decides.

        Nothing is worse than to be excluded, so a plot that its status excludes is looked at no
        further.
        """
        kinds = [binding.rule.kind for binding in self.binding]
        of_status = [status_outcome(plots) for kind in kinds if kind == "status"]
        worst = worst_of(of_status, plots.frame.index).to_numpy(copy=True)
        open_ = np.flatnonzero(worst != Outcome.EXCLUDED)
        for outcome in self._outcomes(Plots.of(plots.frame).subset(open_)).values():
            worst[open_] = np.maximum(worst[open_], outcome)
        return Series(worst, index=plots.frame.index, name="outcome")

    def _outcomes(self, plots: Plots) -> dict[str, Ints]:
        """Reckon the outcomes of all rules that look at more than the status."""
        spatial = [binding for binding in self.binding if binding.rule.kind != "status"]
        outcomes = {binding.rule.id: np.empty(len(plots), dtype=np.int64) for binding in spatial}
        for start in range(0, len(plots), _AT_ONCE):
            rows = slice(start, start + _AT_ONCE)
            chunk = plots.subset(rows)
            near = self.outlines.near(chunk)
            for binding in spatial:
                outcomes[binding.rule.id][rows] = _outcome(binding, chunk, near)
        return outcomes

    def _verdict(self, overlay: RuleOverlay, plots: Layer) -> Verdict:
        return verdict(
            overlay,
            deciding_objects(overlay.plots, overlay.objects, overlay.pairs),
            remaining_share(overlay),
            self.layers,
            plant=self.plant,
            index=plots.frame.index,
        )


def _outcome(binding: BindingRule, plots: Plots, near: NearPairs) -> Ints:
    """Reckon the outcome alone: zones are drawn only where nothing may be left of a plot."""
    overlay = _overlay(binding, plots, near)
    return rule_outcome(overlay, remaining_share(overlay, maybe_covered(overlay))).outcome


def _overlay(
    binding: BindingRule, plots: Plots, near: NearPairs, cache: Cache | None = None
) -> RuleOverlay:
    pairs = pairs_of(plots, binding.objects, near.for_objects(binding.position))
    return RuleOverlay(
        rule=binding.rule,
        plots=plots,
        objects=binding.objects,
        pairs=pairs,
        touch=gravest_touch(plots, pairs),
        known=binding.known,
        cache=cache,
    )


def _binds(rule: Rule, plant: Plant) -> bool:
    """Tell whether a rule decides about the plant, and a line of its table is left here."""
    here = bool(rule.metres) or rule.width == "plant" or rule.layer == "zones"
    return rule.binds(plant.sensitive) and (here or rule.kind == "status")


def _objects(rule: Rule, layers: Mapping[str, Layer], plant: Plant) -> Objects:
    return no_objects() if rule.kind == "status" else objects_of(rule, layers, plant)


def _known(rule: Rule, layers: Mapping[str, Layer]) -> str:
    layer, register = layers.get(rule.layer), layers.get("zones") if rule.zone_kind else None
    speaking = [each for each in (layer, register) if each is not None and not each.is_silent]
    if any(each.is_complete for each in speaking):
        return "whole"
    return "partial" if layer in speaking else "silent"
