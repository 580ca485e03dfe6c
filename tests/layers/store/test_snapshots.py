"""Snapshots: named by what they hold, never altered, never half there."""

import errno
import os

import geopandas as gpd
import numpy as np
import pytest

from sezgeo.errors import StoreError
from sezgeo.layers import Catalog, shipped
from sezgeo.layers.store.atomic_files import TEMPORARY, sweep, write_durably
from sezgeo.layers.store.snapshots import Snapshots, from_bytes, to_bytes
from sezgeo.layers.versions.canonical import canonical, content_sha256
from tests.helpers.workspaces import plots

SCHEMA = Catalog.read(shipped()).schema("plots")


@pytest.fixture
def frame():
    power_mw = [np.nan if i % 3 else i / 7 for i in range(40)]
    return canonical(
        plots(note=["ёж «7»", None] * 20, power_mw=power_mw, extra=[True, None] * 20), SCHEMA
    )


def test_a_frame_comes_back_as_it_went(frame):
    back = from_bytes(to_bytes(frame))
    assert to_bytes(back) == to_bytes(frame)
    assert content_sha256(back) == content_sha256(frame)
    assert list(back.columns) == list(frame.columns)
    assert back["note"].isna().tolist() == frame["note"].isna().tolist()
    assert back["note"].isna().sum() == 20


def test_an_empty_frame_comes_back(frame):
    empty = canonical(frame.iloc[:0], SCHEMA)
    assert from_bytes(to_bytes(empty)).empty


def test_a_snapshot_bears_the_hash_of_its_bytes(frame, tmp_path):
    snapshots = Snapshots(tmp_path)
    name = snapshots.write(frame)
    assert snapshots.write(frame) == name
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.parquet"]
    assert snapshots.holds(name)
    assert content_sha256(snapshots.read(name)) == content_sha256(frame)


def test_other_tools_can_read_a_snapshot(frame, tmp_path):
    path = Snapshots(tmp_path).path(Snapshots(tmp_path).write(frame))
    read = gpd.read_parquet(path)
    assert read.crs == 32637
    assert list(read["plot_id"]) == list(frame["plot_id"])


@pytest.mark.parametrize("spoil", ["cut", "alter", "lose"])
def test_a_spoilt_snapshot_is_told_never_shown(frame, tmp_path, spoil):
    snapshots = Snapshots(tmp_path)
    name = snapshots.write(frame)
    path = snapshots.path(name)
    body = path.read_bytes()
    if spoil == "lose":
        path.unlink()
    else:
        path.write_bytes(body[:-9] if spoil == "cut" else body[:50] + b"x" + body[51:])
    assert not snapshots.holds(name)
    with pytest.raises(StoreError, match=name[:12]) as told:
        snapshots.read(name)
    assert told.value.code == "STORE_DAMAGED"
    assert snapshots.write(frame) == name
    assert snapshots.holds(name)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "DISK_FULL"),
        (errno.EFBIG, "DISK_FULL"),
        (errno.EDQUOT, "DISK_FULL"),
        (errno.EROFS, "READ_ONLY"),
        (errno.EACCES, "READ_ONLY"),
    ],
)
def test_a_disk_that_fails_leaves_the_old_file(tmp_path, monkeypatch, number, code):
    path = tmp_path / "a"
    write_durably(path, b"old")

    def fail(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("sezgeo.layers.store.atomic_files.os.fsync", fail)
    with pytest.raises(StoreError) as told:
        write_durably(path, b"new")
    assert told.value.code == code
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_other_failures_are_not_hidden(tmp_path, monkeypatch):
    def fail(_):
        raise OSError(errno.EIO, "cable")

    monkeypatch.setattr("sezgeo.layers.store.atomic_files.os.fsync", fail)
    with pytest.raises(OSError, match="cable"):
        write_durably(tmp_path / "a", b"new")


def test_only_half_written_things_are_swept(tmp_path):
    (tmp_path / f"a{TEMPORARY}").write_bytes(b"")
    (tmp_path / f"folder{TEMPORARY}").mkdir()
    (tmp_path / f"folder{TEMPORARY}" / "b").write_bytes(b"")
    (tmp_path / "c").write_bytes(b"")
    sweep(tmp_path, tmp_path / "absent")
    assert [one.name for one in tmp_path.iterdir()] == ["c"]
