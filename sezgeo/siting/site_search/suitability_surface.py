"""
How suitable every place of a region is: a score per cell, block by block.

A cell is measured as a plot the size of a point at its centre: distances are exact (see
`sezgeo.siting.site_search.distance_field`), valued by the profile's curves, unknowns at the
middle of what they may be, as the ranking does. Only criteria that differ from place to place
count, and only where a layer says something: the plot's own shape and what nobody knows would add
the same to every cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from sezgeo.arrays import Floats
from sezgeo.criteria import Criterion, Elevation
from sezgeo.criteria.table import shipped
from sezgeo.errors import SitingError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.layers.selection import accuracy_m, counted, together, told_apart
from sezgeo.measures import Measures
from sezgeo.siting.raster_grid import RasterGrid
from sezgeo.siting.site_search.distance_field import Segments, distances_m
from sezgeo.suitability.profile import Profile, Wish
from sezgeo.suitability.ranking.scores import expected_measure
from sezgeo.terrain.patch import place

SLOPES = ("mean_slope_deg", "slope_p95_deg")
"""Criteria of the ground that a cell has too."""


@dataclass(frozen=True, slots=True, eq=False)
class DistanceFeatures:
    """
    The features of one distance criterion, ready to be measured to.

    Attributes
    ----------
    sure, doubts
        Features that count, and those whose record does not say whether they do.
    nearer, farther
        The same as `sure` and `doubts` together with their accuracy taken off, and `sure` with it
        added: the bounds of the distance.
    complete
        True if no feature is missing from the layers.
    """

    sure: Segments
    doubts: Segments
    nearer: Segments
    farther: Segments
    complete: bool


@dataclass(frozen=True, slots=True, eq=False)
class CellCriterion:
    """One criterion of the surface: how it is measured, valued and weighed."""

    name: str
    wish: Wish
    share: float
    distance: DistanceFeatures | None = None
    neighbours: tuple[Segments, ...] = ()
    within_m: float = 0.0
    elevation: Elevation | None = None

    def value(self, block: RasterGrid) -> Floats:
        """Return the value from 0 to 1 of every cell."""
        if self.distance is not None:
            value, low, high = _distances(self.distance, block, self._most_m())
        elif self.elevation is not None:
            value = _slopes(self.elevation, block)
            low = high = np.full(value.shape, np.nan)
        else:
            value = _counts(self.neighbours, block, self.within_m)
            low = high = np.full(value.shape, np.nan)
        values, least, most = (
            pd.DataFrame({self.name: part.ravel()}) for part in (value, low, high)
        )
        measures = Measures(values, least, most, pd.DataFrame())
        used, _, _ = expected_measure(measures, self.name, self.wish)
        return self.wish.value_function.at(used).reshape(block.shape)

    def _most_m(self) -> float:
        """Beyond its last point the curve is flat, and of an unknown distance half is taken."""
        return 2 * max(raw for raw, _ in self.wish.curve)


def cell_criteria(
    profile: Profile, layers: Mapping[str, Layer], elevation: Elevation | None = None
) -> tuple[CellCriterion, ...]:
    """
    Prepare the criteria of a profile that differ from place to place.

    Raises
    ------
    UnknownNameError
        If the profile names a criterion that is not in the table.
    SitingError
        If there are none: a surface would say nothing.
    """
    criteria = [
        criterion
        for name, wish in profile.criteria.items()
        if (criterion := _cell_criterion(shipped(name), wish, layers, elevation))
    ]
    if not criteria:
        raise SitingError(
            Text(
                f"искать негде: ни один слой не отвечает на критерии профиля «{profile.key}»; "
                "добавьте слои, до объектов которых он меряет",
                f"nowhere to look: no layer answers the criteria of profile {profile.key!r}; add "
                "the layers it measures to",
            )
        )
    total = sum(criterion.wish.weight for criterion in criteria)
    return tuple(replace(criterion, share=criterion.wish.weight / total) for criterion in criteria)


def score_cells(scored: Sequence[CellCriterion], block: RasterGrid) -> Floats:
    """
    Score every cell of a block.

    Returns
    -------
    numpy.ndarray, shape (height, width)
        From 0 to 1.
    """
    total = np.zeros(block.shape)
    for criterion in scored:
        total += criterion.share * criterion.value(block)
    return np.minimum(total, 1.0)


def _cell_criterion(
    criterion: Criterion,
    wish: Wish,
    layers: Mapping[str, Layer],
    elevation: Elevation | None,
) -> CellCriterion | None:
    if criterion.name in SLOPES:
        return CellCriterion(criterion.name, wish, 0.0, elevation=elevation) if elevation else None
    layers_with_data = [
        (position, layers[name])
        for position, name in enumerate(criterion.layers)
        if name in layers and not layers[name].is_silent
    ]
    if not layers_with_data:
        return None
    if criterion.rule == "count":
        frame = counted(layers_with_data[0][1].frame, criterion.select(0))
        each = tuple(Segments.of(np.array([shape])) for shape in frame.geometry)
        return CellCriterion(
            criterion.name, wish, 0.0, neighbours=each, within_m=criterion.within_m
        )
    if criterion.rule != "nearest":
        return None
    complete = len(layers_with_data) == len(criterion.layers) and all(
        layer.is_complete for _, layer in layers_with_data
    )
    parts = [
        told_apart(layer.frame, criterion.select(position)) for position, layer in layers_with_data
    ]
    sure, doubts = (together(frames) for frames in zip(*parts, strict=True))
    return CellCriterion(
        criterion.name, wish, 0.0, distance=_prepared(sure, doubts, complete=complete)
    )


def _prepared(sure: GeoDataFrame, doubts: GeoDataFrame, *, complete: bool) -> DistanceFeatures:
    every_feature = together([sure, doubts])
    return DistanceFeatures(
        sure=Segments.of(_shapes(sure)),
        doubts=Segments.of(_shapes(doubts)),
        nearer=Segments.of(_shapes(every_feature), -accuracy_m(every_feature)),
        farther=Segments.of(_shapes(sure), accuracy_m(sure)),
        complete=complete,
    )


def _shapes(frame: GeoDataFrame) -> NDArray[np.object_]:
    shapes: NDArray[np.object_] = frame.geometry.to_numpy()
    return shapes


def _distances(
    distance: DistanceFeatures, block: RasterGrid, most_m: float
) -> tuple[Floats, Floats, Floats]:
    """Return distance, least and greatest, as `criteria.measure` gives them for a point."""
    unknown = np.full(block.shape, np.nan)
    if not distance.complete:
        high = distances_m(distance.farther, block, most_m=most_m)
        return unknown, np.zeros(block.shape), high if len(distance.farther) else unknown
    near = distances_m(distance.sure, block, most_m=most_m)
    if not len(distance.doubts):
        return (near if len(distance.sure) else unknown), unknown, unknown
    known = near <= distances_m(distance.doubts, block, most_m=most_m)
    low = np.maximum(distances_m(distance.nearer, block, most_m=most_m), 0.0)
    high = distances_m(distance.farther, block, most_m=most_m)
    given = np.where(known, near, np.nan)
    return given, low, high if len(distance.sure) else unknown


def _counts(neighbours: Sequence[Segments], block: RasterGrid, within_m: float) -> Floats:
    """Count the features within a distance of every cell."""
    count = np.zeros(block.shape)
    for neighbour in neighbours:
        count += distances_m(neighbour, block, most_m=2 * within_m) <= within_m
    return count


def _slopes(elevation: Elevation, block: RasterGrid) -> Floats:
    """Return the slope of the raster cell each centre lies in; NaN where unknown."""
    patch = elevation.patch(block.outline)
    x, y = block.centres()
    columns, rows = np.meshgrid(x, y)
    spots = place(np.column_stack([columns.ravel(), rows.ravel()]), patch.transform, patch.crs)
    across, down = np.floor(spots).astype(int).T
    slopes: Floats = patch.slope_deg()[down, across].reshape(block.shape)
    return slopes
