"""Where the buildings of a plant stand on each plot."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geopandas import GeoSeries
from pandas import DataFrame
from shapely import Polygon

from sezgeo import display
from sezgeo.config.ranges import Size
from sezgeo.crs import degrees, geodesic_area_ha
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.siting.fit.largest_rectangle import largest_of_aspect
from sezgeo.siting.fit.placement import FitAnswer, Placement
from sezgeo.suitability.buildings import BuildingLayout, Footprint, footprint_of
from sezgeo.suitability.profile import Profile


@dataclass(frozen=True, slots=True, eq=False)
class PlacedBuilding:
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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Fits(display.Shown):
    """
    Which plots a plant fits on.

    Attributes
    ----------
    profile
        The plant.
    size
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
    size: Size
    plots: Layer
    land: GeoSeries
    placements: Mapping[str, Placement]
    chosen: Mapping[str, int]

    @property
    def footprint(self) -> Footprint:
        """Return the buildings of the plant."""
        return footprint_of(self.profile.footprint, self.profile.key)

    def layout(self, plot: str) -> BuildingLayout:
        """Return the layout that was placed on a plot."""
        return self.footprint.layouts[self.chosen[plot]]

    def buildings_on(self, plot: str) -> tuple[PlacedBuilding, ...]:
        """Return the buildings placed; only the largest where it alone is too large."""
        layout = self.layout(plot)
        placed = zip(
            layout.titles(self.size),
            layout.sizes_m(self.size),
            self.placements[plot].buildings,
            strict=False,
        )
        return tuple(PlacedBuilding(title, *size, outline) for title, size, outline in placed)

    @property
    def headline(self) -> Text:
        """Say how large the buildings are, and on how many plots they fit."""
        sizes = self.footprint.sizes_m(self.size)
        sizes_text = ", ".join(f"{length:g} × {width:g}" for length, width in sizes)
        gap, edge = self.footprint.gap_at(self.size), self.footprint.edge_at(self.size)
        others = [Text("; иначе ", "; else ") + o.title for o in self.footprint.alternatives]
        good = int((self.table["answer"] == "fits").sum())
        return Text(
            "{plant}: {sizes} м{others}; разрывы {gap} м, отступ от границ {edge} м: размещается "
            "на {good} из {all}",
            "{plant}: {sizes} m{others}; gaps {gap} m, edge {edge} m: fits on {good} of {all}",
        ).fill(
            plant=self.profile.title,
            sizes=sizes_text,
            others=Text.join("", others),
            gap=f"{gap:g}",
            edge=f"{edge:g}",
            good=str(good),
            all=str(len(self.placements)),
        )

    @property
    def table(self) -> DataFrame:
        """Return one row a plot: whether it fits, and with how much to spare; the best first."""
        rows = {
            plot: (p.answer.value, p.spare_m, p.most_m, p.angle_deg, p.answer != FitAnswer.FITS)
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
            "end": self.size,
            "gap_m": self.footprint.gap_at(self.size),
            "edge_m": self.footprint.edge_at(self.size),
            "plots": [
                {
                    "plot_id": plot,
                    **_rounded(row),
                    "layout_ru": self.layout(str(plot)).title.ru,
                    "layout_en": self.layout(str(plot)).title.en,
                    **self._shapes(str(plot), aspect),
                }
                for plot, row in table.to_dict(orient="index").items()
            ],
        }

    def _shapes(self, plot: str, aspect: float | None) -> dict[str, Any]:
        buildings = self.buildings_on(plot)
        rings = degrees(building.outline for building in buildings)
        shapes: dict[str, Any] = {
            "buildings": [
                {
                    "title_ru": building.title.ru,
                    "title_en": building.title.en,
                    "length_m": building.length_m,
                    "width_m": building.width_m,
                    "ring": ring,
                }
                for building, ring in zip(buildings, rings, strict=True)
            ]
        }
        if aspect is not None:
            best = largest_of_aspect(self.land[plot], aspect)
            shapes["largest"] = best and {
                "length_m": round(best[0], 2),
                "width_m": round(best[1], 2),
                "ring": degrees([best[2]])[0],
            }
        return shapes


def _rounded(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Round numbers to the centimetre; an unknown one is null."""
    return {
        str(name): (None if not math.isfinite(cell) else round(cell, 2))
        if isinstance(cell, float)
        else cell
        for name, cell in row.items()
    }
