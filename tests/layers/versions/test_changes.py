"""The difference of two versions: each change told once, in its class, and nothing else told."""

import json

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from sezgeo.i18n import speaking
from sezgeo.layers import Catalog, shipped
from sezgeo.layers.versions.canonical import canonical, content_sha256
from sezgeo.layers.versions.changes import (
    Attribute,
    Changes,
    common_shift,
    difference,
    with_still_outlines,
)

SCHEMA = Catalog.read(shipped()).schema("plots")
CLASSES = ["added", "removed", "split", "merged", "geometry_changed", "attribute_changed"]


def plots(shapes, **columns):
    """Build a canonical frame of plots by id."""
    frame = gpd.GeoDataFrame(
        {"plot_id": list(shapes), "site": "miet", "status": "free", **columns},
        geometry=list(shapes.values()),
        crs=32637,
    )
    return canonical(frame, SCHEMA)


def cell(east, north, width=50, height=40):
    """Return a plot of a regular quarter."""
    left, bottom = 400000 + east * 50, 6170000 + north * 40
    return box(left, bottom, left + width, bottom + height)


def quarter(n=12):
    return {f"MIE-{i:03d}": cell(i % 4, i // 4) for i in range(n)}


def told(old, new):
    return difference(plots(old), plots(new), key="plot_id")


def counts(changes: Changes):
    return {name: n for name, n in changes.counts().items() if n}


def test_nothing_changed_is_told_as_nothing():
    changes = told(quarter(), quarter())
    assert changes.is_empty
    assert (changes.n_from, changes.n_to) == (12, 12)


def test_features_come_and_go():
    new = quarter()
    del new["MIE-003"]
    new["MIE-100"] = cell(9, 9)
    changes = told(quarter(), new)
    assert (changes.added, changes.removed) == (("MIE-100",), ("MIE-003",))
    assert counts(changes) == {"added": 1, "removed": 1}


def test_a_plot_splits():
    new = quarter()
    del new["MIE-005"]
    new |= {"MIE-005a": cell(1, 1, 20), "MIE-005b": box(*_right_of(cell(1, 1), 20))}
    changes = told(quarter(), new)
    assert changes.to_dict()["split"] == [
        {"parent": "MIE-005", "children": ["MIE-005a", "MIE-005b"]}
    ]
    assert counts(changes) == {"split": 1}


def test_a_plot_that_splits_may_keep_its_id():
    new = quarter() | {"MIE-005": cell(1, 1, 20), "MIE-099": box(*_right_of(cell(1, 1), 20))}
    changes = told(quarter(), new)
    assert [(s.parent, s.children) for s in changes.split] == [("MIE-005", ("MIE-005", "MIE-099"))]
    assert counts(changes) == {"split": 1}


def _right_of(shape, width):
    left, bottom, right, top = shape.bounds
    return left + width, bottom, right, top


def test_a_road_cut_out_of_a_split_does_not_hide_it():
    new = quarter()
    del new["MIE-005"]
    new |= {"MIE-005a": cell(1, 1, 22), "MIE-005b": box(*_right_of(cell(1, 1), 28))}
    assert counts(told(quarter(), new)) == {"split": 1}


@pytest.mark.parametrize("child", ["MIE-200", "MIE-004"])
def test_plots_merge_under_a_new_or_an_old_id(child):
    new = quarter()
    del new["MIE-004"], new["MIE-005"]
    new[child] = shapely.union_all([cell(0, 1), cell(1, 1)])
    changes = told(quarter(), new)
    assert [(m.parents, m.child) for m in changes.merged] == [(("MIE-004", "MIE-005"), child)]
    assert counts(changes) == {"merged": 1}


def test_a_plot_gets_another_id():
    new = quarter()
    new["MIE-905"] = new.pop("MIE-005")
    changes = told(quarter(), new)
    assert changes.to_dict()["renamed"] == [{"old": "MIE-005", "new": "MIE-905"}]
    assert counts(changes) == {"renamed": 1}


def test_a_renamed_plot_tells_what_else_changed():
    old, new = plots(quarter(), power_mw=1.0), quarter()
    new["MIE-905"] = box(*new.pop("MIE-005").bounds[:2], *cell(1, 1, 49).bounds[2:])
    changes = difference(old, plots(new, power_mw=2.0).assign(), key="plot_id")
    assert counts(changes) == {"renamed": 1, "geometry_changed": 1, "attribute_changed": 12}
    assert changes.geometry_changed[0].id == "MIE-905"


def test_a_boundary_moves_between_two_neighbours():
    new = quarter() | {"MIE-005": cell(1, 1, 60), "MIE-006": box(*_right_of(cell(2, 1), 10))}
    changes = told(quarter(), new)
    assert changes.to_dict()["geometry_changed"] == [
        {"id": "MIE-005", "area_before": 2000.0, "area_after": 2400.0, "sym_diff_m2": 400.0},
        {"id": "MIE-006", "area_before": 2000.0, "area_after": 1600.0, "sym_diff_m2": 400.0},
    ]
    assert counts(changes) == {"geometry_changed": 2}


def test_cells_change_and_the_area_follows_its_outline():
    areas = {name: shape.area for name, shape in quarter().items()}
    old = plots(quarter(), area_m2=list(areas.values()), note=None, power_mw=np.nan)
    reshaped = quarter() | {"MIE-005": cell(1, 1, 40)}
    new = plots(
        reshaped,
        area_m2=[1600.0 if name == "MIE-005" else area for name, area in areas.items()],
        note=["уточнено" if name == "MIE-002" else "" for name in areas],
        power_mw=[3.5 if name == "MIE-003" else np.nan for name in areas],
    )
    assert difference(old, new, key="plot_id").to_dict()["attribute_changed"] == [
        {"id": "MIE-002", "field": "note", "old": "", "new": "уточнено"},
        {"id": "MIE-003", "field": "power_mw", "old": None, "new": 3.5},
    ]


def test_a_column_that_goes_is_told_cell_by_cell():
    old, new = plots(quarter(3), use_type="склад", flag=[True, False, True]), plots(quarter(3))
    changes = difference(old, new, key="plot_id").attribute_changed
    assert [(c.id, c.field, c.old, c.new) for c in changes] == [
        change
        for i in range(3)
        for change in (
            (f"MIE-00{i}", "flag", i != 1, None),
            (f"MIE-00{i}", "use_type", "склад", ""),
        )
    ]


def test_lines_and_points_are_compared_by_place():
    old = {"A": Point(0, 0), "B": LineString([(0, 0), (9, 9)]), "C": Point(5, 5)}
    new = {"A": Point(3, 4), "B2": LineString([(9, 9), (0, 0)]), "C2": Point(5, 5.001)}
    changes = told(old, new)
    assert changes.to_dict()["geometry_changed"] == [{"id": "A", "moved_m": 5.0}]
    assert [(r.old, r.new) for r in changes.renamed] == [("B", "B2"), ("C", "C2")]
    assert counts(changes) == {"renamed": 2, "geometry_changed": 1}


def test_the_first_import_adds_everything_and_an_emptied_layer_loses_everything():
    empty = plots(quarter()).iloc[:0]
    assert len(difference(empty, plots(quarter()), key="plot_id").added) == 12
    assert len(difference(plots(quarter()), empty, key="plot_id").removed) == 12


def test_noise_of_a_writer_is_no_change_and_does_not_add_up():
    old = plots(quarter())
    for _ in range(5):
        noisy = canonical(old.set_geometry(old.translate(0.012, 0.008)), SCHEMA)
        assert difference(old, noisy, key="plot_id").is_empty
        kept = with_still_outlines(old, noisy, key="plot_id")
        assert content_sha256(kept) == content_sha256(old)


def test_seven_decimals_of_a_degree_are_no_change():
    old = plots(quarter())
    degrees = old.to_crs(4326)
    rounded = degrees.set_geometry(
        shapely.transform(degrees.geometry.to_numpy(), lambda xy: xy.round(7))
    )
    assert difference(old, canonical(rounded.set_crs(4326), SCHEMA), key="plot_id").is_empty


def test_an_edit_and_a_new_feature_survive_settling():
    old = plots(quarter())
    new = plots(quarter() | {"MIE-005": cell(1, 1, 40), "MIE-050": cell(9, 9)})
    assert content_sha256(with_still_outlines(old, new, key="plot_id")) == content_sha256(new)


@pytest.mark.parametrize("step", [(121.0, -3.0), (0.1, 0.0), (1e6, 0.0)])
def test_one_shift_of_everything_is_recognised(step):
    old = plots(quarter())
    shift = common_shift(old, old.set_geometry(old.translate(*step)), key="plot_id")
    assert shift is not None
    assert (shift.east_m, shift.north_m) == pytest.approx(step)
    assert shift.distance_m == pytest.approx(np.hypot(*step))


def test_a_datum_slip_that_varies_a_little_is_one_shift():
    old = plots(quarter())
    scaled = old.set_geometry(
        old.translate(100, 70).scale(1.0001, 1.0001, origin=(400000, 6170000))
    )
    assert common_shift(old, scaled, key="plot_id") is not None


def test_edits_of_a_few_are_no_shift_of_all():
    old = plots(quarter())
    few = old.geometry.where(old.index > 3, old.translate(10, 10))
    assert common_shift(old, old.set_geometry(few), key="plot_id") is None
    assert common_shift(old, old, key="plot_id") is None
    two = plots(quarter(2))
    assert common_shift(two, two.set_geometry(two.translate(50)), key="plot_id") is None


ids = st.lists(st.integers(0, 11), unique=True, max_size=6)


@settings(deadline=None, max_examples=40)
@given(ids, ids)
def test_going_back_is_the_mirror_of_going_there(gone, late):
    old = {name: shape for i, (name, shape) in enumerate(quarter().items()) if i not in late}
    new = {name: shape for i, (name, shape) in enumerate(quarter().items()) if i not in gone}
    there, back = told(old, new), told(new, old)
    assert there.added == back.removed
    assert there.removed == back.added
    assert there.n_from - len(there.removed) + len(there.added) == there.n_to


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("old", "new"), [("v1", "v2"), ("v2", "v2_epsg4326"), ("v2", "v2_shuffled")]
)
def test_the_series_is_told_as_it_was_made(shared, old, new):
    series = shared / "corpus" / "series"
    truth = json.loads((series / f"truth_{old}_{new}.json").read_text(encoding="utf-8"))
    frames = [
        canonical(pyogrio.read_dataframe(series / name / "plots.shp"), SCHEMA)
        for name in (old, new)
    ]
    found = difference(*frames, key="plot_id").to_dict()
    assert found["counts"] == truth["counts"]
    for name in [*CLASSES, "renamed"]:
        assert _as_set(found[name]) == _as_set(truth[name])


def _as_set(changes):
    return {json.dumps(change, sort_keys=True) for change in changes}


def test_a_changed_cell_is_told_by_the_names_of_the_contract():
    changes = Changes(
        2,
        2,
        attribute_changed=(
            Attribute("MIE-001", "status", "free", "occupied"),
            Attribute("MIE-002", "power_mw", None, 1234.56),
        ),
    )
    with speaking("ru"):
        (said,) = changes.lines(SCHEMA.columns)
    power = SCHEMA.columns["power_mw"].ru
    assert said == (
        "значение изменено 2: MIE-001 (статус: свободен → занят), "
        f"MIE-002 ({power}: нет данных → 1\u202f234,56)"
    )
    with speaking("en"):
        assert "MIE-001 (status: free → occupied)" in changes.lines()[0]


def test_two_numbers_that_differ_do_not_read_the_same():
    changes = Changes(1, 1, attribute_changed=(Attribute("MIE-001", "area_m2", 12345.25, 12345.5),))
    with speaking("ru"):
        (said,) = changes.lines(SCHEMA.columns)
    assert "12\u202f345,25 → 12\u202f345,5" in said
