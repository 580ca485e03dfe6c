"""Measure all plots by all criteria, and say how sure each number is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from geopandas import GeoDataFrame
from pandas import DataFrame

from sezgeo.cache import Cache
from sezgeo.criteria.criterion import Criterion
from sezgeo.criteria.distance import plot_arrays
from sezgeo.criteria.engine.cache import cached_column, key_of
from sezgeo.criteria.engine.custom import check_own, is_own, prepare_own
from sezgeo.criteria.engine.rules import MeasuredColumn, Prepared, TerrainInputs, prepare
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
    measurer = Measurer.of(plots, layers, names, TerrainInputs(elevation, pad_ha))
    return measurer.measure(plots.frame, cache)


@dataclass(frozen=True, slots=True, eq=False)
class Measurer:
    """
    Criteria ready to measure chunks of plots, one after another.

    Each criterion takes from its layers what it needs when it is first used, and keeps it.
    """

    plots: Layer
    layers: Mapping[str, Layer]
    criteria: tuple[Criterion, ...]
    terrain: TerrainInputs
    engine: Engine
    _prepared: dict[str, Prepared]

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
        criteria = tuple(shipped(item) if isinstance(item, str) else item for item in given)
        check_own([criterion for criterion in criteria if is_own(criterion)])
        return cls(plots, layers, criteria, terrain or TerrainInputs(), engine, {})

    def measure(self, chunk: GeoDataFrame, cache: Cache | None = None) -> Measures:
        """
        Measure a chunk of plots.

        Parameters
        ----------
        chunk
            Plots, as in the frame of a layer of plots.
        cache
            Where to keep the measures, if the chunk is the whole layer of plots.
        """
        outlines = plot_arrays(chunk)
        columns: dict[str, MeasuredColumn] = {}
        for criterion in self.criteria:
            work = partial(self._measure, criterion, chunk, outlines)
            columns[criterion.name] = (
                work() if cache is None else cached_column(cache, self._key(criterion), chunk, work)
            )
        values, low, high, evidence = (
            DataFrame(
                {name: getattr(column, part) for name, column in columns.items()}, index=chunk.index
            )
            for part in ("value", "low", "high", "evidence")
        )
        return Measures(
            values,
            low,
            high,
            evidence,
            {criterion.name: self._origins(criterion) for criterion in self.criteria},
            {criterion.name: criterion.title for criterion in self.criteria},
            {name: column.reasons for name, column in columns.items() if column.reasons},
            _both_names(self.criteria, self.layers),
        )

    def _measure(
        self, criterion: Criterion, chunk: GeoDataFrame, outlines: PlotArrays
    ) -> MeasuredColumn:
        if criterion.name not in self._prepared:
            self._prepared[criterion.name] = (
                prepare_own(criterion, self._layers, self.engine)
                if is_own(criterion)
                else prepare(criterion, self._layers, self.terrain, self.engine)
            )
        return self._prepared[criterion.name](chunk, outlines)

    def _key(self, criterion: Criterion) -> str:
        """Make the key of one criterion of all plots; empty if it may not be kept.

        That is where a layer has no known content, or the code is the analyst's own.
        """
        if is_own(criterion):
            return ""
        on_heights = criterion.rule == "ground"
        used = [self._layers.get(name) for name in criterion.layers]
        return key_of(
            criterion.name,
            self.engine,
            self.plots.digest,
            *("none" if layer is None else layer.digest for layer in used),
            *(self.terrain.digests if on_heights else ()),
        )

    @property
    def _layers(self) -> Mapping[str, Layer]:
        """Return all layers; the plots measured are the layer of plots where there is no other."""
        if "plots" in self.layers:
            return self.layers
        return {**self.layers, "plots": self.plots}

    def _origins(self, criterion: Criterion) -> tuple[Origin, ...]:
        used = (self.layers[name] for name in criterion.layers if name in self.layers)
        origins = dict.fromkeys((self.plots.origin, *(layer.origin for layer in used)))
        heights = self.terrain.elevation if criterion.rule == "ground" else None
        return (*origins, heights.origin) if heights else tuple(origins)


def _both_names(criteria: Iterable[Criterion], layers: Mapping[str, Layer]) -> dict[str, Text]:
    """Return the names of all features measured to, by their Russian form."""
    used = dict.fromkeys(
        name
        for criterion in criteria
        if criterion.rule != "own"
        for name in criterion.layers
        if name in layers
    )
    return {name.ru: name for layer in used for name in layers[layer].named().values()}
