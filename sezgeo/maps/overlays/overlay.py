"""
What is drawn beside the plots: buildings that fit, routes, plans.

A mark belongs to a plot and is drawn while that plot is chosen, or belongs to none and is drawn as
long as its page or scenario is shown. The card of a plot names its marks and says a few words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from geopandas import GeoSeries
from shapely.geometry.base import BaseGeometry

from sezgeo import display
from sezgeo.crs import WORK_CRS
from sezgeo.i18n import Text
from sezgeo.maps.encoding import Pool
from sezgeo.maps.geometry_encoding import pack_shapes

MarkKind = Literal["land", "building", "largest", "route", "plant", "ring"]
"""How a mark is drawn: `MARKS` of the panel's map/overlays.js has a style for each."""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """
    One shape beside the plots.

    Attributes
    ----------
    kind
        How it is drawn.
    shape
        Lines or polygons, in metres.
    label
        What it is.
    plot
        The plot with which it is drawn; empty if always.
    """

    kind: MarkKind
    shape: BaseGeometry
    label: Text
    plot: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Overlay(display.Shown):
    """
    Marks of one sort, and what the cards of plots say with them.

    Attributes
    ----------
    title
        Heading on the card of a plot.
    marks
        Shapes, from the ground up.
    notes
        Sentences on the card, by plot.
    profile
        Key of the profile with which it is shown; empty if with any.
    """

    title: Text
    marks: Sequence[Mark]
    notes: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    profile: str = ""


@display.shows(Overlay)
def _overlay(overlay: Overlay) -> display.View:
    head = Text("{title}: фигур на карте {count}", "{title}: {count} shapes on the map")
    return display.View(head.fill(title=overlay.title, count=len(overlay.marks)))


def overlay_data(pool: Pool, overlay: Overlay) -> dict[str, Any]:
    """Return an overlay as JSON values, its columns in the pool."""
    marks = overlay.marks
    notes = [(plot, text) for plot, texts in overlay.notes.items() for text in texts]
    return {
        "title": overlay.title.to_dict(),
        "profile": overlay.profile,
        "plots": pool.words(mark.plot for mark in marks),
        "kinds": pool.words(mark.kind for mark in marks),
        "labels": pool.texts(mark.label for mark in marks),
        "shapes": pack_shapes(pool, GeoSeries([mark.shape for mark in marks], crs=WORK_CRS)),
        "noted": pool.words(plot for plot, _ in notes),
        "notes": pool.texts(text for _, text in notes),
    }
