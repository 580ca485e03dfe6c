"""
One part of the plots, scored: a pure function of the part and of the job.

Both are small and can be sent to another process or machine, which reads the layers by itself and
keeps them ready for the next part.
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from geopandas import GeoDataFrame
from pandas import DataFrame

from sezgeo.bulk.partitions import Partition, read
from sezgeo.criteria import Elevation
from sezgeo.criteria.engine.measure import Measurer
from sezgeo.criteria.engine.rules import TerrainInputs
from sezgeo.database_url import Address
from sezgeo.layers import Catalog, Layer
from sezgeo.norms import Norms, Rules
from sezgeo.planar.spatial_index import Engine
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.scores import scores
from sezgeo.verdict import Outcome
from sezgeo.zone import Zone


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """
    What is asked of every part.

    Attributes
    ----------
    folder, store, versions
        Where the layers lie, the database that keeps their versions, if one does, and the version
        of each: all parts see the same.
    profile, rules
        The plant and the law.
    heights
        Elevation rasters, if others than those of the catalog.
    engine
        Who finds the nearest feature.
    """

    folder: Path
    store: Address | None
    versions: Mapping[str, str]
    profile: Profile
    rules: Rules
    heights: tuple[Path, ...] = ()
    engine: Engine = "tree"

    def to_bytes(self) -> bytes:
        """Return the job as bytes, to be sent with every part."""
        return pickle.dumps(self)


def score(part: Partition, job: bytes) -> DataFrame:
    """
    Read a part, measure it, check it against the norms, and score it.

    Parameters
    ----------
    part
        Which plots.
    job
        A packed `Job`.

    Returns
    -------
    DataFrame
        One row per plot, indexed by `plot_id`: `site`, `outcome`, `score`, `low`, `high`,
        `known_share` and all measures. An excluded plot has no score.

    Raises
    ------
    LayerError
        If the plots break the contract of the layer of plots.
    """
    return score_frame(part, read(part), job)


def score_frame(part: Partition, frame: GeoDataFrame, job: bytes) -> DataFrame:
    """Do the same with the rows of a part that were read already."""
    return _scorer(job).score(frame, f"{part.path.name}[{part.first}:]")


@lru_cache(maxsize=1)
def _scorer(job: bytes) -> "Scorer":
    """Make the layers ready once for all parts of a job."""
    return Scorer.of(pickle.loads(job))  # noqa: S301 - packed by `Job.to_bytes` of the same user


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """A job with its layers read and its criteria ready."""

    job: Job
    zone: Zone
    norms: Norms
    measurer: Measurer

    @classmethod
    def of(cls, job: Job) -> "Scorer":
        """Open the layers of a job."""
        zone = Zone(Catalog.read(job.folder, store=job.store), job.versions)
        profile, land = job.profile, job.profile.needs.get("land_ha")
        elevation = Elevation.read(job.heights) if job.heights else zone.elevation
        measurer = Measurer.of(
            zone.layers["plots"],
            zone.layers,
            dict.fromkeys([*profile.criteria, *profile.limits]),
            TerrainInputs(elevation, land.value if land else None),
            engine=job.engine,
        )
        law = Norms.of(zone.layers, profile.plant.for_norms, job.rules)
        return cls(job, zone, law, measurer)

    def score(self, frame: GeoDataFrame, source: str) -> DataFrame:
        """Score plots; see `score`."""
        plots = Layer.of(frame, self.zone.layers["plots"].schema, source=source)
        measures = self.measurer.measure(plots.frame)
        table = scores(measures, self.job.profile, self.norms.worst(plots))
        keys = np.array([outcome.key for outcome in Outcome], dtype=object)
        table["outcome"] = keys[table["outcome"].to_numpy()]
        table.insert(0, "site", plots.frame["site"])
        return table.join(measures.values).rename_axis("plot_id")
