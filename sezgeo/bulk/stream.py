"""Score a file of any size: parts in, one table out, ranked at the end."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pandas import DataFrame, Series

from sezgeo import display, norms
from sezgeo.bulk.partitions import Partition, read_ahead, split_file
from sezgeo.bulk.scores import Job, score_frame
from sezgeo.errors import LayerError, SezgeoError
from sezgeo.i18n import Text
from sezgeo.layers.store.atomic_files import TEMPORARY, disk_errors, publish, sync_file
from sezgeo.planar.spatial_index import Engine, fastest
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import ranks
from sezgeo.zone import Zone

CHUNK = 50_000
"""Plots scored at once by default; memory grows with it, not with the file."""

_SHOWN = 10
_PLOTS = "plots"
_WORDS = ["site", "outcome"]

Run = Callable[[Sequence[Partition], bytes], Iterator[DataFrame]]
"""Scores the parts of a job and hands the tables over in the order of the parts."""


@dataclass(frozen=True, slots=True, repr=False)
class Bulked(display.Shown):
    """
    What became of a file of plots.

    Attributes
    ----------
    path
        The table written.
    plots, excluded
        How many plots there are, and how many of them no weight can rescue.
    best
        Plots of the first ranks, with their scores.
    """

    path: Path
    plots: int
    excluded: int
    best: Series


@display.shows(Bulked)
def _bulked(found: Bulked) -> display.View:
    head = Text(
        "Участков — {plots}, исключено — {excluded}: {path}",
        "{plots} plots, {excluded} excluded: {path}",
    ).fill(plots=found.plots, excluded=found.excluded, path=str(found.path))
    return display.View(head, (display.Table.of_frame(found.best.to_frame()),))


def run_locally(parts: Sequence[Partition], job: bytes) -> Iterator[DataFrame]:
    """Score parts one after another in this process, each while the next one is read."""
    for part, frame in zip(parts, read_ahead(parts), strict=True):
        yield score_frame(part, frame, job)


def bulk(  # noqa: PLR0913 - a question has as many sides
    zone: Zone,
    profile: str | Path | Profile,
    plots: Path,
    out: Path,
    *,
    chunk: int = CHUNK,
    rules: Path | None = None,
    heights: Sequence[Path] = (),
    engine: Engine | None = None,
    run: Run | None = None,
    advance: Callable[[], object] = lambda: None,
) -> Bulked:
    """
    Score a file of plots, part by part, and write one ranked table.

    The same plots get the same numbers as in a study, whatever the size of the parts. The table
    is written whole or not at all.

    Parameters
    ----------
    zone
        Layers to measure to. How full a site is, is told by its layer of plots.
    profile, rules
        As in `Zone.study`.
    plots
        GeoParquet (a file, or a folder of its pieces), GeoPackage, FlatGeobuf, GeoJSON or
        Shapefile with the columns of the layer of plots.
    out
        Table to write, as Parquet: `plot_id`, `site`, `rank`, `outcome`, `score`, `low`, `high`,
        `known_share` and all measures, in the order of the file.
    chunk
        Most plots in a part: memory grows with it, not with the file.
    heights
        Elevation rasters, if others than those of the catalog.
    engine
        Who finds the nearest feature; by default the quickest that is installed.
    run
        Where parts are scored; by default here.
    advance
        Called after each part.

    Raises
    ------
    LayerError
        If plots break their contract, or one plot is there twice.
    ProfileError, UnknownNameError, CatalogError, SezgeoError
        If the profile, the layers or the file cannot be used.
    StoreError
        If the table cannot be written.
    """
    parts = split_file(plots.resolve(), chunk)
    if not parts:
        raise SezgeoError(
            Text("{file}: нет ни одного участка", "{file}: there is no plot").fill(file=str(plots))
        )
    job = Job(
        zone.catalog.folder.resolve(),
        zone.catalog.store.backend.address,
        {name: layer.version for name, layer in zone.layers.items()},
        profile if isinstance(profile, Profile) else Profile.read(profile),
        norms.read(rules),
        tuple(path.resolve() for path in heights),
        engine or fastest(),
    )
    unranked = out.with_name(out.name + ".unranked" + TEMPORARY)
    try:
        with disk_errors(out.parent):
            out.parent.mkdir(parents=True, exist_ok=True)
            scored = _write((run or run_locally)(parts, job.to_bytes()), unranked, advance)
            _check_unique(plots, scored)
            return _ranked(unranked, scored, out)
    finally:
        unranked.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    """The little that is held of all plots: a score, and a hash of the name."""

    score: NDArray[np.float64]
    name: NDArray[np.uint64]


def _write(tables: Iterator[DataFrame], path: Path, advance: Callable[[], object]) -> _Scored:
    """Write tables one after another, and keep the score of every plot."""
    scores, names = [], []
    writer = None
    try:
        for table in tables:
            rows = pa.Table.from_pandas(table.reset_index())
            writer = writer or _writer(path, rows.schema)
            writer.write_table(rows.cast(writer.schema))
            scores.append(table["score"].to_numpy(dtype=float))
            names.append(pd.util.hash_array(table.index.to_numpy(dtype=object)))
            advance()
    finally:
        if writer:
            writer.close()
    return _Scored(np.concatenate(scores), np.concatenate(names))


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Open a table; only words repeat, so numbers are smaller and quicker without a dictionary."""
    return pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=_WORDS)


def _check_unique(plots: Path, scored: _Scored) -> None:
    count, unique = len(scored.name), len(np.unique(scored.name))
    if unique < count:
        repeated = Text(
            "{file}: plot_id повторяется у {n} участков",
            "{file}: plot_id is repeated for {n} plot(s)",
        )
        raise LayerError(_PLOTS, [repeated.fill(file=plots.name, n=str(count - unique))])


def _ranked(unranked: Path, scored: _Scored, out: Path) -> Bulked:
    """Add the ranks, which only all scores tell, part by part."""
    rank = ranks(Series(scored.score))
    temporary = out.with_name(out.name + TEMPORARY)
    source = pq.ParquetFile(unranked)
    schema = source.schema_arrow.remove_metadata().insert(2, pa.field("rank", pa.int64()))
    best: list[DataFrame] = []
    row = 0
    with _writer(temporary, schema) as writer:
        for group in range(source.num_row_groups):
            rows = source.read_row_group(group).replace_schema_metadata()
            part = rank.iloc[row : row + rows.num_rows]
            rows = rows.add_column(2, "rank", pa.array(part, type=pa.int64(), from_pandas=True))
            writer.write_table(rows)
            first = (part <= _SHOWN).fillna(value=False).to_numpy(dtype=bool)
            best.append(rows.select(["plot_id", "rank", "score"]).filter(first).to_pandas())
            row += rows.num_rows
    source.close()
    sync_file(temporary)
    publish(temporary, out)
    shown = pd.concat(best).sort_values(["rank", "plot_id"]).set_index("plot_id")["score"]
    return Bulked(out, len(rank), int(rank.isna().sum()), shown.iloc[:_SHOWN])
