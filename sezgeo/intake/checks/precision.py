"""Tell how fine the coordinates of a delivery are: rounding moves borders."""

import numpy as np
import shapely
from numpy.typing import NDArray

from sezgeo.arrays import Shapes
from sezgeo.intake.draft import Context, Draft
from sezgeo.intake.findings import Finding, Severity, finding

_SURVEYED = ("plots", "parcels")
_METRES_PER_DEGREE = 111_000.0
_DEGREES_AT_MOST = 361.0
_COARSE_M = 0.2
_REFUSED_M = 10.0
_LEAST_VERTICES = 8
_DECIMALS = 6
_FEW = 1000
"""Vertices that are tried first: mostly they tell already that there is no grid."""
_DRAWN_M = 5.0
"""Outlines on a grid of so many metres were drawn there, not rounded."""


def check(draft: Draft, context: Context) -> tuple[Draft, list[Finding]]:
    """Say so where all coordinates were rounded to a grid that moves borders visibly."""
    return draft, _findings(draft.shapes) if context.schema.name in _SURVEYED else []


def _findings(shapes: Shapes) -> list[Finding]:
    coords = shapely.get_coordinates(shapes)
    if len(coords) < _LEAST_VERTICES or not np.isfinite(coords).all():
        return []
    step_m = grid_m(coords)
    if step_m < _COARSE_M:
        return []
    severity: Severity = "refuse" if step_m > _REFUSED_M else "repair"
    return [finding("COORD_PRECISION", severity=severity, found=float(f"{step_m:.2g}"))]


def grid_m(coords: NDArray[np.float64]) -> float:
    """
    Return the step of the grid that all coordinates lie on, in metres; 0 where they lie on none.

    Examples
    --------
    >>> grid_m(np.array([[383520.0, 6208744.0], [383521.0, 6208749.0]]))
    1.0
    """
    unit_m = _METRES_PER_DEGREE if np.abs(coords).max() < _DEGREES_AT_MOST else 1.0
    few = coords[:_FEW]
    if unit_m == 1.0 and not (few % _DRAWN_M).any() and not (coords % _DRAWN_M).any():
        return 0.0
    for decimals in range(_DECIMALS):
        if _lie_on_grid(few, decimals) and _lie_on_grid(coords, decimals):
            return float(unit_m * 10.0**-decimals)
    single = coords.astype(np.float32)
    if (single == coords).all():
        return float(np.spacing(np.abs(single).max()) * unit_m)
    return 0.0


def _lie_on_grid(coords: NDArray[np.float64], decimals: int) -> bool:
    return bool(np.abs(np.round(coords, decimals) - coords).max() < 10.0 ** -(decimals + 4))
