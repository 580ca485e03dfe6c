"""Drawn zones kept on disk: read again to the last bit, or drawn anew, and never wrong."""

import os
import subprocess
import sys
from itertools import product

import numpy as np
import pytest
import shapely
from pandas.testing import assert_series_equal
from shapely import affinity

from sezgeo import norms
from sezgeo.cache import Cache
from sezgeo.norms import Plant
from sezgeo.planar import buffers
from sezgeo.planar.buffers import draw_zones
from sezgeo.planar.covered_share import Zones
from sezgeo.planar.queries import PlotArrays
from tests.helpers.norms import land, world

MANY = buffers.WORTH_KEEPING // 10 + 1


def outlines(count=MANY, seed=0):
    """Draw lines of ten corners, points, and areas with holes and several parts."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 5_000, (count, 1, 2))
    shapes = shapely.linestrings(places + rng.normal(0, 50, (count, 10, 2)))
    ring = shapely.Point(100, 100).buffer(30) - shapely.Point(100, 100).buffer(20)
    shapes[:3] = [shapely.Point(1, 2), ring, shapely.union(ring, affinity.translate(ring, 500))]
    return shapes


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


@pytest.fixture
def drawings(monkeypatch):
    """List how many zones were really drawn."""
    done = []
    real = buffers._draw

    def counting(shapes, *rest):
        done.append(len(shapes))
        return real(shapes, *rest)

    monkeypatch.setattr(buffers, "_draw", counting)
    return done


def same(one, other):
    assert (shapely.to_wkb(one) == shapely.to_wkb(other)).all()
    assert (shapely.get_type_id(one) == shapely.get_type_id(other)).all()


def test_they_are_read_to_the_last_bit(cache, drawings):
    shapes = outlines()
    # no width leaves nothing of a line; a ring of 0 stays, one narrowed falls away
    width = np.resize([50.0, 0.0, 10.0, -4.0, 1 / 3], len(shapes))
    first = draw_zones(shapes, width, cache=cache)
    same(first, draw_zones(shapes, width))
    drawings.clear()
    again = draw_zones(shapes, width, cache=Cache(cache.folder))
    assert not drawings
    same(first, again)
    plots = PlotArrays(shapely.box(*np.random.default_rng(1).uniform(0, 5_000, (4, 30))))
    np.testing.assert_array_equal(Zones(again).share(plots), Zones(first).share(plots))


def test_an_outline_that_is_missing_stays_missing(cache):
    shapes = outlines()
    shapes[5] = None
    draw_zones(shapes, 10.0, cache=cache)
    assert draw_zones(shapes, 10.0, cache=cache)[5] is None


def test_what_differs_is_drawn_anew(cache, drawings, monkeypatch):
    shapes = outlines()
    draw_zones(shapes, 50.0, cache=cache)
    edited = shapes.copy()
    edited[7] = affinity.translate(edited[7], 1e-9)
    twice = np.append(shapes, shapes[:1])
    for other in ((edited, 50.0), (twice, 50.0), (shapes[::-1], 50.0), (shapes, 51.0)):
        drawings.clear()
        same(draw_zones(*other, cache=cache), draw_zones(*other))
        assert drawings == [len(other[0])] * 2
    drawings.clear()
    same(draw_zones(shapes, 50.0, 8, cache), draw_zones(shapes, 50.0, 8))
    assert len(drawings) == 2
    drawings.clear()
    monkeypatch.setattr(buffers, "_code", lambda: "another release")
    draw_zones(shapes, 50.0, cache=cache)
    assert len(drawings) == 1


def test_a_width_that_is_one_for_all_is_the_same_as_one_for_each(cache, drawings):
    shapes = outlines()
    draw_zones(shapes, 50, cache=cache)
    drawings.clear()
    draw_zones(shapes, np.full(len(shapes), 50.0), cache=cache)
    assert not drawings


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "other", "gone"])
def test_a_damaged_file_is_drawn_anew(cache, drawings, harm):
    shapes = outlines()
    first = draw_zones(shapes, 50.0, cache=cache)
    [path] = cache.folder.iterdir()
    draw_zones(shapes, 20.0, cache=cache)
    [other] = set(cache.folder.iterdir()) - {path}
    body = path.read_bytes()
    bad = {
        "cut": body[:-7],
        "flip": body[:-200] + bytes([body[-200] ^ 1]) + body[-199:],
        "empty": b"",
        "other": other.read_bytes(),
    }
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(bad[harm])
    drawings.clear()
    same(first, draw_zones(shapes, 50.0, cache=cache))
    assert drawings == [len(shapes)]
    assert path.read_bytes() == body


def test_few_are_not_worth_a_file(cache):
    draw_zones(outlines(MANY // 2), 50.0, cache=cache)
    draw_zones(np.array([], dtype=object), 50.0, cache=cache)
    assert not cache.folder.exists()


def test_without_a_cache_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEZGEO_CACHE", "off")
    draw_zones(outlines(), 50.0, cache=Cache.of_user())
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    shapes = outlines()
    same(draw_zones(shapes, 50.0, cache=Cache(tmp_path / "file")), draw_zones(shapes, 50.0))


def test_a_file_that_somebody_else_owns_is_read(cache, drawings, monkeypatch):
    shapes = outlines()
    draw_zones(shapes, 50.0, cache=cache)
    drawings.clear()

    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "utime", refuse)
    draw_zones(shapes, 50.0, cache=cache)
    assert not drawings


def test_two_processes_at_once_agree(cache):
    code = (
        "import hashlib, pathlib, sys\n"
        "import numpy as np, shapely\n"
        "from sezgeo.cache import Cache; from sezgeo.planar.buffers import draw_zones\n"
        "lines = shapely.linestrings(np.random.default_rng(0).uniform(0, 5000, (210, 10, 2)))\n"
        "for width in (10, 20, 30, 10, 20, 30):\n"
        "    found = draw_zones(lines, width, cache=Cache(pathlib.Path(sys.argv[1])))\n"
        "    print(hashlib.sha256(b''.join(shapely.to_wkb(found))).hexdigest())\n"
    )
    words = [sys.executable, "-c", code, str(cache.folder)]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [each.communicate(timeout=120)[0].split() for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert said[0] == said[1]
    assert said[0][:3] == said[0][3:]
    assert sorted(path.suffix for path in cache.folder.iterdir()) == [".zones"] * 3


def test_old_zones_make_room(tmp_path):
    shapes = outlines()
    full = Cache(tmp_path / "full")
    draw_zones(shapes, 50.0, cache=full)
    [path] = full.folder.iterdir()
    size = path.stat().st_size
    small = Cache(tmp_path / "small", most_bytes=5 * size)
    for width in range(50, 60):
        draw_zones(shapes, float(width), cache=small)
    assert 3 <= len(list(small.folder.iterdir())) <= 5
    tiny = Cache(tmp_path / "tiny", most_bytes=2 * size)
    draw_zones(shapes, 50.0, cache=tiny)
    assert not tiny.folder.exists()


def test_norms_say_the_same_from_disk(cache, drawings, monkeypatch):
    rng = np.random.default_rng(3)
    layers, plots = world(rng), land(rng, 40)
    rules, plant = norms.read(), Plant((100, 300, 500))
    bare = norms.check(plots, layers, plant, rules)
    monkeypatch.setattr(buffers, "WORTH_KEEPING", 1)
    cold = norms.check(plots, layers, plant, rules, cache=cache)
    assert any(drawings)
    assert list(cache.folder.glob("*.zones"))
    drawings.clear()
    warm = norms.check(plots, layers, plant, rules, cache=cache)
    assert not any(drawings)
    for one, *others in zip(bare, cold, warm, strict=True):
        for name, other in product(("outcome", "share_left", "case"), others):
            assert_series_equal(getattr(one, name), getattr(other, name))
