"""Measures kept between studies: found again, or measured again, and never wrong."""

import shutil
from collections import Counter

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

import sezgeo
from sezgeo.cache import VARIABLE, Cache
from sezgeo.criteria.engine import measure
from sezgeo.criteria.engine.cache import key_of
from sezgeo.layers.catalog import shipped
from sezgeo.suitability.profile import Profile


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def work(monkeypatch):
    """Count how often each criterion is really measured."""
    done = Counter()
    prepare = measure.prepare

    def counting(criterion, *rest):
        done[criterion.name] += 1
        return prepare(criterion, *rest)

    monkeypatch.setattr(measure, "prepare", counting)
    return done


def same(one, other):
    for part in ("values", "low", "high", "evidence"):
        assert_frame_equal(getattr(one, part), getattr(other, part))
    assert (one.reasons, one.names, one.origins) == (other.reasons, other.names, other.origins)


@pytest.mark.usefixtures("cache")
def test_other_weights_measure_nothing_again(work):
    first = sezgeo.open().study("biotech").ranking
    work.clear()
    again = sezgeo.open().study("biotech").ranking
    assert not work
    same(first.measures, again.measures)
    profile = Profile.read("biotech")
    wish = profile.criteria["distance_to_metro_m"]
    other = {**profile.criteria, "distance_to_metro_m": wish.model_copy(update={"weight": 9.0})}
    sezgeo.open().study(profile.model_copy(update={"criteria": other}))
    assert not work


@pytest.mark.usefixtures("cache")
def test_an_edited_layer_is_all_that_is_measured_again(work, tmp_path):
    folder = tmp_path / "layers"
    shutil.copytree(shipped(), folder, ignore=shutil.ignore_patterns(".store"))
    sezgeo.open(folder).study("biotech")
    work.clear()
    path = folder / "stations.geojson"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    sezgeo.open(folder).study("biotech")
    assert set(work) == {"distance_to_metro_m"}


@pytest.mark.usefixtures("cache")
def test_a_contract_that_changes_is_measured_again(work, tmp_path):
    folder = tmp_path / "layers"
    shutil.copytree(shipped(), folder, ignore=shutil.ignore_patterns(".store"))
    sezgeo.open(folder).study("biotech")
    work.clear()
    catalog = folder / "catalog.toml"
    before, after = catalog.read_text(encoding="utf-8").split("[layers.stations]")
    after = after.replace('completeness = "complete"', 'completeness = "partial"', 1)
    catalog.write_text(f"{before}[layers.stations]{after}", encoding="utf-8")
    measures = sezgeo.open(folder).study("biotech").ranking.measures
    assert "distance_to_metro_m" in work
    assert measures.values["distance_to_metro_m"].isna().all()


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "other"])
def test_a_damaged_file_is_measured_again(cache, work, harm):
    first = sezgeo.open().study("biotech").ranking
    work.clear()
    files = sorted(cache.iterdir())
    for path, following in zip(files, [*files[1:], files[0]], strict=True):
        body = path.read_bytes()
        if harm == "flip":
            body = body[:-200] + bytes([body[-200] ^ 1]) + body[-199:]
        path.write_bytes(
            {"cut": body[:-7], "flip": body, "empty": b"", "other": following.read_bytes()}[harm]
        )
        if harm == "other":
            break
    same(first.measures, sezgeo.open().study("biotech").ranking.measures)
    assert len(work) == (len(files) if harm != "other" else 1)


def test_the_key_tells_the_code_and_every_part():
    assert key_of("a", "b") == key_of("a", "b") != key_of("ab", "")
    assert key_of("a", "") == ""
    assert len({key_of("a", "b"), key_of("b", "a"), key_of("ab")}) == 3


def test_old_measures_make_room(tmp_path, cache):
    sezgeo.open().study("biotech")
    size = sum(path.stat().st_size for path in cache.iterdir())
    zone = sezgeo.open()
    small = Cache(tmp_path / "small", most_bytes=size // 2)
    sezgeo.Zone(zone.catalog, cache=small).study("biotech")
    assert 0 < sum(path.stat().st_size for path in small.folder.iterdir()) <= size // 2


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    zone = sezgeo.Zone(sezgeo.open().catalog, cache=Cache(tmp_path / "file"))
    assert zone.study("biotech").ranking.rank.notna().any()


def test_it_can_be_switched_off(monkeypatch):
    monkeypatch.setenv(VARIABLE, "off")
    assert sezgeo.open().cache is None


def test_layers_from_memory_are_never_kept(tmp_path):
    from tests.helpers.invented_layers import random_layer, random_plots

    rng = np.random.default_rng(0)
    plots, rail = random_plots(rng), random_layer("railways", rng)
    kept = Cache(tmp_path / "cache")
    measure.measure(plots, {"railways": rail}, ["distance_to_rail_m"], cache=kept)
    assert not kept.folder.exists()
