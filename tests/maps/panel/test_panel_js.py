"""The panel's scripts under Node: the same numbers, words and order as Python's."""

import json
import posixpath
import re
import shutil
import subprocess
from collections import Counter
from graphlib import TopologicalSorter

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoSeries
from pyproj import Geod, Transformer

from sezgeo.crs import MAP_CRS, MSK77, WORK_CRS
from sezgeo.i18n import LANGUAGES, number
from sezgeo.maps import assets
from sezgeo.maps.encoding import Pool
from sezgeo.maps.geometry_encoding import pack_shapes
from sezgeo.suitability.mcda.weighting import rank_order_centroid
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import rank
from tests.helpers import ROOT, page_inputs

TESTS = ROOT / "tests" / "panel"
FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\b"
    r"|new Function|javascript:|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|setTimeout\([\"'`]"
    r"|setAttribute\(\"(?:on|style)"
)
# The rooms of the panel from the ground up; the last one is its folder itself.
FLOORS = ("base", "model", "state", "map", "view", "")
MOST_MODULES = 14


@pytest.fixture(scope="module")
def node():
    program = shutil.which("node")
    if program is None:
        pytest.skip("no Node found: install nodejs to test the panel's scripts")

    def run(code, data):
        lines = f"import fs from 'node:fs';const data=JSON.parse(fs.readFileSync(0,'utf8'));{code}"
        command = [program, "--input-type=module", "-e", lines]
        done = subprocess.run(
            command, input=json.dumps(data), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    run.program = program
    return run


def of(module, *names):
    return f"import {{{','.join(names)}}} from '{(assets.PANEL / module).as_uri()}';"


def test_the_modules_keep_their_own_laws(node):
    tests = sorted(map(str, TESTS.glob("*.test.mjs")))
    done = subprocess.run(
        [node.program, "--test", *tests], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_modules_give_the_script_that_is_kept(node, tmp_path):
    if not (ROOT / "node_modules" / "esbuild").is_dir():
        pytest.skip("no esbuild: `make panel` installs it")
    shutil.copytree(assets.PANEL, tmp_path / "panel")
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    done = subprocess.run(
        [node.program, tmp_path / "panel" / "build.mjs", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    kept = sorted(path.name for path in assets.DIST.iterdir())
    assert kept == sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    for name in kept:
        assert (tmp_path / name).read_text() == (assets.DIST / name).read_text(), name


@pytest.mark.parametrize(
    "path",
    [*assets.panel_sources().values(), *sorted(assets.DIST.glob("*.js"))],
    ids=lambda path: path.name,
)
def test_no_script_makes_markup_or_code_of_text(path):
    assert not FORBIDDEN.search(path.read_text(encoding="utf-8"))


def test_numbers_are_written_as_python_writes_them(node):
    rng = np.random.default_rng(1)
    values = [0.0, 0.125, 0.375, 2.5, 10.25, 99.95, 99.995, 100.5, 101.5, -0.5, 1234567.5, 1e9, 3.0]
    values += rng.normal(0, 10.0 ** rng.integers(-3, 7, 3000)).tolist()
    values += (rng.integers(-4000, 4000, 2000) / 8).tolist()
    digits = [None, 0, 1, 2, 3]
    code = of("base/number.js", "formatNumber") + (
        "console.log(JSON.stringify(data.values.map((v)=>data.digits.map((d)=>"
        "['ru','en'].map((l)=>formatNumber(v,l,d===null?undefined:d))))))"
    )
    written = node(code, {"values": values, "digits": digits})
    assert written == [
        [[number(value, lang, d) for lang in LANGUAGES] for d in digits] for value in values
    ]


def test_columns_come_back_to_the_last_bit(node):
    rng = np.random.default_rng(2)
    columns = [
        rng.uniform(0, 1, 500).round(6),
        rng.uniform(0, 1, 500),
        rng.normal(0, 1e5, 500).round(2),
        np.where(rng.random(500) < 0.3, np.nan, rng.integers(-3, 255, 500)),
        np.full(3, np.nan),
        np.full(4, 0.1),
        np.zeros(0),
        np.array([1e300, -1e-300, 0.1 + 0.2]),
        np.array([2.0**31, -(2.0**31), 0.5]),
    ]
    words = [["б", "", "б", "\u2028<{"], [], [f"слово {place}" for place in range(4000)]]
    pool = Pool()
    places = [pool.numbers(column) for column in columns], [pool.words(cells) for cells in words]
    code = of("base/unpack.js", "unpackPool") + (
        "const pool=await unpackPool(data.pool);"
        "const bits=(n)=>Array.from(n,(x)=>Number.isNaN(x)?null:x);"
        "console.log(JSON.stringify([data.places[0].map((p)=>bits(pool.numbers(p))),"
        "data.places[1].map((p)=>pool.words(p))]))"
    )
    numbers, texts = node(code, {"pool": pool.to_dict(), "places": places})
    assert texts == words
    for column, back in zip(columns, numbers, strict=True):
        np.testing.assert_array_equal(np.array(back, dtype=float), column)


def test_shapes_come_back_within_a_pixel(node):
    holed = shapely.box(0, 0, 90, 60).difference(shapely.box(10, 10, 20, 20))
    shapes = GeoSeries(
        [
            shapely.MultiPolygon([holed, shapely.box(200, 0, 300, 50)]),
            shapely.LineString([(0, 0), (500, 500), (900, 100)]),
            shapely.MultiPoint([(5, 5), (70, 7)]),
        ],
        crs=32637,
    ).translate(400_000, 6_170_000)
    pool = Pool()
    packed = pack_shapes(pool, shapes)
    code = (
        of("base/unpack.js", "unpackPool")
        + of("base/shapes.js", "unpackShapes")
        + (
            "const s=unpackShapes(await unpackPool(data.pool),data.packed);"
            "console.log(JSON.stringify(Object.fromEntries(Object.entries(s)"
            ".map(([k,v])=>[k,typeof v==='number'?v:Array.from(v)]))))"
        )
    )
    back = node(code, {"pool": pool.to_dict(), "packed": packed})
    assert back["kinds"] == [2, 1, 0]
    assert back["pathAt"] == [0, 3, 4, 6]
    assert back["vertexAt"] == [0, 4, 8, 12, 15, 16, 17]
    degrees = shapely.get_coordinates(shapes.to_crs(4326).to_numpy()[1])
    x = (np.array(back["x"][12:15]) / (256 * 2**20) - 0.5) * 360
    np.testing.assert_allclose(x, degrees[:, 0], atol=1e-6)


def test_scores_and_order_equal_pythons_for_any_weights(node):
    world = page_inputs.layers()
    ranking = page_inputs.rankings(world)[0]
    rng = np.random.default_rng(5)
    plots = [f"P-{place}" for place in rng.permutation(400)]
    criteria = list(ranking.values.columns)
    values = rng.choice([0.0, 0.25, 0.5, 0.654321, 1.0], (len(plots), len(criteria)))
    excluded = rng.random(len(plots)) < 0.2
    for weights in (rng.uniform(0.1, 9, len(criteria)).tolist(), [1.0, 1.0, 2.0]):
        found = node(
            of("model/score.js", "sharesOf", "weightedScores", "orderOf", "ranksOf")
            + (
                "const s=weightedScores(data.columns.map((c)=>Float64Array.from(c)),"
                "sharesOf(data.weights),data.excluded);const o=orderOf(s,data.byId);"
                "console.log(JSON.stringify([Array.from(s,(x)=>Number.isNaN(x)?null:x),"
                "Array.from(o),Array.from(ranksOf(s,o))]))"
            ),
            {
                "columns": values.T.tolist(),
                "weights": weights,
                "excluded": excluded.tolist(),
                "byId": np.argsort(np.argsort(plots)).tolist(),
            },
        )
        score, order, ranks = python_order(plots, values, weights, excluded)
        np.testing.assert_allclose(np.array(found[0], dtype=float), score, rtol=0, atol=1e-15)
        assert [plots[place] for place in found[1]] == order
        assert found[2] == ranks


def python_order(plots, values, weights, excluded):
    """Rank with the package itself, by measures that are their own values."""
    names = [f"thing_{place}_share" for place in range(values.shape[1])]
    wish = {"curve": [[0, 0.0], [1, 1.0]], "range": [0, 1], "source": "test"}
    profile = Profile.from_dict(
        {
            "key": "p",
            "title_ru": "п",
            "title_en": "p",
            "plant": {"spz_m": {"value": 50, "source": "test"}},
            "criteria": {
                name: wish | {"weight": weight} for name, weight in zip(names, weights, strict=True)
            },
            "limits": {"kept_share": {"at_least": 1, "source": "test"}},
        }
    )
    table = pd.DataFrame(values, index=plots, columns=names).assign(kept_share=1.0 - excluded)
    ranking = rank(table, profile)
    return ranking.score, list(ranking.order), ranking.rank.fillna(0).astype(int).tolist()


def test_coordinates_lengths_and_areas_are_those_of_proj(node):
    rng = np.random.default_rng(6)
    points = np.stack([rng.uniform(55.1, 56.1, 200), rng.uniform(36.7, 38.3, 200)], axis=-1)
    rings = points.reshape(-1, 4, 2) * [0.01, 0.01] + [55.2, 37.2]
    found = node(
        of("map/geodesy.js", "utm37", "msk77", "distanceM", "areaM2")
        + (
            "console.log(JSON.stringify([data.points.map((p)=>utm37(...p)),"
            "data.points.map((p)=>msk77(...p)),data.points.slice(1).map((p,i)=>"
            "distanceM(data.points[i],p)),data.rings.map(areaM2),distanceM([55,37],[55,37])]))"
        ),
        {"points": points.tolist(), "rings": rings.tolist()},
    )
    geod = Geod(ellps="WGS84")
    for at, crs in enumerate((WORK_CRS, MSK77)):
        expected = Transformer.from_crs(MAP_CRS, crs, always_xy=True).transform(*points.T[::-1])
        np.testing.assert_allclose(found[at], np.transpose(expected), rtol=0, atol=0.01)
    lengths = geod.inv(points[:-1, 1], points[:-1, 0], points[1:, 1], points[1:, 0])[2]
    np.testing.assert_allclose(found[2], lengths, rtol=0, atol=0.001)
    areas = [abs(geod.polygon_area_perimeter(r[:, 1], r[:, 0])[0]) for r in rings]
    np.testing.assert_allclose(found[3], areas, rtol=1e-4, atol=1)
    assert found[4] == 0


def test_weights_by_order_are_pythons(node):
    weights = [9.0, 7.0, 5.0, 3.0, 1.0]
    code = (
        of("model/weighting.js", "weightsBy")
        + "console.log(JSON.stringify(weightsBy('order',data)))"
    )
    np.testing.assert_allclose(node(code, weights), rank_order_centroid(5) * 100, atol=0.006)


def test_only_the_first_script_makes_another_one():
    sources = assets.panel_sources().items()
    makers = [name for name, path in sources if '"script"' in path.read_text()]
    assert makers == ["boot.js"]


def imports():
    """Return what each module of the panel imports, both by their path from its folder."""
    found = {}
    for name, path in assets.panel_sources().items():
        named = re.findall(r'\bfrom "([^"]+)"|\bimport "([^"]+)"', path.read_text())
        targets = [posixpath.join(posixpath.dirname(name), a or b) for a, b in named]
        found[name] = [posixpath.normpath(target) for target in targets]
    return found


def test_a_module_imports_only_from_its_own_room_or_lower_ones():
    everything = imports()
    assert set(map(posixpath.dirname, everything)) == set(FLOORS)
    assert sum(map(len, everything.values())) > len(everything)
    for name, targets in everything.items():
        for target in targets:
            assert target in everything, f"{name} imports {target}, which is not there"
            here, there = (FLOORS.index(posixpath.dirname(end)) for end in (name, target))
            assert there <= here, f"{name} imports {target} from above"


def test_no_module_imports_itself_by_way_of_others():
    TopologicalSorter(imports()).prepare()


def test_no_room_is_overfull():
    rooms = Counter(map(posixpath.dirname, assets.panel_sources()))
    assert max(rooms.values()) <= MOST_MODULES, rooms


@pytest.mark.parametrize(
    ("room", "unknown"), [("base", r"plot|criteri"), ("model", r"\bdocument\b|\bwindow\b|dom\.js")]
)
def test_the_lowest_rooms_know_neither_plots_nor_the_page(room, unknown):
    texts = [p.read_text() for n, p in assets.panel_sources().items() if n.startswith(f"{room}/")]
    assert texts
    assert not [text for text in texts if re.search(unknown, text, re.IGNORECASE)]
