"""What an import did to the rankings: whose place changed, and through which edit."""

import json
import shutil

import geopandas as gpd
import pandas as pd
import pytest
from shapely import affinity

from sezgeo.cli import main
from sezgeo.impact import impact, sentence
from sezgeo.layers import Catalog, shipped
from sezgeo.zone import Zone
from tests.helpers.workspaces import commit

PROFILE = "battery_pack"


@pytest.fixture(scope="module")
def seed(tmp_path_factory):
    """The shipped layers at version 1 of the plots: the seed on the millimetre grid."""
    folder = tmp_path_factory.mktemp("seed") / "layers"
    folder.mkdir()
    for path in [*shipped().glob("*.geojson"), *shipped().glob("*.toml")]:
        shutil.copyfile(path, folder / path.name)
    catalog = Catalog.read(folder)
    commit(catalog, catalog.seed("plots").frame)
    return folder


@pytest.fixture
def catalog(seed, tmp_path):
    shutil.copytree(seed, tmp_path / "layers")
    return Catalog.read(tmp_path / "layers")


@pytest.fixture(scope="module")
def ranking(seed):
    return Zone(Catalog.read(seed)).study(PROFILE).ranking


def plots(catalog):
    return gpd.GeoDataFrame(catalog.layer("plots").frame.reset_index(drop=True))


def by_plot(found):
    return {one.plot_id: one for one in found}


def test_the_grid_of_an_import_moves_no_plot(catalog):
    (version,) = catalog.store.versions()
    assert impact(catalog, version, [PROFILE]) == []


def test_a_plot_that_is_taken_leaves_and_lets_the_others_up(catalog, ranking):
    best = str(ranking.order[0])
    frame = plots(catalog)
    frame.loc[frame["plot_id"] == best, "status"] = "occupied"
    found = by_plot(impact(catalog, commit(catalog, frame), [PROFILE]))
    gone = found.pop(best)
    assert (gone.before.rank, gone.after.rank, gone.after.outcome) == (1, None, "excluded")
    assert gone.criteria == ("plot_status",)
    assert gone.features == (best,)
    assert set(found) == {str(plot) for plot in ranking.order[ranking.rank[ranking.order] > 1]}
    for one in found.values():
        assert one.after.rank == one.before.rank - 1
        assert (one.through, one.features, one.criteria) == ((best,), (best,), ())


def test_a_new_railway_is_named_as_the_cause(catalog, ranking):
    last = str(ranking.rank.idxmax())
    rails = gpd.GeoDataFrame(catalog.layer("railways").frame.reset_index(drop=True))
    place = catalog.layer("plots").frame.geometry[last].centroid
    line = rails.geometry.iloc[0]
    near = affinity.translate(line, place.x - line.coords[0][0], place.y - line.coords[0][1])
    key = catalog.schema("railways").key
    extra = rails.iloc[:1].assign(**{key: "rail-new", "name_ru": "новая ветка"})
    both = gpd.GeoDataFrame(
        pd.concat([rails, extra.set_geometry([near])], ignore_index=True), crs=rails.crs
    )
    commit(catalog, rails, layer="railways", completeness="complete")
    newer = commit(catalog, both, layer="railways", completeness="complete")
    found = by_plot(impact(catalog, newer, [PROFILE]))
    assert found
    assert {one.features for one in found.values()} == {("rail-new",)}
    assert any("distance_to_rail_m" in one.criteria for one in found.values())


def test_a_renamed_plot_keeps_its_place_and_says_nothing(catalog, ranking):
    frame = plots(catalog)
    best = str(ranking.order[0])
    frame.loc[frame["plot_id"] == best, "plot_id"] = best[:4] + "999"
    assert impact(catalog, commit(catalog, frame), [PROFILE]) == []


def test_plots_that_come_are_told_from_nothing(catalog, ranking):
    best = str(ranking.order[0])
    all_plots = plots(catalog)
    commit(catalog, all_plots[all_plots["plot_id"] != best])
    found = by_plot(impact(catalog, commit(catalog, all_plots), [PROFILE]))
    assert found[best].before.rank is None
    assert found[best].before.outcome == ""
    assert found[best].after.rank == 1
    assert "none" in sentence(found[best]).en


def test_the_command_answers_in_words_and_in_json(catalog, ranking, capsys):
    best = str(ranking.order[0])
    frame = plots(catalog)
    frame.loc[frame["plot_id"] == best, "status"] = "occupied"
    commit(catalog, frame)
    call = ["impact", "--layers", str(catalog.folder), "--profile", PROFILE]
    with pytest.raises(SystemExit):
        main([*call, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert (answer["version"], answer["layer"]) == (2, "plots")
    (gone,) = [one for one in answer["impacts"] if one["plot_id"] == best]
    assert gone["rank"] == [1, None]
    with pytest.raises(SystemExit):
        main([*call, "--lang", "ru"])
    said = capsys.readouterr().out
    assert f"{best} — 1-е место → вне рейтинга, не проверено → исключён" in said
    assert "(Статус участка)" in said
    assert "plot_status" not in said
    with pytest.raises(SystemExit):
        main(["impact", "1", "--layers", str(catalog.folder), "--profile", PROFILE])
    assert len(capsys.readouterr().out.splitlines()) == 1
