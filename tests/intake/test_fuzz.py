"""A seeded sample of the fuzz run; `make fuzz` does ten thousand."""

import pytest

from tests.helpers import bad_deliveries
from tests.helpers.deliveries import sites_workspace
from tests.proofs import fuzz_intake

COUNT = 160


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return sites_workspace(tmp_path_factory.mktemp("layers"), bad_deliveries.SITES)


@pytest.fixture(scope="module")
def sample(catalog):
    return list(fuzz_intake.run(catalog, COUNT, seed=7))


def test_no_mutant_makes_the_import_fall(sample):
    assert [one for one in sample if one.verdict == "crashed"] == []


def test_no_mutant_takes_ten_seconds(sample):
    assert max(one.seconds for one in sample) < fuzz_intake.SLOW_S


def test_hardly_any_change_goes_unnoticed(sample):
    changed = [one for one in sample if one.verdict in ("unnoticed", "told")]
    assert len(changed) <= max(1, COUNT * fuzz_intake.MOST_UNNOTICED_SHARE), changed


def test_the_sample_is_no_wall(sample):
    assert any(one.verdict == "same" for one in sample)


def test_with_checksums_nothing_changed_is_let_in(catalog):
    for one in fuzz_intake.run(catalog, 32, seed=4000, sums=True):
        assert one.verdict in ("refused", "same"), one


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        ("xml", 143),  # an encoding nobody knows, in the XML declaration
        ("shp", 160),  # a NUL in the .cpg
        ("shp", 7),  # a .prj that parses and leads nowhere
        ("fgb", 701107),  # cells that are not the text they say they are
        ("geojson", 5810),  # a vertex that the projection cannot reach
        ("csv", 8110),  # the same, in text
        ("csv", 8662),
        ("geojson", 50122),  # a type of geometry that nobody knows
    ],
)
def test_mutants_that_once_broke_it(name, seed, catalog, tmp_path):
    sound = fuzz_intake.Sound.made(catalog, name, tmp_path / name, sums=False)
    mutant = fuzz_intake.tried(catalog, sound, seed)
    assert mutant.verdict in ("refused", "same")
