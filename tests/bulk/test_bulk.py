"""Plots by the hundred thousand: the same numbers as a study, whatever the parts."""

import os
import signal
import subprocess
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal
from pyogrio.raw import open_arrow

import sezgeo
from sezgeo.bulk import bulk, cluster, rows, split_file
from sezgeo.bulk.partitions import read
from sezgeo.errors import LayerError, SezgeoError

PROFILE = "battery_pack"
PLOTS = 24


@pytest.fixture(scope="module")
def zone():
    return sezgeo.open()


@pytest.fixture(scope="module")
def frame(zone):
    """A few of the shipped plots, and one cut up so that it has a hole and two parts."""
    plots = zone.layers["plots"].frame.iloc[::7][:PLOTS].reset_index(drop=True)
    shape = plots.geometry.iloc[0]
    middle = shape.centroid
    far = shape.difference(middle.buffer(9)).difference(gpd.GeoSeries([middle]).buffer(0.5).iloc[0])
    plots.geometry = [far.union(middle.buffer(3)), *plots.geometry.iloc[1:]]
    return plots


@pytest.fixture(scope="module")
def file(frame, tmp_path_factory):
    path = tmp_path_factory.mktemp("plots") / "plots.parquet"
    frame.to_crs(4326).to_parquet(path, row_group_size=5)
    return path


