"""The largest rectangle of a given aspect that fits on a piece of land."""

import math

from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.siting.fit.branch_and_bound import Tolerance, best_place
from sezgeo.siting.fit.clearance import GrowingRectangle
from sezgeo.siting.fit.placement import outlines

_EXACT_M = 0.05
"""Half of what the largest rectangle of an aspect may miss in length."""


def largest_of_aspect(land: BaseGeometry, aspect: float) -> tuple[float, float, Polygon] | None:
    """
    Find the largest rectangle of a given aspect, at any angle.

    Parameters
    ----------
    land
        A polygon, with holes or not, or several; in metres.
    aspect
        Length over width, 1 or more.

    Returns
    -------
    tuple or None
        Length and width in metres, and the outline; None where there is no land.

    Raises
    ------
    SitingError
        If the aspect is not a number of 1 or more.

    Examples
    --------
    >>> from shapely import box
    >>> length_m, width_m, _ = largest_of_aspect(box(0, 0, 90, 40), 3)
    >>> round(length_m, 1), round(width_m, 1)
    (90.0, 30.0)
    """
    if not (math.isfinite(aspect) and aspect >= 1):
        raise SitingError(
            Text(
                f"отношение сторон {aspect:g}: укажите длину, делённую на ширину, от 1 и больше",
                f"aspect {aspect:g}: give length over width, 1 or more",
            )
        )
    box, exact = GrowingRectangle(0.0, 0.0, aspect, 1.0), Tolerance(_EXACT_M / aspect)
    group = best_place(land, box, floor=0.0, tolerance=exact).place
    if group is None:
        return None
    width_m = 2 * group.slack
    swelled = GrowingRectangle(aspect * group.slack, group.slack)
    grown = type(group)(group.centres, group.angle, (swelled,), 0.0)
    return aspect * width_m, width_m, outlines(grown)[0]
