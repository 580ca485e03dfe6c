"""
Who stands where, as numbers: worths, capacities and distances, no geometry and no names.

A place is one plot or several joined; it covers its plots, and no plot is covered twice. Two plants
keep apart or stay close by the distance between their places alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sezgeo.arrays import Bools, Floats

Assignment = tuple[int, ...]
"""The place of each plant, by position."""

ROUNDING_SHARE = 1e-9
"""Sums of needs are rounded by no more than this share of a capacity."""


class Constraint(NamedTuple):
    """
    One constraint of a problem that could be dropped to see whether it is to blame.

    `place` says that plant `first` must stand somewhere, `capacity` that source `first` is not
    exceeded, `apart` and `within` that plants `first` and `second` keep their distance, `same` and
    `other` that they stand on one site or on two.
    """

    kind: Literal["place", "capacity", "apart", "within", "same", "other"]
    first: int
    second: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """
    Plants to be placed jointly.

    Attributes
    ----------
    worth : numpy.ndarray, shape (plants, places)
        What each plant is worth at each place.
    allowed : numpy.ndarray of bool, shape (plants, places)
        Where each plant may stand at all.
    covers : numpy.ndarray of bool, shape (places, plots)
        The plots that each place is made of.
    draws : numpy.ndarray, shape (plants, sources)
        What each plant takes from a source that serves it.
    served : numpy.ndarray of bool, shape (sources, places)
        The places that each source serves.
    capacity : numpy.ndarray, shape (sources,)
        What each source can give; infinite where nobody knows.
    metres : numpy.ndarray, shape (places, places)
        Distances between places.
    apart_m, within_m : numpy.ndarray, shape (plants, plants)
        Least and greatest distance between two plants; symmetric. 0 and infinity ask for nothing.
    spare : numpy.ndarray of bool, shape (places,)
        Places that are not to be had, asked about for what they would be worth.
    site : numpy.ndarray of int, shape (places,)
        The site of each place, as a number.
    same, other : numpy.ndarray of bool, shape (plants, plants)
        Plants that must stand on one site, and on two; symmetric.
    """

    worth: Floats
    allowed: Bools
    covers: Bools
    draws: Floats
    served: Bools
    capacity: Floats
    metres: Floats
    apart_m: Floats
    within_m: Floats
    spare: Bools
    site: NDArray[np.intp]
    same: Bools
    other: Bools

    @property
    def plants(self) -> int:
        """Count the plants."""
        return len(self.worth)

    @property
    def places(self) -> int:
        """Count the places."""
        return len(self.covers)

    def worth_of(self, plan: Assignment) -> float:
        """Return the sum of the worths of a plan."""
        return float(self.worth[np.arange(self.plants), list(plan)].sum())

    def used(self, plan: Assignment) -> Floats:
        """Return what a plan takes from each source."""
        taken: Floats = (self.draws.T * self.served[:, list(plan)]).sum(axis=1)
        return taken

    def constraints(self) -> Iterator[Constraint]:
        """Yield every constraint that asks for something; that plots are used once always holds."""
        yield from (Constraint("place", plant) for plant in range(self.plants))
        yield from (
            Constraint("capacity", int(source))
            for source in np.flatnonzero(np.isfinite(self.capacity))
        )
        for first in range(self.plants):
            for second in range(first + 1, self.plants):
                if self.apart_m[first, second] > 0:
                    yield Constraint("apart", first, second)
                if np.isfinite(self.within_m[first, second]):
                    yield Constraint("within", first, second)
                if self.same[first, second]:
                    yield Constraint("same", first, second)
                if self.other[first, second]:
                    yield Constraint("other", first, second)

    def holds(self, plan: Assignment, *, extra: int = 0) -> bool:
        """
        Tell whether a plan breaks nothing, by plain arithmetic.

        Parameters
        ----------
        plan
            The place of each plant.
        extra
            How many spare places it may use.
        """
        places = np.array(plan)
        return bool(
            self.allowed[np.arange(self.plants), places].all()
            and self.spare[places].sum() <= extra
            and (self.covers[places].sum(axis=0) <= 1).all()
            and (self.used(plan) <= self.capacity * (1 + ROUNDING_SHARE)).all()
            and all(
                self.agree(plant, place, list(range(plant)), places[:plant].tolist())
                for plant, place in enumerate(plan)
            )
        )

    def agree(self, plant: int, place: int, who: list[int], where: list[int]) -> bool:
        """Tell whether a plant's place suits what it and others, placed already, must keep."""
        between = self.metres[place, where]
        together = self.site[place] == self.site[where]
        return bool(
            (between >= self.apart_m[plant, who]).all()
            and (between <= self.within_m[plant, who]).all()
            and together[self.same[plant, who]].all()
            and not together[self.other[plant, who]].any()
        )

    def broken(self, places: Sequence[int | None]) -> list[Constraint]:
        """List the constraints that a plan breaks in which some plants may be left out."""
        return [
            constraint for constraint in self.constraints() if not self._keeps(constraint, places)
        ]

    def _keeps(self, constraint: Constraint, places: Sequence[int | None]) -> bool:
        first, second = constraint.first, constraint.second
        if constraint.kind == "place":
            return places[first] is not None
        if constraint.kind == "capacity":
            who = [plant for plant, place in enumerate(places) if place is not None]
            places_used = [place for place in places if place is not None]
            used = float((self.draws[who, first] * self.served[first, places_used]).sum())
            return bool(used <= self.capacity[first] * (1 + ROUNDING_SHARE))
        place, other_place = places[first], places[second]
        if place is None or other_place is None:
            return True
        metres, together = (
            self.metres[place, other_place],
            self.site[place] == self.site[other_place],
        )
        holds = {
            "apart": metres >= self.apart_m[first, second],
            "within": metres <= self.within_m[first, second],
            "same": together,
            "other": not together,
        }
        return bool(holds[constraint.kind])

    def alike(self) -> NDArray[np.intp]:
        """Return a number for each plant, the same for plants that could change places unseen."""
        group = np.arange(self.plants)
        for plant in range(self.plants):
            for first in range(plant):
                if group[first] == first and self._same(first, plant):
                    group[plant] = first
                    break
        return group

    def _same(self, first: int, second: int) -> bool:
        others = [p for p in range(self.plants) if p not in (first, second)]
        own = (self.worth, self.allowed, self.draws)
        tables = (self.apart_m, self.within_m, self.same, self.other)
        ties = [table[:, others] for table in tables]
        return all(np.array_equal(table[first], table[second]) for table in (*own, *ties))


