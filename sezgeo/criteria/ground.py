"""
What the ground under a plot is like: slope, height range, earthworks, exposure to low ground.

Heights come from `sezgeo.terrain.elevation`. A plot that the rasters do not cover whole is
unknown, with the share they do cover; nothing is averaged over what happens to be there.
"""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series

from sezgeo.arrays import Floats
from sezgeo.i18n import Text
from sezgeo.layers.selection import accuracy_m
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Engine
from sezgeo.terrain.elevation import Elevation
from sezgeo.terrain.zonal import (
    LOWLAND_RADIUS_M,
    Measure,
    covered_share,
    earthworks,
    height_range,
    lowland,
    mean_slope,
    measures_of,
    outlines_of,
    possible_places,
    slope_p95,
    widen_bounds,
)

GROUND = tuple(measures_of(None))
"""Names of the criteria that need heights."""

ZONAL = ("mean_slope_deg", "slope_p95_deg", "elevation_covered_share")
"""Those of them that the engine `grid` measures for many plots at once."""


def mean_slope_deg(plots: GeoDataFrame, elevation: Elevation) -> Series:
    """
    Average the slope over each plot, every cell weighted by the area it shares with the plot.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights. The slope of a cell is Horn's, over its eight neighbours.

    Returns
    -------
    mean_slope_deg
        Degrees, indexed like `plots`; missing where a plot is not covered whole.
    """
    return _series(plots, elevation, "mean_slope_deg", mean_slope)


def slope_p95_deg(plots: GeoDataFrame, elevation: Elevation) -> Series:
    """
    Return the slope that 95 % of each plot's area does not exceed.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.

    Returns
    -------
    slope_p95_deg
        Degrees, indexed like `plots`; missing where a plot is not covered whole.
    """
    return _series(plots, elevation, "slope_p95_deg", slope_p95)


def height_range_m(plots: GeoDataFrame, elevation: Elevation) -> Series:
    """
    Measure from the lowest to the highest ground of each plot.

    The surface between cell centres is bilinear; it is looked at in all centres inside the plot
    and every half cell along its outline.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.

    Returns
    -------
    height_range_m
        Metres, indexed like `plots`; missing where a plot is not covered whole.
    """
    return _series(plots, elevation, "height_range_m", height_range)


def cut_and_fill_m3(
    plots: GeoDataFrame, elevation: Elevation, *, pad_ha: float | None = None
) -> Series:
    """
    Measure the earth to move for a level pad: cut and fill together, at the balanced height.

    See `sezgeo.terrain.cut_and_fill` for the formula and what it leaves out.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.
    pad_ha
        Size of the pad; by default the whole plot is levelled. The pad has the plot's shape, drawn
        in evenly from its boundary.

    Returns
    -------
    cut_and_fill_m3
        Cubic metres, indexed like `plots`; missing where the pad is not covered whole, or does
        not fit.
    """
    return _series(plots, elevation, "cut_and_fill_m3", earthworks(pad_ha))


def lowland_exposure_m(plots: GeoDataFrame, elevation: Elevation) -> Series:
    """
    Measure by how much a plot lies below the ground within 1 km around it.

    The mean height of the ring less that of the plot: positive where water and cold air run
    towards the plot, negative on a rise. It is the topographic position index of Weiss (Topographic
    position and landforms analysis, ESRI user conference, 2001) with its sign turned. It is no
    flood model: river levels are not in it.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.

    Returns
    -------
    lowland_exposure_m
        Metres, indexed like `plots`; missing where the plot or the ring is not covered whole.
    """
    return _series(plots, elevation, "lowland_exposure_m", lowland, reach_m=LOWLAND_RADIUS_M)


def elevation_covered_share(plots: GeoDataFrame, elevation: Elevation) -> Series:
    """
    Measure which share of each plot has a known slope.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.

    Returns
    -------
    elevation_covered_share
        From 0 to 1, indexed like `plots`.
    """
    return _series(plots, elevation, "elevation_covered_share", covered_share)


