"""Plots joined into one: outline, capacities, status."""

from collections.abc import Sequence
from itertools import count

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from sezgeo.crs import geodesic_area_ha
from sezgeo.layers import Layer
from sezgeo.siting.land_assembly.adjacency import HECTARE_M2, ROUNDING_M, Adjacency


def merge_plots(
    plots: Layer, sets: Sequence[frozenset[str]], adjacency: Adjacency, *, prefix: str = "ASM"
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
    adjacency
        Which gaps between them count as none.
    prefix
        Letters that begin the new keys.
    """
    if not sets:
        return Layer.of(plots.frame.iloc[:0], plots.schema, source=plots.source)
    taken = set(map(str, plots.frame.index))
    keys = (key for n in count(1) if (key := f"{prefix}-{n:03d}") not in taken)
    rows = [
        _merged_row(plots, members, key, adjacency)
        for members, key in zip(sets, keys, strict=False)
    ]
    frame = GeoDataFrame(rows, columns=list(plots.frame.columns), crs=plots.frame.crs)
    frame["area_m2"] = np.round(geodesic_area_ha(frame.geometry) * HECTARE_M2)
    filled = [c for c in frame.columns if frame[c].notna().any()]
    return Layer.of(frame[filled], plots.schema, source=plots.source, version=plots.version)


def _merged_row(
    plots: Layer, members: frozenset[str], key: str, adjacency: Adjacency
) -> dict[str, object]:
    frame = plots.frame.loc[sorted(members)]
    names = " + ".join(sorted(members))
    row: dict[str, object] = {
        name: frame[name].sum(skipna=False)
        for name, column in plots.schema.columns.items()
        if column.capacity
    }
    status = "free" if (frame["status"] == "free").all() else "reserved"
    drawn = "illustrative" if (frame["nature"] == "illustrative").any() else None
    return row | {
        plots.schema.key: key,
        "site": frame["site"].iloc[0],
        "status": status,
        "nature": drawn,
        "accuracy_m": pd.to_numeric(frame["accuracy_m"]).max(skipna=False),
        "note": f"объединение: {names}",
        "note_en": f"joined: {names}",
        "source": names,
        "geometry": _outline(plots.frame, members, adjacency),
    }


def _outline(frame: GeoDataFrame, members: frozenset[str], adjacency: Adjacency) -> BaseGeometry:
    """Join outlines; gaps narrower than allowed are filled, other plots never."""
    members_land = frame.geometry.loc[sorted(members)].to_numpy()
    half = adjacency.gap_m / 2 + ROUNDING_M
    swollen = shapely.union_all(members_land).buffer(half, join_style="mitre")
    closed = shapely.union_all([swollen.buffer(-half, join_style="mitre"), *members_land])
    others = frame.index[~frame.index.isin(members)]
    near = frame.geometry.loc[others]
    outline = closed.difference(shapely.union_all(near[near.intersects(closed)].to_numpy()))
    polygons = [part for part in shapely.get_parts(outline) if part.area > 1.0]
    return shapely.union_all(polygons)
