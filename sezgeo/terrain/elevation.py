"""
Elevation rasters: opened, put on one grid, read window by window.

The only criteria module that knows rasterio. Heights come as GeoTIFF (a COG is one) or SRTM
`.hgt`, in any coordinate system, turned or not, in metres or feet. What cannot be trusted is
refused with a cure; what no tile covers is unknown.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Transformer
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError, ProjError

from sezgeo import display
from sezgeo.errors import CrsError, LayerError
from sezgeo.i18n import Text
from sezgeo.measures import Origin
from sezgeo.terrain.cell_size import Window, apply_affine, window_transform
from sezgeo.terrain.patch import Patch, to_pixels

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from affine import Affine
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_DRIVERS = {".hgt": "SRTMHGT"}
"""The one driver GDAL may open a file with, by the file's ending; GTiff by default."""

SRTM_ACCURACY_M = 10.0
"""Relative vertical error of SRTM, 90 %, as the mission specified it; the absolute one is 16 m.
Farr et al., The Shuttle Radar Topography Mission, Reviews of Geophysics 45, RG2004, 2007."""

# What radar saw in 2000 is a surface: roofs and tree tops, not the ground beneath them.
SRTM_AS_OF = "2000-02-11"
"""First day of the shuttle's flight."""

DEEPEST_M, HIGHEST_M = -450.0, 8900.0
"""No dry land lies outside (the Dead Sea's shore, Everest): such a height is a void whose tag got
lost, such as -9999."""

_TO_METRES = {
    **dict.fromkeys(("", "m", "metre", "meter", "metres", "meters"), 1.0),
    **dict.fromkeys(("ft", "foot", "feet", "international foot"), 0.3048),
    **dict.fromkeys(("us survey foot", "us-ft", "ftus", "us_survey_foot"), 1200 / 3937),
}
_OWN_MASK = ("per_dataset", "alpha")
_POLE_DEG, _TURN_DEG = 90.1, 360.1
_LAYER = "elevation"
_SAME_GRID = 1e-3
"""How far, in cells, tiles of one mosaic may be off a common grid."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One file, and where its first cell lies on the common grid."""

    path: Path
    row: int
    column: int
    height: int
    width: int
    to_metres: float
    offset_m: float
    nodata: float | None


