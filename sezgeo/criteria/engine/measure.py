"""Measure all plots by all criteria, and say how sure each number is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from geopandas import GeoDataFrame
from pandas import DataFrame

from sezgeo.cache import Cache
from sezgeo.criteria.criterion import Criterion
from sezgeo.criteria.distance import asking
from sezgeo.criteria.engine.cache import kept_row, key_of
from sezgeo.criteria.engine.custom import checked, is_own, ready_own
from sezgeo.criteria.engine.rules import Ready, Row, TerrainInputs, ready
from sezgeo.criteria.table import CRITERIA, shipped
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.measures import Measures, Origin
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Engine
from sezgeo.terrain.elevation import Elevation


def measure(
    plots: Layer,
    layers: Mapping[str, Layer],
    names: Iterable[str | Criterion] | None = None,
    *,
    elevation: Elevation | None = None,
    pad_ha: float | None = None,
    cache: Cache | None = None,
) -> Measures:
    """
    Measure plots by the criteria asked for.

    A layer that is missing or empty makes its criteria unknown. In an incomplete layer another
    feature may be nearer than the nearest one listed: the distance is unknown, but no greater
    than the one listed. The bounds of a known distance are the distance less and plus the
    stated accuracies of plot and feature; an outline that states none is taken as drawn.

    Parameters
    ----------
    plots
        The plots.
    layers
        All layers there are, by name.
    names
        Criteria to measure: names of the table, or criteria of one's own; by default all of the
        table. Own criteria are measured each time and never kept.
    elevation
        Heights; without them all that the ground decides is unknown.
    pad_ha
        Size of the plant's level pad; by default the whole plot is levelled.
    cache
        Where measures of the same layers are kept; by default nowhere.

    Raises
    ------
    UnknownNameError
        If the table has no such criterion.
    CriterionError
        If a criterion of one's own cannot be used, or its function returns no measure.
    """
    criteria = Measurer.of(plots, layers, names, TerrainInputs(elevation, pad_ha))
    return criteria.measured(plots.frame, cache)


@dataclass(frozen=True, slots=True, eq=False)
class Measurer:
    """
    Criteria ready to measure chunks of plots, one after another.

    Each criterion takes from its layers what it needs when it is first used, and keeps it.
    """

    plots: Layer
    layers: Mapping[str, Layer]
    asked: tuple[Criterion, ...]
    terrain: TerrainInputs
    engine: Engine
    _ready: dict[str, Ready]

    @classmethod
    def of(
        cls,
        plots: Layer,
        layers: Mapping[str, Layer],
        names: Iterable[str | Criterion] | None = None,
        terrain: TerrainInputs | None = None,
        *,
        engine: Engine = "tree",
    ) -> "Measurer":
        """
        Choose criteria, and the layers they are measured on.

        Raises
        ------
        UnknownNameError
            If the table has no such criterion.
        CriterionError
            If a criterion of one's own cannot be used.
        """
        given = CRITERIA if names is None else names
        asked = tuple(shipped(one) if isinstance(one, str) else one for one in given)
        checked([each for each in asked if is_own(each)])
        return cls(plots, layers, asked, terrain or TerrainInputs(), engine, {})

    def measured(self, chunk: GeoDataFrame, cache: Cache | None = None) -> Measures:
        """
        Measure a chunk of plots.

        Parameters
        ----------
        chunk
            Plots, as in the frame of a layer of plots.
        cache
            Where to keep the measures, if the chunk is the whole layer of plots.
        """
        outlines = asking(chunk)
        rows: dict[str, Row] = {}
        for each in self.asked:
            work = partial(self._measured, each, chunk, outlines)
            rows[each.name] = (
                work() if cache is None else kept_row(cache, self._key(each), chunk, work)
            )
        values, low, high, evidence = (
            DataFrame({name: getattr(row, part) for name, row in rows.items()}, index=chunk.index)
            for part in ("value", "low", "high", "evidence")
        )
        return Measures(
            values,
            low,
            high,
            evidence,
            {each.name: self._origins(each) for each in self.asked},
            {each.name: each.title for each in self.asked},
            {name: row.reasons for name, row in rows.items() if row.reasons},
            _both_names(self.asked, self.layers),
        )

    def _measured(self, criterion: Criterion, chunk: GeoDataFrame, outlines: PlotArrays) -> Row:
        if criterion.name not in self._ready:
            self._ready[criterion.name] = (
                ready_own(criterion, self._layers, self.engine)
                if is_own(criterion)
                else ready(criterion, self._layers, self.terrain, self.engine)
            )
        return self._ready[criterion.name](chunk, outlines)

    def _key(self, criterion: Criterion) -> str:
        """Make the key of one criterion of all plots; empty if it may not be kept.

        That is where a layer has no known content, or the code is the analyst's own.
        """
        if is_own(criterion):
            return ""
        on_heights = criterion.rule == "ground"
        there = [self._layers.get(name) for name in criterion.layers]
        return key_of(
            criterion.name,
            self.engine,
            self.plots.digest,
            *("none" if layer is None else layer.digest for layer in there),
            *(self.terrain.digests if on_heights else ()),
        )

    @property
    def _layers(self) -> Mapping[str, Layer]:
        """Return all layers; the plots measured are the layer of plots where there is no other."""
        if "plots" in self.layers:
            return self.layers
        return {**self.layers, "plots": self.plots}

    def _origins(self, criterion: Criterion) -> tuple[Origin, ...]:
        there = (self.layers[name] for name in criterion.layers if name in self.layers)
        asked = dict.fromkeys((self.plots.origin, *(layer.origin for layer in there)))
        heights = self.terrain.elevation if criterion.rule == "ground" else None
        return (*asked, heights.origin) if heights else tuple(asked)


def _both_names(asked: Iterable[Criterion], layers: Mapping[str, Layer]) -> dict[str, Text]:
    """Return the names of all features measured to, by their Russian form."""
    used = dict.fromkeys(
        name for each in asked if each.rule != "own" for name in each.layers if name in layers
    )
    return {name.ru: name for layer in used for name in layers[layer].named().values()}
