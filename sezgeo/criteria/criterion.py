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


@dataclass(frozen=True, slots=True, repr=False)
class Criterion(display.Shown):
    """
    One criterion: how it is measured, what it means, and how unknowns are told.

    Attributes
    ----------
    function
        Measures it: plots and the frames of `layers` in, one Series out.
    title, meaning
        What people read: a short name, and one sentence.
    better
        Whether plants want less or more of it, if all want the same.
    layers
        Layers measured to; none for what the plots themselves tell.
    selects
        Which features of each layer count; by default all.
    rule
        How an incomplete layer is told. `nearest`: another feature may be nearer, so the
        distance is unknown, but bounded from above. `count`: there may be more, so the number is
        what is listed, and nothing bounds it from above. `own`: the plots' own record,
        or that of all plots where `layers` names the layer of plots.
        `ground`: measured on an elevation raster instead of layers; unknown where it does not
        cover the plot whole. `road`: by road, with a reason for every unknown.
    """

    function: Callable[..., Series]
    title: Text
    meaning: Text
    better: Better
    layers: tuple[str, ...] = ()
    selects: tuple[Select, ...] = ()
    rule: Rule = "nearest"

    @property
    def name(self) -> str:
        """Return the key of the criterion."""
        return self.function.__name__

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