@dataclass(frozen=True, eq=False, repr=False)
class Elevation(display.Shown):
    """
    Heights over an area, from one or several tiles on one grid.

    Attributes
    ----------
    tiles
        The files; where they overlap the first one speaks, and its voids are filled by the next.
    transform
        From (column, row) of the first tile to its coordinate system.
    crs
        Coordinate system of the grid.
    accuracy_m
        By how much two heights near each other may be off against one another, 90 %; 0 where
        nobody stated it, and then heights are taken as given.
    source, as_of
        Files, and the date of the survey; an empty text if unknown.
    """

    tiles: tuple[Tile, ...]
    transform: Affine
    crs: CRS
    accuracy_m: float
    source: str
    as_of: str = ""

    @classmethod
    def read(
        cls, paths: Iterable[Path], *, accuracy_m: float | None = None, as_of: str = ""
    ) -> Elevation:
        """
        Open tiles and check that they can be measured on.

        Parameters
        ----------
        paths
            Files of one mosaic.
        accuracy_m
            Stated relative accuracy, 90 %. By default that of SRTM for `.hgt`, else none.
        as_of
            Date of the survey.

        Raises
        ------
        LayerError
            If a file cannot be read, has no heights, is in an unknown unit, or lies on another
            grid than the first; everything wrong is told at once.
        CrsError
            If a file does not say what its coordinates mean, or they cannot be right.
        """
        files = [Path(path) for path in paths]
        if not files:
            raise LayerError(_LAYER, [_no_files()])
        heads = [_head(path) for path in files]
        problems = [text for head in heads for text in _grid_problems(head, heads[0])]
        if problems:
            raise LayerError(_LAYER, problems)
        srtm = all(path.suffix.lower() == ".hgt" for path in files)
        given = SRTM_ACCURACY_M if srtm else 0.0
        return cls(
            tiles=tuple(_tile(head, heads[0].transform) for head in heads),
            transform=heads[0].transform,
            crs=heads[0].crs,
            accuracy_m=given if accuracy_m is None else accuracy_m,
            source=", ".join(path.name for path in files),
            as_of=as_of or (SRTM_AS_OF if srtm else ""),
        )

    @property
    def origin(self) -> Origin:
        """Return what `why` needs to trace a number to these heights."""
        return Origin("elevation", self.source, self.as_of, "file")

    @cached_property
    def digest(self) -> str:
        """Return a hash of the files and of what is known of them."""
        digest = hashlib.sha256(repr((self.accuracy_m, self.tiles)).encode())
        for tile in self.tiles:
            with tile.path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    def patch(self, shape: BaseGeometry, *, margin: int = 2) -> Patch:
        """
        Read the heights around a shape.

        Parameters
        ----------
        shape
            Geometry in the working system.
        margin
            Cells to read beyond it: a slope needs its neighbours.

        Returns
        -------
        Patch
            Heights in metres; NaN where no tile has any.
        """
        [pixels] = self.pixels(np.array([shape]))
        west, north, east, south = pixels.bounds
        column, row = int(np.floor(west)) - margin, int(np.floor(north)) - margin
        width = int(np.ceil(east)) + margin - column
        height = int(np.ceil(south)) + margin - row
        return self.window(Window(row, column, height, width))

    def window(self, window: Window) -> Patch:
        """Read the heights of a window, which may reach beyond all tiles."""
        row, column, height, width = window
        heights = np.full((height, width), np.nan)
        for number, tile in enumerate(self.tiles):
            _fill(heights, row, column, tile, first=number == 0)
        return Patch(
            heights, window_transform(self.transform, column, row), self.crs, (row, column)
        )

    @property
    def extent(self) -> Window:
        """Return the smallest window that holds all tiles."""
        row, column = min(tile.row for tile in self.tiles), min(tile.column for tile in self.tiles)
        bottom = max(tile.row + tile.height for tile in self.tiles)
        right = max(tile.column + tile.width for tile in self.tiles)
        return Window(row, column, bottom - row, right - column)

    def pixels(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Bring shapes of the working system to (column, row) of the grid."""
        return to_pixels(shapes, self.transform, self.crs)


@display.shows(Elevation)
def _elevation(heights: Elevation) -> display.View:
    head = Text("Высоты: {source}, {crs}", "Heights: {source}, {crs}").fill(
        source=heights.source, crs=heights.crs.name
    )
    return display.View(head, (display.Lines([heights.as_of] if heights.as_of else []),))


@dataclass(frozen=True, slots=True)
class _Head:
    path: Path
    transform: Affine
    crs: CRS
    height: int
    width: int
    to_metres: float
    offset_m: float
    nodata: float | None


def _driver(path: Path) -> str:
    return _DRIVERS.get(path.suffix.lower(), "GTiff")


def _quiet() -> AbstractContextManager[object]:
    import rasterio

    return warnings.catch_warnings(
        action="ignore", category=rasterio.errors.NotGeoreferencedWarning
    )


def _head(path: Path) -> _Head:
    import rasterio

    try:
        # a raster that lies nowhere is refused below, with its cure: no warning is needed
        with _quiet(), rasterio.open(path, driver=_driver(path)) as file:
            crs = _crs(path, file.crs, file.transform, file.shape)
            if file.count != 1:
                raise LayerError(_LAYER, [_bands(path, file.count)])
            unit = _unit_m(path, file.units[0], crs)
            return _Head(
                path=path,
                transform=file.transform,
                crs=crs,
                height=file.height,
                width=file.width,
                to_metres=unit * file.scales[0],
                offset_m=unit * file.offsets[0],
                nodata=file.nodata,
            )
    except rasterio.errors.RasterioIOError as cause:
        raise LayerError(_LAYER, [_unreadable(path, str(cause))]) from cause


def _crs(path: Path, system: object, transform: Affine, shape: tuple[int, int]) -> CRS:
    """Return the coordinate system, or refuse what cannot be measured on."""
    if not system:
        raise CrsError(
            Text(
                "у растра {path} не указана система координат: назначьте её "
                "(gdal_edit.py -a_srs EPSG:… файл) или возьмите файл с привязкой",
                "the raster {path} has no coordinate system: assign it "
                "(gdal_edit.py -a_srs EPSG:… file), or take a georeferenced file",
            ).fill(path=path)
        )
    try:
        crs = CRS.from_user_input(system)
        sound = _lies_on_earth(crs, transform, shape)
    except (CRSError, ProjError):
        sound = False
    if not sound:
        raise CrsError(
            Text(
                "координаты растра {path} не сходятся с его системой {system}: назначьте верную "
                "(gdal_edit.py -a_srs EPSG:… файл)",
                "the coordinates of the raster {path} do not fit its system {system}: assign the "
                "right one (gdal_edit.py -a_srs EPSG:… file)",
            ).fill(path=path, system=system)
        )
    return crs


def _lies_on_earth(crs: CRS, transform: Affine, shape: tuple[int, int]) -> bool:
    """Tell whether the corners of a raster are places in its own system, there and back."""
    columns, rows = np.array([[0, 1, 1, 0], [0, 0, 1, 1]]) * [[shape[1]], [shape[0]]]
    x, y = apply_affine(transform, columns.astype(float), rows.astype(float))
    if crs.is_geographic:
        return bool(np.abs(y).max() <= _POLE_DEG and np.abs(x).max() <= _TURN_DEG)
    to_degrees = Transformer.from_crs(crs.to_2d(), "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(x, y, errcheck=True)
    back = to_degrees.transform(lon, lat, direction=TransformDirection.INVERSE)
    return bool(np.isfinite(back).all() and np.allclose(back, (x, y), rtol=0, atol=1.0))


def _unit_m(path: Path, tag: str | None, crs: CRS) -> float:
    """Return metres per unit of height: the band's tag, else the vertical system, else metres."""
    name = (tag or "").strip().lower()
    if not name and crs.is_compound:
        axis = crs.sub_crs_list[1].axis_info[0]
        return float(axis.unit_conversion_factor)
    if name not in _TO_METRES:
        raise LayerError(
            _LAYER,
            [
                Text(
                    "{path}: высоты в неизвестной единице «{tag}»; переведите в метры "
                    "(gdal_calc.py) или исправьте подпись единицы",
                    "{path}: heights are in an unknown unit {quoted}; convert them to metres "
                    "(gdal_calc.py), or correct the unit's tag",
                ).fill(path=path, tag=tag, quoted=repr(tag))
            ],
        )
    return _TO_METRES[name]


def _grid_problems(head: _Head, first: _Head) -> Iterable[Text]:
    """Tell why a tile cannot stand on the grid of the first one."""
    corners = _corners(head, first.transform)
    size = np.array([head.width, head.height])
    same = np.allclose(corners[1] - corners[0], size, rtol=0, atol=_SAME_GRID)
    turned = np.allclose(corners[2] - corners[0], size * (1, 0), rtol=0, atol=_SAME_GRID)
    shift = corners[0]
    same = same and turned
    if head.crs != first.crs or not same or np.abs(shift - shift.round()).max() > _SAME_GRID:
        yield Text(
            "{path} лежит на другой сетке, чем {first}: сведите тайлы к одной "
            "(gdalwarp -t_srs … -tr … тайлы мозаика.tif) и укажите мозаику",
            "{path} lies on another grid than {first}: bring the tiles to one "
            "(gdalwarp -t_srs … -tr … tiles mosaic.tif) and name the mosaic",
        ).fill(path=head.path, first=first.path)


def _corners(head: _Head, transform: Affine) -> NDArray[np.float64]:
    """Return three corners of a tile on a grid: its first, its last, the other of its top row."""
    columns, rows = np.array([[0, head.width, head.width], [0, head.height, 0]], dtype=float)
    return np.column_stack(apply_affine(~transform, *apply_affine(head.transform, columns, rows)))


def _tile(head: _Head, transform: Affine) -> Tile:
    column, row = _corners(head, transform)[0]
    return Tile(
        path=head.path,
        row=round(row),
        column=round(column),
        height=head.height,
        width=head.width,
        to_metres=head.to_metres,
        offset_m=head.offset_m,
        nodata=head.nodata,
    )


def _fill(heights: NDArray[np.float64], row: int, column: int, tile: Tile, *, first: bool) -> None:
    """Write a tile's heights into the cells that are still unknown."""
    import rasterio

    top, bottom = max(row, tile.row), min(row + heights.shape[0], tile.row + tile.height)
    left, right = max(column, tile.column), min(column + heights.shape[1], tile.column + tile.width)
    if top >= bottom or left >= right:
        return
    window = rasterio.windows.Window(left - tile.column, top - tile.row, right - left, bottom - top)
    try:
        with rasterio.open(tile.path, driver=_driver(tile.path)) as file:
            # a mask of its own is rare, and dear to make of a mere tag
            masked = any(flag.name in _OWN_MASK for flag in file.mask_flag_enums[0])
            raw = file.read(1, window=window, masked=masked)
    except rasterio.errors.RasterioIOError as cause:
        raise LayerError(_LAYER, [_unreadable(tile.path, str(cause))]) from cause
    given = np.ma.getdata(raw)
    void = np.ma.getmaskarray(raw) if masked else given == tile.nodata
    place = heights[top - row : bottom - row, left - column : right - column]
    # there is nothing in place of the first tile yet: most mosaics are one
    metres = place if first else np.empty(place.shape)
    metres[...] = given
    if (tile.to_metres, tile.offset_m) != (1.0, 0.0):
        metres *= tile.to_metres
        metres += tile.offset_m
    void |= ~((metres >= DEEPEST_M) & (metres <= HIGHEST_M))
    if first:
        metres[void] = np.nan
    else:
        np.copyto(place, metres, where=np.isnan(place) & ~void)


def _no_files() -> Text:
    return Text("не назван ни один файл высот", "no file of heights is named")


def _bands(path: Path, count: int) -> Text:
    return Text(
        "{path}: каналов {count}, а высоты нужны в одном (это не снимок?)",
        "{path}: {count} bands where heights are one (is this a picture?)",
    ).fill(path=path, count=str(count))


def _unreadable(path: Path, why: str) -> Text:
    return Text(
        "{path} не читается: {why}; нужен GeoTIFF, COG или .hgt (имя .hgt вида N55E037.hgt)",
        "{path} cannot be read: {why}; a GeoTIFF, COG or .hgt is needed (an .hgt is named like "
        "N55E037.hgt)",
    ).fill(path=path, why=why)