def survey(
    plots: GeoDataFrame,
    elevation: Elevation,
    name: str,
    *,
    pad_ha: float | None = None,
    engine: Engine = "tree",
    arrays: PlotArrays | None = None,
) -> tuple[Series, Floats, Floats]:
    """
    Measure one criterion and bound it.

    A plot may lie elsewhere by its stated accuracy: its outline is moved to eight sides by half of
    it and by all of it. What comes out is widened by the relative error of the heights; errors of
    neighbouring heights count as independent, the worst that is likely.

    Parameters
    ----------
    plots
        Plots.
    elevation
        Heights.
    name
        One of `GROUND`.
    pad_ha
        Size of the pad, for `cut_and_fill_m3`.
    engine
        `grid` measures slopes and the covered share of many plots at once; it gives the same
        numbers as `tree`, and takes a second or so to start.
    arrays
        The same plots, if they were taken apart already.

    Returns
    -------
    values, low, high
        Bounds are missing where an outline that may be true is not covered whole.
    """
    shapes, off_m = plots.geometry.to_numpy(), accuracy_m(plots)
    if engine == "grid" and name in ZONAL:
        from sezgeo.terrain.zonal_blocks import survey_blocks

        plot_arrays = PlotArrays(shapes) if arrays is None else arrays
        values, least, most, cell_m = survey_blocks(plot_arrays, off_m, elevation, name)
    else:
        measure, reach_m = measures_of(pad_ha)[name]
        values, least, most, cell_m = _one_by_one(
            shapes, off_m, elevation, measure, reach_m=reach_m
        )
    low, high = widen_bounds(
        name,
        least,
        most,
        accuracy_m=elevation.accuracy_m,
        cell_m=cell_m,
        area_m2=np.asarray(shapely.area(shapes)),
    )
    return Series(values, index=plots.index, name=name), low, high


def _one_by_one(
    shapes: NDArray[np.object_],
    off_m: Floats,
    elevation: Elevation,
    measure: Measure,
    *,
    reach_m: float,
) -> Floats:
    """Measure each plot on its own window: value, least, most, and side of a cell."""
    rows = []
    for shape, off in zip(shapes, off_m, strict=True):
        outlines = outlines_of(elevation, possible_places(shape, float(off)), reach_m)
        places = measure(outlines)
        rows.append((places[0], places.min(), places.max(), outlines.least_m))
    return np.array(rows, dtype=float).reshape(len(shapes), 4).T


def why_unknown(
    plots: GeoDataFrame, values: Series, elevation: Elevation | None, engine: Engine = "tree"
) -> dict[str, Text]:
    """
    Say of every plot whose ground is unknown why it is.

    Parameters
    ----------
    plots
        Plots.
    values
        What was measured, indexed like `plots`; its name is the criterion's.
    elevation
        Heights, if there are any.
    engine
        As for `survey`.
    """
    unknown = plots[values.isna().to_numpy()]
    if elevation is None:
        return dict.fromkeys(map(str, unknown.index), _NO_HEIGHTS)
    outlines = unknown.geometry.to_frame()
    shares, _, _ = survey(outlines, elevation, "elevation_covered_share", engine=engine)
    otherwise = _NO_ROOM if values.name == "cut_and_fill_m3" else _BARE_RING
    return {
        str(plot): _PARTLY.fill(share=round(100 * share)) if share < 1 else otherwise
        for plot, share in shares.items()
    }


_NO_HEIGHTS = Text(
    "нет цифровой модели рельефа",
    "there is no elevation model",
)
_PARTLY = Text(
    "ЦМР покрывает {share} % участка", "the elevation model covers {share} % of the plot"
)
_NO_ROOM = Text(
    "площадка нужного размера на участке не размещается",
    "a pad of the size needed does not fit on the plot",
)
_BARE_RING = Text(
    "ЦМР покрывает местность вокруг участка не полностью",
    "the elevation model does not cover the ground around the plot whole",
)


def _series(
    plots: GeoDataFrame,
    elevation: Elevation,
    name: str,
    measure: Measure,
    *,
    reach_m: float = 0.0,
) -> Series:
    values = [
        measure(outlines_of(elevation, np.array([shape]), reach_m))[0] for shape in plots.geometry
    ]
    return pd.Series(values, index=plots.index, name=name, dtype=float)
