"""
Does the plant fit: its buildings on what may be built on, for every plot.

Land to build on is the plot without setbacks and the zones nothing stands in, and without the strip
that the profile keeps free along the boundary. Outlines are taken as drawn: the answer is as good
as they are.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from geopandas import GeoSeries
from pandas import DataFrame
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from sezgeo import display
from sezgeo.config.ranges import End
from sezgeo.crs import degrees, geodesic_area_ha
from sezgeo.errors import SitingError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.norms import Plant, Rules, buildable
from sezgeo.siting.contact import Box
from sezgeo.siting.placing import Answer, Placement, outlines, place
from sezgeo.siting.search import best_place
from sezgeo.suitability.footprint import Footprint, Layout, footprint_of
from sezgeo.suitability.profile import Profile

_EXACT_M = 0.05
"""Half of what the largest rectangle of an aspect may miss in length."""


_HOPE = (Answer.FITS, Answer.NOT_FOUND, Answer.IMPOSSIBLE)
"""Answers, the best first."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """
    One building where it stands.

    Attributes
    ----------
    title
        What it is.
    length_m, width_m
        Its sides.
    outline
        Its outline, in metres.
    """

    title: Text
    length_m: float
    width_m: float
    outline: Polygon


@dataclass(frozen=True, slots=True, eq=False)
class Fits:
    """
    Which plots a plant fits on.

    Attributes
    ----------
    profile
        The plant.
    end
        The smallest, the likely or the largest plant of its ranges.
    plots
        The plots asked about.
    land
        What can be built on, of the plots looked at.
    placements
        Where the buildings stand, by plot.
    chosen
        Which of the profile's layouts was placed, by plot: the first that fits.
    """

    profile: Profile
    end: End
    plots: Layer
    land: GeoSeries
    placements: Mapping[str, Placement]
    chosen: Mapping[str, int]

    @property
    def footprint(self) -> Footprint:
        """Return the buildings of the plant."""
        return footprint_of(self.profile.footprint, self.profile.key)

    def layout(self, plot: str) -> Layout:
        """Return the layout that was placed on a plot."""
        return self.footprint.layouts[self.chosen[plot]]

    def standing(self, plot: str) -> tuple[Standing, ...]:
        """Return the buildings placed; only the largest where it alone is too large."""
        layout = self.layout(plot)
        told = zip(
            layout.titles(self.end),
            layout.sizes_m(self.end),
            self.placements[plot].buildings,
            strict=False,
        )
        return tuple(Standing(title, *size, outline) for title, size, outline in told)

    @property
    def headline(self) -> Text:
        """Say how large the buildings are, and on how many plots they fit."""
        sizes = self.footprint.sizes_m(self.end)
        told = ", ".join(f"{length:g} × {width:g}" for length, width in sizes)
        gap, edge = self.footprint.gap_at(self.end), self.footprint.edge_at(self.end)
        others = self.footprint.alternatives
        else_ru = "".join(f"; иначе {one.title.ru}" for one in others)
        else_en = "".join(f"; else {one.title.en}" for one in others)
        good, title = int((self.table["answer"] == "fits").sum()), self.profile.title
        return Text(
            f"{title.ru}: {told} м{else_ru}; разрывы {gap:g} м, край {edge:g} м: "
            f"помещается на {good} из {len(self.placements)}",
            f"{title.en}: {told} m{else_en}; gaps {gap:g} m, edge {edge:g} m: "
            f"fits on {good} of {len(self.placements)}",
        )

    @property
    def table(self) -> DataFrame:
        """Return one row a plot: whether it fits, and with how much to spare; the best first."""
        rows = {
            plot: (p.answer.value, p.spare_m, p.most_m, p.angle_deg, p.answer != Answer.FITS)
            for plot, p in self.placements.items()
        }
        columns = ["answer", "spare_m", "most_m", "angle_deg", "_last"]
        frame = DataFrame.from_dict(rows, orient="index", columns=columns)
        about = self.plots.frame.loc[frame.index]
        frame.insert(0, "land_ha", geodesic_area_ha(self.land.loc[frame.index]))
        frame.insert(0, "status", about["status"].to_numpy())
        frame.insert(0, "site", about["site"].to_numpy())
        ordered = frame.rename_axis("plot_id").reset_index()
        ordered = ordered.sort_values(
            ["_last", "spare_m", "plot_id"], ascending=[True, False, True]
        )
        return ordered.set_index("plot_id").drop(columns="_last")

    def to_dict(self, *, aspect: float | None = None) -> dict[str, Any]:
        """Return everything as plain data; outlines in longitude and latitude."""
        table = self.table
        return {
            "profile": self.profile.key,
            "end": self.end,
            "gap_m": self.footprint.gap_at(self.end),
            "edge_m": self.footprint.edge_at(self.end),
            "plots": [
                {
                    "plot_id": plot,
                    **_plain(row),
                    "layout_ru": self.layout(str(plot)).title.ru,
                    "layout_en": self.layout(str(plot)).title.en,
                    **self._shapes(str(plot), aspect),
                }
                for plot, row in table.to_dict(orient="index").items()
            ],
        }

    def __repr__(self) -> str:
        """Say it in one line."""
        return str(self.headline)

    def _repr_html_(self) -> str:
        return display.block(self.headline, display.frame(self.table))

    def _shapes(self, plot: str, aspect: float | None) -> dict[str, Any]:
        placed = self.standing(plot)
        rings = degrees(one.outline for one in placed)
        found: dict[str, Any] = {
            "buildings": [
                {
                    "title_ru": one.title.ru,
                    "title_en": one.title.en,
                    "length_m": one.length_m,
                    "width_m": one.width_m,
                    "ring": ring,
                }
                for one, ring in zip(placed, rings, strict=True)
            ]
        }
        if aspect is not None:
            best = largest_of_aspect(self.land[plot], aspect)
            found["largest"] = best and {
                "length_m": round(best[0], 2),
                "width_m": round(best[1], 2),
                "ring": degrees([best[2]])[0],
            }
        return found


def fit(
    plots: Layer,
    layers: Mapping[str, Layer],
    profile: Profile,
    rules: Rules,
    *,
    end: End = "likely",
    only: Iterable[str] | None = None,
) -> Fits:
    """
    Place a plant's buildings on every plot: the first layout of the profile that fits.

    Parameters
    ----------
    plots
        The plots.
    layers
        All layers there are, by name; features of them cut the plots.
    profile
        The plant; its table `[footprint]` names the buildings.
    rules
        The norms.
    end
        Which end of the ranges to reckon with.
    only
        Keys of the plots to look at; by default all.

    Raises
    ------
    ProfileError
        If the profile names no buildings.
    UnknownNameError
        If a plot of `only` is not there.
    """
    footprint = footprint_of(profile.footprint, profile.key)
    wanted = _known(plots, only)
    plant = Plant(spz_m=profile.plant.spz_m.range, sensitive=profile.plant.sensitive)
    asked = replace(plots, frame=plots.frame.loc[wanted])
    land = land_of(asked, layers, plant, rules, edge_m=footprint.edge_at(end))
    found = {plot: first_fit(land[plot], footprint, end) for plot in wanted}
    return Fits(
        profile,
        end,
        plots,
        land,
        {plot: placed for plot, (_, placed) in found.items()},
        {plot: chosen for plot, (chosen, _) in found.items()},
    )


def first_fit(
    land: BaseGeometry, footprint: Footprint, end: End = "likely"
) -> tuple[int, Placement]:
    """
    Place the first layout that fits; where none does, the first that is not proven impossible.

    Parameters
    ----------
    land
        Land to build on, in metres.
    footprint
        The layouts and their gaps.
    end
        Which end of the ranges to reckon with.

    Returns
    -------
    tuple
        Which layout, from 0, and where its buildings stand.
    """
    tried: dict[int, Placement] = {}
    for at, layout in enumerate(footprint.layouts):
        sizes = layout.sizes_m(end)
        if tried and sum(length * width for length, width in sizes) > land.area:
            continue
        tried[at] = place(land, sizes, footprint.gap_at(end))
        if tried[at].answer == Answer.FITS:
            break
    best = min(tried, key=lambda at: _HOPE.index(tried[at].answer))
    return best, tried[best]


def _known(plots: Layer, only: Iterable[str] | None) -> list[str]:
    every = [str(plot) for plot in plots.frame.index]
    wanted = every if only is None else list(dict.fromkeys(only))
    for plot in wanted:
        if plot not in plots.frame.index:
            raise UnknownNameError(Text("участка", "plot"), plot, every)
    return wanted


def land_of(
    plots: Layer, layers: Mapping[str, Layer], plant: Plant, rules: Rules, *, edge_m: float
) -> GeoSeries:
    """Return what of each plot buildings may stand on: zones and the strip at its edge cut off."""
    inner = plots.frame.geometry.buffer(-edge_m, join_style="mitre")
    land: GeoSeries = buildable(plots, layers, plant, rules).intersection(inner, align=False)
    return land


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
    box, exact = Box(0.0, 0.0, aspect, 1.0), (_EXACT_M / aspect, 0.0)
    found = best_place(land, box, floor=0.0, tolerance=exact).place
    if found is None:
        return None
    width_m = 2 * found.slack
    swelled = Box(aspect * found.slack, found.slack)
    grown = type(found)(found.centres, found.angle, (swelled,), 0.0)
    return aspect * width_m, width_m, outlines(grown)[0]


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Round numbers to the centimetre; an unknown one is null."""
    return {
        str(name): (None if not math.isfinite(cell) else round(cell, 2))
        if isinstance(cell, float)
        else cell
        for name, cell in row.items()
    }
