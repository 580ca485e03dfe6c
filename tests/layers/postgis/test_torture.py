"""The team's store under torture, in short: it is the old or the new version, whoever dies."""

import pytest

from tests.proofs import torture_postgis

pytestmark = pytest.mark.postgres


@pytest.fixture
def bench(postgres, tmp_path):
    bench = torture_postgis.DatabaseBench(tmp_path, postgres, "bench")
    yield bench
    bench.remove()


def test_killed_importers_lose_nothing(bench, tmp_path):
    assert "nothing lost" in torture_postgis.kills(bench, tmp_path, 1, seed=1)


def test_cut_connections_lose_nothing(bench, tmp_path):
    assert "nothing lost" in torture_postgis.cuts(bench, tmp_path, 3, seed=2)


def test_a_server_stopped_in_the_middle_loses_nothing(bench, tmp_path):
    assert "nothing lost" in torture_postgis.crashes(bench, tmp_path, 2, seed=3)


@pytest.mark.parametrize("importers", [2, 8])
def test_importers_at_once_stand_in_line(postgres, tmp_path, importers):
    said = torture_postgis.crowd(tmp_path, postgres, "crowd", rounds=1, importers=importers)
    assert "all in the journal" in said
