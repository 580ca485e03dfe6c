"""Draw where a plant's buildings stand on its plots, and say how they fit."""

import math
from collections.abc import Iterator

from sezgeo.crs import geodesic_area_ha
from sezgeo.i18n import Text
from sezgeo.maps.overlays.overlay import Mark, Overlay
from sezgeo.planar.rectangle import Rectangle, largest_rectangles
from sezgeo.siting.fit.placement import FitAnswer
from sezgeo.siting.fit.result import Fits
from sezgeo.units import fixed

_TITLE = Text("Размещение зданий", "Does the plant fit")
_M = Text(" м", " m")
_FITS = Text(
    "Здания размещаются{layout}; запас по отступам со всех сторон — {spare}.",
    "The buildings fit{layout} with {spare} to spare: all walls could move outwards by so much at "
    "once.",
)
_MISSING = Text(", не хватает {spare}", ", {spare} are missing")
_NOT_FOUND = Text(
    "Вариант размещения всех зданий не найден{missing}, но и не исключён.",
    "No place for all buildings was found{missing}; that there is none is not proven.",
)
_IMPOSSIBLE = Text(
    "Здания не размещаются: для самого большого нет места ни под каким углом{missing}.",
    "The buildings do not fit: there is no room for the largest at any angle{missing}.",
)
_LEFT = Text(
    "Зона допустимого размещения зданий — {area} га, наибольший прямоугольник {size}. Контур взят "
    "как есть: ответ не точнее его погрешности.",
    "Setbacks and zones leave {area} ha, the largest rectangle is {size}. The outline is taken as "
    "drawn: the answer is no better than its accuracy.",
)


def fit_overlay(fits: Fits) -> Overlay:
    """
    Draw what is left to build on, the buildings, and the largest rectangle, by plot.

    Parameters
    ----------
    fits
        Buildings placed on the plots to draw.
    """
    marks: list[Mark] = []
    notes: dict[str, list[Text]] = {}
    areas = dict(zip(fits.land.index, geodesic_area_ha(fits.land), strict=True))
    rectangles = largest_rectangles(fits.land[plot] for plot in fits.placements)
    for plot, rectangle in zip(fits.placements, rectangles, strict=True):
        marks += _marks(fits, plot, rectangle)
        notes[plot] = [_answer(fits, plot), _left(float(areas[plot]), rectangle)]
    return Overlay(_TITLE, marks, notes, profile=fits.profile.key)


def _marks(fits: Fits, plot: str, rectangle: Rectangle | None) -> Iterator[Mark]:
    land = fits.land[plot]
    if not land.is_empty:
        label = Text("можно застроить", "may be built on")
        yield Mark("land", land, label, plot)
    if rectangle is not None:
        label = Text("наибольший прямоугольник", "the largest rectangle")
        yield Mark("largest", rectangle.polygon, label, plot)
    if fits.placements[plot].answer != FitAnswer.FITS:
        return
    for building in fits.buildings_on(plot):
        label = building.title + ", " + _size(building.length_m, building.width_m)
        yield Mark("building", building.outline, label, plot)


def _answer(fits: Fits, plot: str) -> Text:
    placement = fits.placements[plot]
    spare = fixed(abs(placement.spare_m), 1) + _M
    if placement.answer == FitAnswer.FITS:
        several = len(fits.footprint.layouts) > 1
        layout = " (" + fits.layout(plot).title + ")" if several else Text.EMPTY
        return _FITS.fill(layout=layout, spare=spare)
    missing = _MISSING.fill(spare=spare) if placement.spare_m < 0 else Text.EMPTY
    text = _NOT_FOUND if placement.answer == FitAnswer.NOT_FOUND else _IMPOSSIBLE
    return text.fill(missing=missing)


def _left(area_ha: float, rectangle: Rectangle | None) -> Text:
    if rectangle is None:
        return Text("Застроить нельзя ничего.", "Nothing can be built on.")
    size = _size(rectangle.long_m, rectangle.short_m)
    return _LEFT.fill(area=fixed(area_ha, 2), size=size)


def _size(long_m: float, short_m: float) -> Text:
    sides = [math.floor(side * 10 + 1e-6) / 10 for side in (long_m, short_m)]
    return Text.join(" × ", [fixed(side, 0 if side.is_integer() else 1) for side in sides]) + _M
