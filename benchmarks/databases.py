"""DuckDB and PostGIS as contenders, where they are installed; PostGIS on a private server."""

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import land
import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Layers = Mapping[str, GeoDataFrame]
_SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def duckdb_overlap(plots: GeoDataFrame, objects: Layers) -> Callable[[], Floats] | None:
    """Load plots and objects into DuckDB; return what measures the shares, or None without it."""
    try:
        import duckdb
        import duckdb_extension_spatial as extension
    except ImportError:
        return None
    base = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    [file] = Path(extension.__file__).parent.rglob("*.duckdb_extension")
    base.execute(f"LOAD '{file}'")
    for name, frame in {"plots": plots, **objects}.items():
        rows = frame[["id"]].assign(wkb=frame.geometry.to_wkb())  # noqa: F841 - DuckDB reads it
        base.execute(f"CREATE TABLE {name} AS SELECT id, ST_GeomFromWKB(wkb) geom FROM rows")

    def run() -> Floats:
        columns = []
        for name in objects:
            found = base.execute(
                f"""
                WITH zones AS (SELECT ST_Buffer(geom, {land.WIDTH_M[name]}, 8) geom FROM {name})
                SELECT p.id, ST_Area(ST_Union_Agg(ST_Intersection(p.geom, z.geom)))
                    / ST_Area(any_value(p.geom))
                FROM plots p JOIN zones z ON ST_Intersects(p.geom, z.geom) GROUP BY p.id
                """
            ).fetchnumpy()
            ids, share = found.values()
            column = np.zeros(len(plots))
            column[np.asarray(ids)] = np.ma.filled(share, 0.0)
            columns.append(column)
        return np.column_stack(columns)

    return run


@contextmanager
def postgis_nearest(plots: GeoDataFrame, layers: Layers) -> Iterator[Callable[[], Floats] | None]:
    """Load plots and layers into a private PostGIS; yield what measures, or None without it."""
    psycopg = None
    with suppress(ImportError):
        import psycopg
    if psycopg is None or not _SERVERS:
        yield None
        return
    with _server() as address, psycopg.connect(address, autocommit=True) as base:
        base.execute("CREATE EXTENSION postgis")
        for name, frame in {"plots": plots, **layers}.items():
            base.execute(f"CREATE TABLE {name} (id int, geom geometry)")
            with base.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for number, shape in zip(frame["id"], frame.geometry.to_wkb(hex=True), strict=True):
                    copy.write_row((int(number), shape))
            base.execute(f"CREATE INDEX ON {name} USING gist (geom)")
            base.execute(f"ANALYZE {name}")

        def run() -> Floats:
            columns = []
            for name in layers:
                rows = base.execute(
                    f"""
                    SELECT d.metres FROM plots p CROSS JOIN LATERAL (
                        SELECT ST_Distance(p.geom, t.geom) metres FROM {name} t
                        ORDER BY p.geom <-> t.geom LIMIT 1) d ORDER BY p.id
                    """
                ).fetchall()
                columns.append(np.array(rows)[:, 0])
            return np.column_stack(columns)

        yield run


@contextmanager
def _server() -> Iterator[str]:
    """Run PostgreSQL in a folder of its own, heard only through a socket there."""
    folder = Path(tempfile.mkdtemp(prefix="sezgeo-pg-"))
    as_root = os.geteuid() == 0
    user = "postgres" if as_root else getpass.getuser()
    if as_root:
        shutil.chown(folder, user, user)
    before = ["runuser", "-u", user, "--"] if as_root else []
    control = [*before, str(_SERVERS[-1] / "pg_ctl"), "-D", str(folder / "data")]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    try:
        subprocess.run(
            [*before, str(_SERVERS[-1] / "initdb"), "-D", str(folder / "data"), "-A", "trust"],
            **quiet,
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        subprocess.run([*control, "-w", "-l", str(folder / "log"), "-o", options, "start"], **quiet)
        yield f"host={folder} user={user} dbname=postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
