"""Draw where a plant's buildings stand on its plots, and say how they fit."""

import math
from collections.abc import Iterator

from sezgeo.crs import geodesic_area_ha
from sezgeo.i18n import LANGUAGES, Text, number
from sezgeo.maps.overlays.overlay import Mark, Overlay
from sezgeo.planar.rectangle import Rectangle, largest_rectangles
from sezgeo.siting.fit.placement import FitAnswer
from sezgeo.siting.fit.result import Fits

_TITLE = Text("Помещается ли завод", "Does the plant fit")


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
    for one in fits.buildings_on(plot):
        size = _size(one.length_m, one.width_m)
        label = Text(f"{one.title.ru}, {size.ru}", f"{one.title.en}, {size.en}")
        yield Mark("building", one.outline, label, plot)


def _answer(fits: Fits, plot: str) -> Text:
    placed = fits.placements[plot]
    spare = _metres(abs(placed.spare_m))
    if placed.answer == FitAnswer.FITS:
        layout = fits.layout(plot).title
        several = len(fits.footprint.layouts) > 1
        return Text(
            f"Здания встают{f' ({layout.ru})' if several else ''}, запас {spare.ru}: на столько "
            "могли бы отступить наружу все стены сразу.",
            f"The buildings fit{f' ({layout.en})' if several else ''} with {spare.en} to spare: "
            "all walls could move outwards by so much at once.",
        )
    short = placed.spare_m < 0
    lacking = (
        Text(f", не хватает {spare.ru}", f", {spare.en} are missing") if short else Text("", "")
    )
    if placed.answer == FitAnswer.NOT_FOUND:
        return Text(
            f"Места для всех зданий не нашлось{lacking.ru}; что его нет, не доказано.",
            f"No place for all buildings was found{lacking.en}; that there is none is not proven.",
        )
    return Text(
        f"Здания не встают: для самого большого нет места ни под каким углом{lacking.ru}.",
        f"The buildings do not fit: there is no room for the largest at any angle{lacking.en}.",
    )


def _left(area_ha: float, rectangle: Rectangle | None) -> Text:
    if rectangle is None:
        return Text("Застроить нельзя ничего.", "Nothing can be built on.")
    area = Text(*(number(area_ha, lang, 2) for lang in LANGUAGES))
    size = _size(rectangle.long_m, rectangle.short_m)
    return Text(
        f"Без отступов и зон остаётся {area.ru} га, наибольший прямоугольник {size.ru}. Контур "
        "взят как есть: ответ не точнее его погрешности.",
        f"Setbacks and zones leave {area.en} ha, the largest rectangle is {size.en}. The outline "
        "is taken as drawn: the answer is no better than its accuracy.",
    )


def _size(long_m: float, short_m: float) -> Text:
    sides = [math.floor(side * 10 + 1e-6) / 10 for side in (long_m, short_m)]
    ru, en = (
        " × ".join(number(side, lang, 0 if side.is_integer() else 1) for side in sides)
        for lang in LANGUAGES
    )
    return Text(f"{ru} м", f"{en} m")


def _metres(value: float) -> Text:
    ru, en = (number(value, lang, 1) for lang in LANGUAGES)
    return Text(f"{ru} м", f"{en} m")
