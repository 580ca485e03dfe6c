"""One content, one canonical form: whatever way it was drawn, ordered or encoded."""

import unicodedata

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from sezgeo.layers import Catalog, shipped
from sezgeo.layers.store.snapshots import to_bytes
from sezgeo.layers.versions.canonical import canonical, content_sha256, tidy

SCHEMA = Catalog.read(shipped()).schema("plots")
HOLED = Polygon(
    [(400000, 6170000), (400100, 6170000), (400100, 6170100), (400000, 6170100)],
    [[(400010, 6170010), (400020, 6170010), (400020, 6170020)]],
)
PLOTS = gpd.GeoDataFrame(
    {
        "plot_id": ["MIE-002", "ALB-001", "KRP-003"],
        "site": ["miet", "alabushevo", "krasnaya_pakhra"],
        "status": ["free", "occupied", "free"],
        "note": ["й", None, "ёлка"],
        "power_mw": [1.5, np.nan, 0.0],
    },
    geometry=[HOLED, box(399000, 6170000, 399050.5, 6170040), box(0, 6e6, 30, 6e6 + 7)],
    crs=32637,
)
SAME = {
    "rows in another order": lambda f: f.iloc[[2, 0, 1]],
    "columns in another order": lambda f: f[list(reversed(f.columns))],
    "rings the other way round": lambda f: f.set_geometry(f.geometry.reverse()),
    "rings that begin elsewhere": lambda f: f.set_geometry(f.geometry.apply(_turned)),
    "heights": lambda f: f.set_geometry(shapely.force_3d(f.geometry.to_numpy(), 7.0)),
    "single parts as multi-parts": lambda f: f.set_geometry(
        shapely.multipolygons(f.geometry.to_numpy()[:, None])
    ),
    "a vertex drawn twice": lambda f: f.set_geometry(f.geometry.apply(_stuttering)),
    "letters decomposed": lambda f: f.assign(
        note=f["note"].map(lambda x: unicodedata.normalize("NFD", x), na_action="ignore")
    ),
    "blanks around a text": lambda f: f.assign(site=" " + f["site"] + "  "),
    "an empty text for a missing one": lambda f: f.assign(note=f["note"].fillna("")),
    "a column nobody filled": lambda f: f.assign(cad_num=None, gas_m3_per_h=np.nan),
    "noise of a tenth of a millimetre": lambda f: f.set_geometry(f.translate(0.0001, -0.0002)),
    "a negative zero": lambda f: f.assign(power_mw=f["power_mw"].replace(0.0, -0.0)),
    "texts as objects": lambda f: f.astype({"site": object, "note": object}),
    "degrees": lambda f: f.to_crs(4326),
}  # fmt: skip


def _turned(shape: Polygon) -> Polygon:
    ring = list(shape.exterior.coords)[:-1]
    return Polygon([*ring[2:], *ring[:2]], shape.interiors)


def _stuttering(shape: Polygon) -> Polygon:
    ring = list(shape.exterior.coords)
    return Polygon([ring[0], ring[0], ring[1], *ring[1:]], shape.interiors)


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_says_the_same_is_the_same(change):
    plain, other = canonical(PLOTS, SCHEMA), canonical(change(PLOTS), SCHEMA)
    assert content_sha256(other) == content_sha256(plain)
    assert to_bytes(other) == to_bytes(plain)


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.assign(power_mw=[1.5, 0.0, 0.0]),
        lambda f: f.assign(note=["й", None, "елка"]),
        lambda f: f.assign(plot_id=["MIE-002", "ALB-001", "KRP-004"]),
        lambda f: f.iloc[:2],
        lambda f: f.set_geometry(f.geometry.translate(0.001)),
        lambda f: f.assign(note=f["site"], site=f["note"].fillna("x")),
        lambda f: f.assign(use_type="x"),
    ],
)
def test_what_says_something_else_is_not_the_same(change):
    assert content_sha256(canonical(change(PLOTS), SCHEMA)) != content_sha256(
        canonical(PLOTS, SCHEMA)
    )


