"""The zone as it is planned: today's plots untouched, the new land cut beside them."""

import pytest
import shapely

import sezgeo
from sezgeo.cli.app import run
from sezgeo.crs import geodesic_area_ha
from sezgeo.errors import SitingError
from sezgeo.layers import Catalog, shipped
from sezgeo.siting.subdivision.planned_sites import new_land, write_planned

TODAY = Catalog.read(shipped())


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planned") / "layers"
    assert run(["planned", str(folder)]) == 0
    return folder


def test_todays_plots_are_all_there_and_unchanged(scenario):
    before = TODAY.layer("plots").frame
    now = sezgeo.open(scenario).layers["plots"].frame.loc[before.index]
    assert (now["status"] == before["status"]).all()
    assert shapely.equals_exact(
        now.geometry.to_numpy(), before.geometry.to_numpy(), tolerance=0.02
    ).all()


def test_new_plots_lie_on_new_land_and_are_only_reserved(scenario):
    plots = sezgeo.open(scenario).layers["plots"].frame
    new = plots[~plots.index.isin(TODAY.layer("plots").frame.index)]
    land = new_land(TODAY.layer("sites"), TODAY.layer("planned_sites"))
    assert set(new["site"]) == set(land.index)
    assert set(new["status"]) == {"reserved"}
    assert new["note_en"].notna().all()
    outside = new.geometry.difference(land.geometry.union_all().buffer(0.05)).area
    assert outside.max() < 1
    assert new.geometry.area.max() < 80_000


def test_the_new_land_is_what_the_plans_add():
    land = new_land(TODAY.layer("sites"), TODAY.layer("planned_sites"))
    added = dict(zip(land.index, geodesic_area_ha(land.geometry), strict=True))
    assert added["rudnevo_2030"] == pytest.approx(175 - 53, abs=3)
    assert added["pechatniki_2032"] == pytest.approx(77 - 48, abs=2)


def test_a_scenario_ranks_like_any_folder(scenario):
    ranking = sezgeo.open(scenario).study("biotech").ranking
    assert ranking.rank.notna().sum() > sezgeo.open().study("biotech").ranking.rank.notna().sum()


def test_the_same_scenario_gives_the_same_bytes(scenario, tmp_path):
    write_planned(TODAY, tmp_path)
    for path in scenario.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_todays_layers_are_never_overwritten():
    with pytest.raises(SitingError, match="another folder"):
        write_planned(TODAY, TODAY.folder)