def greedy(problem: Problem) -> Assignment | None:
    """
    Place the plant with the best worth left at its best place, again and again.

    Returns
    -------
    tuple or None
        A plan that holds, or None where the last plants find no place.
    """
    plan: dict[int, int] = {}
    order = np.argsort(-problem.worth, axis=None, kind="stable")
    pairs = np.array(np.unravel_index(order, problem.worth.shape)).T
    for plant, place in pairs.tolist():
        if plant not in plan and not problem.spare[place] and _can_add(problem, plan, plant, place):
            plan[plant] = place
    if len(plan) < problem.plants:
        return None
    assignment = tuple(plan[plant] for plant in range(problem.plants))
    return assignment if problem.holds(assignment) else None


def _can_add(problem: Problem, plan: dict[int, int], plant: int, place: int) -> bool:
    """Tell whether one more plant breaks nothing."""
    who, where = [*plan, plant], [*plan.values(), place]
    used = (problem.draws[who].T * problem.served[:, where]).sum(axis=1)
    return bool(
        problem.allowed[plant, place]
        and (problem.covers[where].sum(axis=0) <= 1).all()
        and (used <= problem.capacity * (1 + ROUNDING_SHARE)).all()
        and problem.agree(plant, place, who[:-1], where[:-1])
    )
