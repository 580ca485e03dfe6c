"""
The window of a map: which part of the grid lies on how much paper, and where north is.

Maps are drawn in the working grid. Lengths on the ground differ from lengths in the grid by up to
0.04 %, and the grid's north from true north by up to 1.6° on the zone's sites; scale bar and north
arrow are true to both.
"""

from dataclasses import dataclass
from math import ceil, cos, floor, log10, radians, sin

from matplotlib.axes import Axes
from shapely import box
from shapely.geometry import Polygon

from sezgeo.crs import grid_convergence_deg, grid_scale

Box = tuple[float, float, float, float]
"""Least x, least y, greatest x, greatest y."""
_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5)
_BARS = (1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class MapFrame:
    """
    A window onto the grid at a round scale.

    Attributes
    ----------
    x_m, y_m
        Its middle, in the working system.
    width_mm, height_mm
        Its size on paper.
    scale
        Denominator: a millimetre of paper shows so many millimetres of ground.
    """

    x_m: float
    y_m: float
    width_mm: float
    height_mm: float
    scale: float

    @classmethod
    def around(cls, bounds: Box, width_mm: float, height_mm: float, *, margin: float) -> "MapFrame":
        """
        Return the window of the largest round scale that shows bounds with a margin.

        Parameters
        ----------
        bounds
            What must be seen, in the working system.
        width_mm, height_mm
            Size on paper.
        margin
            Share of the window kept free on each side, 0 to 0.5.

        Examples
        --------
        >>> MapFrame.around((0, 0, 900, 200), 100, 100, margin=0.05).scale
        10000.0
        """
        west, south, east, north = bounds
        free = 1 - 2 * margin
        need = max((east - west) / width_mm, (north - south) / height_mm) * 1000 / free
        return cls((west + east) / 2, (south + north) / 2, width_mm, height_mm, round_scale(need))

    @property
    def k(self) -> float:
        """Return metres of the grid per metre of ground in its middle."""
        return grid_scale(self.x_m, self.y_m)

    @property
    def metres_per_mm(self) -> float:
        """Return metres of the grid that a millimetre of paper shows."""
        return self.scale / 1000 * self.k

    @property
    def bounds(self) -> Box:
        """Return the window in the working system."""
        across = self.width_mm * self.metres_per_mm / 2
        up = self.height_mm * self.metres_per_mm / 2
        return self.x_m - across, self.y_m - up, self.x_m + across, self.y_m + up

    @property
    def outline(self) -> Polygon:
        """Return the window as a polygon."""
        return box(*self.bounds)

    @property
    def north(self) -> tuple[float, float]:
        """Return the direction of true north on paper: right and up, of length 1."""
        turn = radians(-grid_convergence_deg(self.x_m, self.y_m))
        return sin(turn), cos(turn)

    def bar_m(self, most_mm: float) -> float:
        """Return the greatest round length on the ground that takes at most so much paper."""
        most = most_mm * self.scale / 1000
        power = 10.0 ** floor(log10(most))
        return max(step * power for step in _BARS if step * power <= most)

    def show(self, axes: Axes) -> None:
        """Let axes show this window."""
        west, south, east, north = self.bounds
        axes.set_xlim(west, east)
        axes.set_ylim(south, north)
        axes.set_xticks([])
        axes.set_yticks([])


def round_scale(least: float) -> float:
    """
    Return the next round denominator, not below `least`.

    Examples
    --------
    >>> round_scale(1030), round_scale(9500), round_scale(20000)
    (1500.0, 10000.0, 20000.0)
    """
    power = 10.0 ** (ceil(log10(least)) - 1)
    scales = (step * power for step in _STEPS)
    return next((scale for scale in scales if scale >= least * (1 - 1e-9)), 10 * power)