@pytest.fixture(scope="module")
def whole(zone, file, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "scores.parquet"
    assert bulk(zone, PROFILE, file, out, engine="tree").plots == PLOTS
    return pd.read_parquet(out).set_index("plot_id")


def close(one, other):
    assert_frame_equal(one, other, rtol=0, atol=1e-9)


def test_a_study_says_the_same(zone, frame, whole):
    study = zone.study(PROFILE).ranking
    known = frame["plot_id"].iloc[1:]  # the first one was cut up
    values = study.measures.values.loc[known]
    np.testing.assert_allclose(whole.loc[known, values.columns], values, rtol=0, atol=1e-6)
    np.testing.assert_allclose(whole.loc[known, "score"], study.score[known], rtol=0, atol=1e-6)
    assert whole.loc[known, "outcome"].tolist() == [*study.table.loc[known, "outcome"]]
    ranked = whole["score"].round(12).rank(ascending=False, method="min")
    assert whole["rank"].fillna(-1).tolist() == ranked.fillna(-1).tolist()


@pytest.mark.parametrize("chunk", [1, 7, 1000])
@pytest.mark.parametrize("engine", ["tree", "grid"])
def test_parts_and_engines_change_nothing(zone, file, whole, tmp_path, chunk, engine):
    out = tmp_path / "scores.parquet"
    bulk(zone, PROFILE, file, out, chunk=chunk, engine=engine)
    close(pd.read_parquet(out).set_index("plot_id"), whole)


def test_the_same_plots_give_the_same_bytes(zone, file, tmp_path):
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    for out in (one, other):
        bulk(zone, PROFILE, file, out, chunk=10)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("kind", ["gpkg", "fgb", "geojson", "folder"])
def test_every_format_is_read_in_parts(frame, tmp_path, kind):
    path = tmp_path / f"plots.{kind}"
    if kind == "folder":
        path.mkdir()
        frame[:10].to_parquet(path / "a.parquet")
        frame[10:].to_parquet(path / "b.parquet", row_group_size=3)
    else:
        frame.to_file(path, engine="pyogrio", **({"SPATIAL_INDEX": "NO"} if kind == "fgb" else {}))
    parts = split_file(path, 7)
    assert max(part.count for part in parts) <= 7
    pieces = [read(part) for part in parts]
    assert [len(piece) for piece in pieces] == [part.count for part in parts]
    together = pd.concat(pieces)["plot_id"].tolist()
    assert together == frame["plot_id"].tolist()
    assert pieces[0].crs is not None


@pytest.mark.parametrize("kind", ["gpkg", "fgb", "geojson", "shp"])
def test_parts_in_order_are_read_in_one_go_and_in_disorder_say_the_same(
    frame, tmp_path, kind, monkeypatch
):
    path = tmp_path / f"plots.{kind}"
    told = frame[["plot_id", "site", "status", "accuracy_m", "geometry"]]
    told.to_file(path, engine="pyogrio", **({"SPATIAL_INDEX": "NO"} if kind == "fgb" else {}))
    opened = []

    def counted(*given, **options):
        opened.append(options["skip_features"])
        return open_arrow(*given, **options)

    monkeypatch.setattr(rows, "open_arrow", counted)
    parts = split_file(path, 5)
    pieces = [read(part) for part in parts]
    assert opened == [0]
    whole = pyogrio.read_dataframe(path)
    assert_geodataframe_equal(pd.concat(pieces, ignore_index=True), whole)
    for at in (2, 0, 3, 1):
        assert_geodataframe_equal(read(parts[at]), pieces[at])
    assert opened == [0, 10, 0, 15, 5]
    rows.release()


@pytest.mark.parametrize("size", [1, 4, 5, 9, 1000])
@pytest.mark.parametrize("chunk", [3, 5, 1000])
def test_row_groups_of_any_size_are_read_in_any_order(frame, tmp_path, size, chunk):
    path = tmp_path / "plots.parquet"
    frame.to_parquet(path, row_group_size=size)
    parts = split_file(path, chunk)
    assert max(part.count for part in parts) <= chunk
    pieces = [read(part) for part in parts]
    whole = gpd.read_parquet(path)[pieces[0].columns]
    assert_geodataframe_equal(pd.concat(pieces, ignore_index=True), whole)
    for part, piece in reversed([*zip(parts, pieces, strict=True)]):
        rows.release()
        assert_geodataframe_equal(read(part), piece)
    rows.release()


def test_a_plot_that_is_there_twice_is_refused_and_nothing_is_written(zone, frame, tmp_path):
    path, out = tmp_path / "twice.parquet", tmp_path / "out" / "scores.parquet"
    pd.concat([frame[:3], frame[2:4]]).to_parquet(path)
    with pytest.raises(LayerError, match="repeated for 1"):
        bulk(zone, PROFILE, path, out, chunk=3)
    assert list(out.parent.iterdir()) == []


def test_a_broken_contract_names_the_layer(zone, frame, tmp_path):
    path = tmp_path / "bad.parquet"
    frame.assign(status="sold").to_parquet(path)
    with pytest.raises(LayerError, match="status"):
        bulk(zone, PROFILE, path, tmp_path / "scores.parquet")


@pytest.mark.parametrize("name", ["none.parquet", "plots.docx", "damaged.parquet", "damaged.gpkg"])
def test_a_file_that_is_no_file_of_plots_is_refused(zone, tmp_path, name):
    path = tmp_path / name
    if name != "none.parquet":
        path.write_bytes(b"PAR1 not at all")
    with pytest.raises(SezgeoError, match=name):
        bulk(zone, PROFILE, path, tmp_path / "scores.parquet")


@pytest.fixture
def machines():
    """A scheduler and two workers, each a process of its own, on this machine's loopback."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as made:
        yield made


@pytest.mark.filterwarnings("ignore::Warning:distributed.*")
def test_a_killed_worker_loses_nothing(zone, file, whole, tmp_path, machines):
    victims = [worker.pid for worker in machines.workers.values()]
    killed = []

    def kill_one():
        if not killed:
            killed.append(victims[0])
            os.kill(victims[0], signal.SIGKILL)

    out = tmp_path / "scores.parquet"
    run = cluster.runner(machines.scheduler_address)
    bulk(zone, PROFILE, file, out, chunk=2, engine="tree", run=run, advance=kill_one)
    assert killed
    close(pd.read_parquet(out).set_index("plot_id"), whole)


def test_an_error_of_a_worker_is_the_users_error(zone, frame, tmp_path, machines):
    path = tmp_path / "bad.parquet"
    frame.assign(status="sold").to_parquet(path)
    run = cluster.runner(machines.scheduler_address)
    with pytest.raises(LayerError, match="status"):
        bulk(zone, PROFILE, path, tmp_path / "scores.parquet", run=run)


def test_the_command_line_scores_a_file(file, tmp_path):
    words = ["bulk", PROFILE, str(file), "--out", str(tmp_path / "s.parquet"), "--chunk", "10"]
    code = f"from sezgeo.cli import main; main({[*words, '--lang', 'en']!r})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert f"{PLOTS} plots" in told.stdout
    assert (tmp_path / "s.parquet").is_file()
