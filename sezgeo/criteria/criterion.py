"""One criterion of the table: how it is measured, and what people read of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pandas import Series

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.layers.selection import Select, everything

Better = Literal["less", "more", "depends"]
Rule = Literal["nearest", "count", "own", "ground", "road"]
Destination = Literal["nearest", "motorway", "people"]

NEIGHBOURHOOD_M = 2000.0
"""Radius of the neighbourhood, in the names of the counts too: a choice of ours, half an hour on
foot, not a norm."""


@dataclass(frozen=True, slots=True)
class Trip:
    """
    A way by road that a criterion measures.

    Attributes
    ----------
    to
        `nearest`: minutes to the nearest feature of the second layer. `motorway`: minutes onto
        the nearest motorway or its ramp. `people`: how many people of the second layer can drive
        to the plot within the commute of the rules.
    vehicle
        Who drives, by its name in `sezgeo.transport.rules`.
    """

    to: Destination = "nearest"
    vehicle: str = "car"


@dataclass(frozen=True, slots=True, repr=False)
class Criterion(display.Shown):
    """
    One criterion: how it is measured, what it means, and how unknowns are told.

    Attributes
    ----------
    method
        The name of the criterion, where `rule` says all of how it is measured; or, for a method of
        its own, the function of that name: plots and the frames of `layers` in, one Series out.
    title, meaning
        What people read: a short name, and one sentence.
    better
        Whether plants want less or more of it, if all want the same.
    layers
        Layers measured to; none for what the plots themselves tell.
    selects
        Which features of each layer count; by default all.
    rule
        How it is measured, and how an incomplete layer is told. `nearest`: in a straight line to
        the nearest feature; another may be nearer, so the distance is unknown, but bounded from
        above. `count`: the features within `within_m`; there may be more, so the number is what is
        listed, and nothing bounds it from above. `own`: by the function, from the plots' own
        record, or from that of all plots where `layers` names the layer of plots. `ground`: on an
        elevation raster instead of layers; unknown where it does not cover the plot whole.
        `road`: by the `trip`, with a reason for every unknown.
    within_m
        Radius of a `count`.
    trip
        The way of a `road`.
    """

    method: str | Callable[..., Series]
    title: Text
    meaning: Text
    better: Better
    layers: tuple[str, ...] = ()
    selects: tuple[Select, ...] = ()
    rule: Rule = "nearest"
    within_m: float = NEIGHBOURHOOD_M
    trip: Trip = Trip()

    @property
    def name(self) -> str:
        """Return the key of the criterion."""
        if isinstance(self.method, str):
            return self.method
        return getattr(self.method, "__name__", "")

    @property
    def unit(self) -> str:
        """Return the unit, which ends the name."""
        return self.name.rpartition("_")[2]

    def select(self, position: int) -> Select:
        """Return which features of the layer at `position` count."""
        return self.selects[position] if self.selects else everything


@display.shows(Criterion)
def _criterion(criterion: Criterion) -> display.View:
    head = Text("{title} ({name})", "{title} ({name})").fill(
        title=criterion.title, name=criterion.name
    )
    layers = [", ".join(criterion.layers)] if criterion.layers else []
    return display.View(head, (display.Lines([criterion.meaning, *layers]),))
