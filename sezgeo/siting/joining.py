"""Which plots lie side by side, and what land they make together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from sezgeo.crs import geodesic_area_ha
from sezgeo.layers import Layer

_ROUNDING_M = 0.1
"""Borders drawn twice differ by rounding: a narrower gap is none."""
_CLOSE_M = 1.0
"""Border no farther than this beyond the nearest point is shared: streets are not quite even."""
_HALF_STREET_M = 6.0
"""A line of a street or track that runs nearer to a border than this runs along it."""
_HECTARE_M2 = 10_000.0
_BARRIERS = ("roads", "railways", "water_bodies")


@dataclass(frozen=True, slots=True)
class Sides:
    """
    When two plots lie side by side.

    Attributes
    ----------
    border_m
        Least length that they share: a corner joins nothing.
    across_m
        Widest street of the layout that may be built over; 0 leaves every street.
    """

    border_m: float = 10.0
    across_m: float = 0.0

    @property
    def gap_m(self) -> float:
        """Return the widest gap between plots that counts as none."""
        return max(self.across_m, _ROUNDING_M)


def neighbours(
    plots: GeoDataFrame, layers: Mapping[str, Layer], sides: Sides
) -> dict[str, frozenset[str]]:
    """
    Find for each plot the plots beside it, on the same site.

    A street, track or stream of the layers that runs along the border parts two plots. A street
    inside the site may be built over where `across_m` says so; anything larger never.
    """
    shapes = plots.geometry.to_numpy()
    barriers = _barriers(layers, sides)
    ahead, behind = STRtree(shapes).query(shapes, predicate="dwithin", distance=sides.gap_m)
    found: dict[str, set[str]] = {str(plot): set() for plot in plots.index}
    for i, j in zip(ahead, behind, strict=True):
        same = plots["site"].iloc[i] == plots["site"].iloc[j]
        if i < j and same and _shared_m(shapes[i], shapes[j], barriers) >= sides.border_m:
            one, other = str(plots.index[i]), str(plots.index[j])
            found[one].add(other)
            found[other].add(one)
    return {plot: frozenset(beside) for plot, beside in found.items()}


def _barriers(layers: Mapping[str, Layer], sides: Sides) -> BaseGeometry:
    shapes: list[BaseGeometry] = []
    for name in _BARRIERS:
        if name not in layers:
            continue
        frame = layers[name].frame
        if name == "roads" and sides.across_m > 0:
            frame = frame[frame["class"] != "street"]
        shapes += list(frame.geometry)
    return shapely.union_all(shapes).buffer(_HALF_STREET_M)


def _shared_m(one: BaseGeometry, other: BaseGeometry, barriers: BaseGeometry) -> float:
    """Measure the border that two plots share and nothing runs along."""
    reach = one.buffer(one.distance(other) + _CLOSE_M, join_style="mitre")
    beyond = reach.intersection(other.boundary).difference(barriers)
    return float(beyond.length) - 2 * _CLOSE_M


def joined(
    plots: Layer, sets: Sequence[frozenset[str]], sides: Sides, *, prefix: str = "ASM"
) -> Layer:
    """
    Make a layer of plots of which each is several plots joined.

    Capacities add up and are unknown where one of them is; the status is the least free; the
    outline is as accurate as the worst of them. Streets that are built over belong to it.

    Parameters
    ----------
    plots
        The plots.
    sets
        Keys of the plots to join, by assembly.
    sides
        Which gaps between them count as none.
    prefix
        Letters that begin the new keys.
    """
    if not sets:
        return Layer.of(plots.frame.iloc[:0], plots.schema, source=plots.source)
    every = set(map(str, plots.frame.index))
    keys = (key for n in count(1) if (key := f"{prefix}-{n:03d}") not in every)
    rows = [_row(plots, members, key, sides) for members, key in zip(sets, keys, strict=False)]
    frame = GeoDataFrame(rows, columns=list(plots.frame.columns), crs=plots.frame.crs)
    frame["area_m2"] = np.round(geodesic_area_ha(frame.geometry) * _HECTARE_M2)
    known = [c for c in frame.columns if frame[c].notna().any()]
    return Layer.of(frame[known], plots.schema, source=plots.source, version=plots.version)


def _row(plots: Layer, members: frozenset[str], key: str, sides: Sides) -> dict[str, object]:
    frame = plots.frame.loc[sorted(members)]
    told = " + ".join(sorted(members))
    row: dict[str, object] = {
        name: frame[name].sum(skipna=False)
        for name, c in plots.schema.columns.items()
        if c.capacity
    }
    status = "free" if (frame["status"] == "free").all() else "reserved"
    drawn = "illustrative" if (frame["nature"] == "illustrative").any() else None
    return row | {
        plots.schema.key: key,
        "site": frame["site"].iloc[0],
        "status": status,
        "nature": drawn,
        "accuracy_m": pd.to_numeric(frame["accuracy_m"]).max(skipna=False),
        "note": f"объединение: {told}",
        "note_en": f"joined: {told}",
        "source": told,
        "geometry": _outline(plots.frame, members, sides),
    }


def _outline(frame: GeoDataFrame, members: frozenset[str], sides: Sides) -> BaseGeometry:
    """Join outlines; gaps narrower than allowed are filled, other plots never."""
    mine = frame.geometry.loc[sorted(members)].to_numpy()
    half = sides.gap_m / 2 + _ROUNDING_M
    swollen = shapely.union_all(mine).buffer(half, join_style="mitre")
    closed = shapely.union_all([swollen.buffer(-half, join_style="mitre"), *mine])
    others = frame.index[~frame.index.isin(members)]
    near = frame.geometry.loc[others]
    outline = closed.difference(shapely.union_all(near[near.intersects(closed)].to_numpy()))
    polygons = [part for part in shapely.get_parts(outline) if part.area > 1.0]
    return shapely.union_all(polygons)
