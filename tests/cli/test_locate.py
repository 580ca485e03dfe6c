"""Heights and `locate` on the command line and in a workspace's catalog."""

import json

import nbformat
import numpy as np
import pytest
import rasterio
from nbclient import NotebookClient

import sezgeo
from sezgeo.cli.exits import Exit
from sezgeo.errors import CatalogError
from sezgeo.layers import shipped
from tests.helpers import ROOT


@pytest.fixture(scope="module")
def heights(tmp_path_factory):
    """A slope of 2 degrees under Rudnevo, and nothing elsewhere."""
    path = tmp_path_factory.mktemp("heights") / "rudnevo.tif"
    cells = np.add.outer(np.zeros(200), np.arange(200) * 30 * np.tan(np.radians(2)))
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=200,
        height=200,
        count=1,
        dtype="float32",
        crs="EPSG:32637",
        transform=rasterio.Affine(30, 0, 429_500, 0, -30, 6_179_500),
    ) as file:
        file.write(cells.astype("float32"), 1)
    return path


@pytest.fixture
def workspace(tmp_path, heights):
    """The shipped layers, and heights that their catalog names."""
    folder = tmp_path / "layers"
    folder.mkdir()
    for path in [*shipped().glob("*.geojson"), *shipped().glob("*.toml")]:
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "dem.tif").write_bytes(heights.read_bytes())
    with (folder / "catalog.toml").open("a", encoding="utf-8") as catalog:
        catalog.write(
            '\n[rasters.elevation]\nfiles = ["dem.tif"]\naccuracy_m = 0.5\nas_of = 2025-05-01\n'
        )
    return folder


def test_why_tells_the_slope_of_a_plot_and_its_bounds(call, heights):
    words = ("why", "battery_cell", "RUD-001", "--lang", "en")
    code, said, _ = call(*words, "--elevation", heights)
    assert code == Exit.DONE
    assert "Mean slope: 2" in said
    assert "elevation" in said
    _, said, _ = call(*words)
    assert "Mean slope: unknown (there is no elevation model" in said


def test_a_plot_beyond_the_raster_is_told_with_the_covered_share(call, heights):
    _, said, _ = call("why", "battery_cell", "ALB-014", "--elevation", heights, "--lang", "en")
    assert "the elevation model covers 0 % of the plot" in said


def test_heights_of_the_catalog_are_used_without_being_named(call, workspace):
    zone = sezgeo.open(workspace)
    measures = zone.study("battery_cell").ranking.measures
    slopes = measures.values["mean_slope_deg"]
    known = slopes.dropna()
    assert set(known.index.str[:3]) == {"RUD"}
    assert known.to_numpy() == pytest.approx(2, abs=0.01)
    assert measures.high["mean_slope_deg"]["RUD-001"] > slopes["RUD-001"] + 0.1
    assert measures.origins["mean_slope_deg"][1].as_of == "2025-05-01"
    _, said, _ = call("why", "battery_cell", "RUD-001", "--layers", workspace, "--lang", "en")
    assert "Mean slope: 2" in said


def test_a_wrong_key_of_a_raster_is_told(workspace):
    path = workspace / "catalog.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("accuracy_m = 0.5", "acuracy_m = 0.5"),
        encoding="utf-8",
    )
    with pytest.raises(CatalogError, match="acuracy_m"):
        sezgeo.open(workspace)


def test_locate_writes_the_surface_the_areas_and_the_map(call, heights, tmp_path):
    out = tmp_path / "found"
    words = ("locate", "battery_pack", "--area", "8", "--region", "rudnevo", "--margin", "2")
    code, said, _ = call(
        *words, "--count", "2", "--elevation", heights, "--out", out, "--lang", "en"
    )
    assert code == Exit.DONE
    assert "LOC-001" in said
    assert "ask the register" in said
    names = {path.name for path in out.iterdir()}
    assert names == {
        "surface.tif",
        "candidates.gpkg",
        "candidates.geojson",
        "candidates.html",
    }
    page = (out / "candidates.html").read_text(encoding="utf-8")
    assert "LOC-001" in page
    assert "Candidate areas" in page
    code, said, _ = call(*words, "--count", "2", "--out", out, "--json")
    answer = json.loads(said)
    assert len(answer["files"]) == 4
    assert answer["ranking"]


def test_locate_says_what_to_change_where_nothing_fits(call, tmp_path):
    code, said, _ = call(
        *("locate", "battery_cell", "--area", "60", "--region", "miet", "--margin", "0.6"),
        *("--out", tmp_path, "--lang", "en"),
    )
    assert code == Exit.DONE
    assert "no area fits" in said
    assert not (tmp_path / "candidates.html").exists()


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["locate", "biotec", "--area", "3"], "biotech"),
        (["locate", "biotech"], "--area"),
        (["locate", "biotech", "--area", "3", "--region", "rudnewo"], "rudnevo"),
        (["locate", "biotech", "--area", "3", "--region", "38,55,37,56"], "west,south,east,north"),
        (["locate", "biotech", "--area", "3", "--region", "30,50,40,60"], "200 km"),
        (["locate", "biotech", "--area", "900", "--region", "miet", "--margin", "0"], "--margin"),
        (["rank", "biotech", "--elevation", "nowhere.tif"], "GeoTIFF"),
    ],
)
def test_a_mistake_gets_one_message_with_its_cure(call, words, cure):
    code, said, complaint = call(*words, "--lang", "en")
    assert code == Exit.REFUSED
    assert cure in complaint
    assert not said
    assert "Traceback" not in complaint


@pytest.mark.realdata
def test_the_moscow_tile_tells_slopes_through_the_ordinary_commands(call, shared):
    tile = shared / "data" / "moscow" / "N55E037.hgt"
    ranking = sezgeo.open().study("battery_cell", elevation=sezgeo.criteria.Elevation.read([tile]))
    slopes = ranking.ranking.measures.values["mean_slope_deg"]
    sites = sezgeo.open().layers["plots"].frame["site"]
    unknown = set(sites[slopes.isna()])
    assert unknown == {"alabushevo", "mikron"}
    assert set(sites[slopes.notna()]).isdisjoint(unknown)
    code, said, _ = call("why", "battery_cell", "KRP-001", "--elevation", tile, "--lang", "ru")
    assert code == Exit.DONE
    assert "Средний уклон" in said
    assert "2000-02-11" in said


@pytest.mark.realdata
def test_the_notebook_tells_slopes_of_the_moscow_tile(shared, monkeypatch):
    path = ROOT / "notebooks" / "05_roads_terrain_where_else.ipynb"
    monkeypatch.setenv("SEZGEO_ELEVATION", str(shared / "data" / "moscow" / "N55E037.hgt"))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=180,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    shown = "".join(
        output["data"].get("text/html", "")
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "data" in output
    )
    assert "0 % of the plot" in shown or "0 % участка" in shown
    assert "LOC-003" in shown
