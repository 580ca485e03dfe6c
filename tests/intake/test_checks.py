"""The list of checks: each is run once, none runs another, and rows stay together on the way."""

import ast
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon

from sezgeo.intake import checks
from sezgeo.intake.draft import Draft
from sezgeo.intake.readers.raw_table import RawTable
from sezgeo.intake.receive import CHECKS, receive
from tests.helpers import bad_deliveries
from tests.helpers.deliveries import sites_workspace

FOLDER = Path(checks.__file__).parent
X, Y = bad_deliveries.WEST, bad_deliveries.SOUTH


def trees():
    return {path.stem: ast.parse(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.py"))}


def test_every_check_of_the_folder_is_run_once():
    written = {
        f"{checks.__name__}.{name}.{node.name}"
        for name, tree in trees().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check")
    }
    run = [f"{check.__module__}.{check.__name__}" for check in CHECKS]
    assert len(run) == len(set(run))
    assert set(run) == written


@pytest.mark.parametrize("name", sorted(trees()))
def test_no_check_runs_another(name):
    named = {
        word
        for node in ast.walk(trees()[name])
        for word in (
            [node.attr] if isinstance(node, ast.Attribute)
            else [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom)
            else [node.id] if isinstance(node, ast.Name)
            else []
        )
    }  # fmt: skip
    assert not {word for word in named if word.startswith("check")}


@given(st.lists(st.booleans(), max_size=12))
def test_rows_that_are_chosen_stay_together(chosen):
    n = len(chosen)
    numbers = np.arange(n)
    table = pd.DataFrame({"number": numbers})
    shapes = np.array([Point(i, i) for i in numbers], dtype=object)
    draft = Draft(
        shapes=shapes, rows=numbers, reported=numbers % 2 == 0, traced=numbers % 3 == 0,
        ids=numbers.astype(object), sent=table, cells=table, extra=table, ground=shapes,
        valid=numbers % 5 == 0,
    )  # fmt: skip
    left = draft.only(np.array(chosen, dtype=bool))
    kept = [i for i in range(n) if chosen[i]]
    assert len(left) == len(kept)
    for column in (left.rows, left.ids, left.sent["number"], left.cells["number"],
                   left.extra["number"]):  # fmt: skip
        assert list(column) == kept
    assert [int(shape.x) for shape in left.shapes] == kept
    assert [int(shape.x) for shape in left.frame().geometry] == kept
    assert [list(mask) for mask in (left.reported, left.traced, left.valid)] == [
        [i % by == 0 for i in kept] for by in (2, 3, 5)
    ]


def test_a_draft_begins_with_what_was_sent():
    shapes = np.array([Point(0, 0), None], dtype=object)
    draft = Draft.begin(RawTable(cells=pd.DataFrame({"a": [1, 2]}), shapes=shapes, crs=None))
    assert len(draft) == 2
    assert draft.rows.tolist() == [1, 2]
    assert draft.ground is None
    assert not draft.reported.any()


@pytest.mark.parametrize(
    "shape",
    [
        Polygon([(X, Y)] * 4),
        Polygon([(X, Y), (X, Y), (X, Y), (X + 1e-10, Y), (X, Y)]),
        Polygon([(X, Y), (X + 9, Y), (X + 9, Y), (X, Y)]),
        MultiPolygon([Polygon([(X, Y)] * 4), Polygon([(X, Y), (X + 9, Y), (X, Y + 9)])]),
        Polygon([(X, Y), (X + 90, Y), (X + 90, Y + 90), (X, Y + 90)], [[(X + 5, Y + 5)] * 4]),
    ],
    ids=["point", "hair", "line", "part", "hole"],
)
def test_an_outline_that_is_no_ring_is_refused_and_breaks_nothing(shape, tmp_path):
    catalog = sites_workspace(tmp_path / "layers", bad_deliveries.SITES)
    frame = bad_deliveries.geometry(bad_deliveries.good(), 1, shape)
    result = receive(catalog, "plots", bad_deliveries.geojson(tmp_path, gpd.GeoDataFrame(frame)))
    told = [finding.code for finding in result.findings if finding.row == 2]
    assert result.outcome == "refuse"
    assert {"GEOM_DEGENERATE", "GEOM_INVALID"} & set(told)