def test_the_form_is_sorted_flat_and_in_the_contracts_order():
    form = canonical(PLOTS.assign(zebra="z", ant="a"), SCHEMA)
    assert list(form["plot_id"]) == ["ALB-001", "KRP-003", "MIE-002"]
    assert list(form.columns) == [
        "plot_id", "site", "status", "power_mw", "note", "ant", "zebra", "geometry",
    ]  # fmt: skip
    assert not form.has_z.any()
    assert list(form.index) == [0, 1, 2]


def test_canonical_changes_nothing_twice():
    once = canonical(PLOTS, SCHEMA)
    assert to_bytes(canonical(once, SCHEMA)) == to_bytes(once)


def test_an_empty_layer_has_a_form():
    form = canonical(PLOTS.iloc[:0], SCHEMA)
    assert list(form.columns) == ["plot_id", "geometry"]
    assert content_sha256(form) == content_sha256(canonical(form, SCHEMA))


def test_columns_no_contract_speaks_of_keep_their_meaning():
    extra = PLOTS.assign(
        seen=pd.to_datetime(["2026-01-02", None, "2026-03-04"]),
        big=[2**60 + 1, 2**60 + 3, 1],
        flag=[True, False, True],
        n=[1, 2, 3],
    )
    form = canonical(extra, SCHEMA).set_index("plot_id")
    assert form.loc["MIE-002", "seen"] == "2026-01-02"
    assert form.loc["MIE-002", "big"] == str(2**60 + 1)
    assert form["flag"].to_dict() == {"ALB-001": False, "KRP-003": True, "MIE-002": True}
    assert form["n"].dtype == float


def test_a_time_of_day_is_kept():
    form = canonical(PLOTS.assign(seen=pd.Timestamp("2026-01-02T03:04:05")), SCHEMA)
    assert set(form["seen"]) == {"2026-01-02T03:04:05"}


def test_the_grid_never_breaks_a_valid_outline():
    needle = Polygon([(0, 0), (100, 0.0004), (100, 0.0001)])
    thin_wall = box(0, 0, 1, 1).difference(box(0.2, 0.2, 0.9996, 0.9996))
    assert shapely.is_valid([needle, thin_wall]).all()
    tidied = tidy(np.array([needle, thin_wall], dtype=object))
    assert shapely.is_valid(tidied).all()
    assert not shapely.is_empty(tidied).any()
    assert list(shapely.get_type_id(tidied)) == [3, 3]


def test_points_and_lines_have_a_form_too():
    shapes = np.array(
        [
            Point(1.00049, 2),
            shapely.LineString([(5, 5), (0, 0)]),
            shapely.MultiPoint([(3, 4)]),
            None,
        ],
        dtype=object,
    )
    tidied = tidy(shapes)
    assert [shapely.to_wkt(shape) for shape in tidied[:3]] == [
        "POINT (1 2)", "LINESTRING (0 0, 5 5)", "POINT (3 4)",
    ]  # fmt: skip
    assert tidied[3] is None


corners = st.tuples(
    st.floats(399000, 401000, allow_nan=False), st.floats(6169000, 6171000, allow_nan=False)
)


@settings(deadline=None, max_examples=60)
@given(st.lists(corners, min_size=3, max_size=9, unique=True))
def test_tidying_is_idempotent_and_moves_nothing_far(points):
    shape = shapely.convex_hull(shapely.MultiPoint(points))
    once = tidy(np.array([shape], dtype=object))
    assert shapely.equals_identical(tidy(once), once).all()
    assert shapely.hausdorff_distance(once[0], shape) < 0.002


@pytest.mark.realdata
@pytest.mark.parametrize("other", ["v2_epsg4326", "v2_shuffled"])
def test_deliveries_of_one_content_become_the_same_bytes(shared, other):
    series = shared / "corpus" / "series"
    ours, theirs = (
        canonical(pyogrio.read_dataframe(series / name / "plots.shp"), SCHEMA)
        for name in ("v2", other)
    )
    assert to_bytes(ours) == to_bytes(theirs)
