"""Compare the area a table states with the area its outline has."""

import numpy as np
import shapely
from numpy.typing import NDArray
from pandas import Series

from sezgeo.i18n import Text
from sezgeo.intake.draft import Context, Draft
from sezgeo.intake.findings import Finding, for_rows

MOST_DIFFERENCE_SHARE = 0.01
_FALSE_EASTING_M, _CENTRAL_SCALE = 500_000.0, 0.9996
_MEAN_RADIUS_M = 6_381_000.0
_ROUNDING_M2 = 0.5
_EXACT_SHARE, _SLIPPED_SHARE = 1e-4, 1e-3
_LEAST_PLOTS, _NEARLY_ALL = 5, 0.8
_UNITS = (
    (10_000.0, Text("похоже на гектары", "it looks like hectares")),
    (1e6, Text("похоже на квадратные километры", "it looks like square kilometres")),
    (100.0, Text("похоже на сотки", "it looks like ares")),
    (4046.856, Text("похоже на акры", "it looks like acres")),
    (0.092903, Text("похоже на квадратные футы", "it looks like square feet")),
    (0.1, Text("потерян десятичный знак", "a decimal sign was lost")),
)


def check(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """
    Say which areas do not agree with their outlines.

    The cadastre may disagree with itself, since it is the register; and a stated area was written
    for the outline that people drew, so it says little about one that a machine traced.
    """
    if draft.ground is None or "area_m2" not in draft.cells:
        return draft, []
    stated, shapes = draft.cells["area_m2"], draft.ground
    known = draft.usable & (stated.to_numpy() >= 0)
    off = known & disagreeing(stated, shapes)
    beside = known & ~off & standing_out(stated, shapes)
    lenient = draft.traced | context.raw.cadastral
    agree = Text(", а у других участков сходится", ", and the other plots agree")

    def tell(i: int) -> Finding:
        area, drawn = float(stated.iloc[i]), float(shapes[i].area)
        return draft.finding(
            "AREA_DISAGREES", i, severity="refuse" if off[i] and not lenient[i] else "repair",
            column="area_m2", found=area, expected=drawn,
            why=slip(area, drawn) if off[i] else agree,
        )  # fmt: skip

    places = [np.flatnonzero(rows).tolist() for rows in (off, beside)]
    return draft, [finding for some in places for finding in for_rows(some, map(tell, some))]


def true_areas_m2(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """
    Return the areas of polygons in UTM zone 37 on the ground, to a few millionths.

    The projection shrinks areas by the square of its scale, which grows with the distance from
    the central meridian as 1 + x² / 2R² (Snyder, Map Projections, 1987, eq. 8-11, first terms).
    """
    boxes = shapely.bounds(shapes)
    east = (boxes[:, 0] + boxes[:, 2]) / 2 - _FALSE_EASTING_M
    scale = _CENTRAL_SCALE * (1 + (east / _CENTRAL_SCALE) ** 2 / (2 * _MEAN_RADIUS_M**2))
    return np.asarray(shapely.area(shapes) / scale**2)


def disagreeing(stated: Series, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """
    Tell which stated areas differ by more than 1 % from both the true and the drawn area.

    Registers state true areas, GIS programs measure in the projection; either is right.
    """
    areas = stated.to_numpy(dtype=float)
    drawn = shapely.area(shapes)
    true = true_areas_m2(shapes)
    off = [
        np.abs(areas - own) > np.maximum(MOST_DIFFERENCE_SHARE * own, _ROUNDING_M2)
        for own in (drawn, true)
    ]
    return np.asarray(np.isfinite(areas) & np.isfinite(true) & off[0] & off[1])


def standing_out(stated: Series, shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """
    Tell which stated areas are off by 1 m² and 0.1 % where nearly all others are exact.

    A vertex that slipped moves a border and stays within 1 %; beside plots whose areas were
    reckoned from their outlines it shows. Where areas were surveyed or rounded nothing stands out.
    """
    areas = stated.to_numpy(dtype=float)
    there = np.isfinite(areas)
    gaps = [(own, np.abs(areas - own)) for own in (shapely.area(shapes), true_areas_m2(shapes))]
    exact = [gap <= np.maximum(_EXACT_SHARE * own, 2 * _ROUNDING_M2) for own, gap in gaps]
    best = int(exact[1].sum() > exact[0].sum())
    if there.sum() < _LEAST_PLOTS or exact[best].sum() < _NEARLY_ALL * there.sum():
        return np.zeros(len(areas), dtype=bool)
    own, gap = gaps[best]
    return np.asarray(there & np.isfinite(own) & (gap > np.maximum(_SLIPPED_SHARE * own, 1.0)))


def slip(stated: float, drawn: float) -> Text:
    """Name the slip of units that explains a difference, or nothing."""
    for factor, text in _UNITS:
        if abs(stated * factor - drawn) <= 0.02 * drawn:
            return ": " + text
    return Text.EMPTY
