"""The land a catalog speaks of: Moscow unless it says otherwise."""

import pytest
from geopandas import GeoDataFrame
from pydantic import ValidationError
from shapely import box

from sezgeo.cli import main
from sezgeo.cli.exits import Exit
from sezgeo.errors import CatalogError
from sezgeo.layers import Catalog
from sezgeo.layers.area import MOSCOW, Area
from sezgeo.layers.catalog import shipped_catalog
from sezgeo.layers.workspace import make_workspace

VOLOGDA = Area(west=39.6, south=59.1, east=40.2, north=59.5)


def run(*words):
    with pytest.raises(SystemExit) as left:
        main([*map(str, words), "--lang", "en"])
    return int(left.value.code or 0)


@pytest.fixture
def sent(tmp_path):
    """A delivery of one site in Vologda."""
    path = tmp_path / "sites.gpkg"
    site = GeoDataFrame({"site": ["vologda"]}, geometry=[box(39.8, 59.2, 39.85, 59.22)], crs=4326)
    site.to_crs(32637).to_file(path)
    return path


def test_every_site_of_the_shipped_layers_lies_in_the_area():
    catalog = shipped_catalog()
    assert catalog.area == MOSCOW
    west, south, east, north = MOSCOW.box
    bounds = catalog.seed("sites").frame.to_crs(4326).total_bounds
    assert west < bounds[0] < bounds[2] < east
    assert south < bounds[1] < bounds[3] < north


def test_the_region_holds_the_area():
    west, south, east, north = VOLOGDA.region
    assert west < VOLOGDA.west < VOLOGDA.east < east
    assert south < VOLOGDA.south < VOLOGDA.north < north


def test_a_workspace_keeps_its_area_and_title(tmp_path):
    catalog = make_workspace(tmp_path / "new", area=VOLOGDA, title='Город "В"')
    assert catalog.area == VOLOGDA
    assert Catalog.read(tmp_path / "new").title.ru == 'Город "В"'
    assert set(catalog.schemas) == set(shipped_catalog().schemas)


@pytest.mark.parametrize("sides", [(40, 59, 39, 60), (39, 60, 40, 59), (39, 59, 190, 60)])
def test_a_box_turned_inside_out_is_no_area(sides):
    with pytest.raises(ValidationError):
        Area(**dict(zip(("west", "south", "east", "north"), sides, strict=True)))


def test_a_bad_area_in_a_catalog_is_refused_with_its_place(tmp_path):
    folder = make_workspace(tmp_path / "new", area=VOLOGDA).folder
    path = folder / "catalog.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("west = 39.6", "west = 99.6"), "utf-8")
    with pytest.raises(CatalogError, match=r"catalog\.toml"):
        Catalog.read(folder)


@pytest.mark.parametrize("text", ["39,59", "a,b,c,d", "40,59,39,60"])
def test_a_slip_in_the_area_is_told_with_an_example(tmp_path, capsys, text):
    assert run("init", tmp_path / "new", "--area", text) == Exit.REFUSED
    assert "39.7,59.1,40.1,59.3" in capsys.readouterr().err


def test_a_new_site_is_taken_only_where_the_catalog_speaks_of_its_land(tmp_path, sent, capsys):
    make_workspace(tmp_path / "there", area=VOLOGDA)
    make_workspace(tmp_path / "here")
    assert run("import", "sites", sent, "--layers", tmp_path / "there") == Exit.DONE
    assert run("import", "sites", sent, "--layers", tmp_path / "here") == Exit.REFUSED
    said = capsys.readouterr().out
    assert "SITE_UNKNOWN" in said
    assert "CRS_OUT_OF_AREA" in said
