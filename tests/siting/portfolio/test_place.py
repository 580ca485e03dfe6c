"""Plants placed jointly on a zone: the law between them, shared sources, and clear refusals."""

import json

import numpy as np
import pyogrio
import pytest
from shapely import Point, box

import sezgeo
from sezgeo.capacity.sources import MW_PER_MVA
from sezgeo.cli.exits import Exit
from sezgeo.errors import ProfileError, SitingError, UnknownNameError
from sezgeo.i18n import LANGUAGES
from sezgeo.siting.land_assembly.adjacency import Adjacency
from sezgeo.siting.land_assembly.merge import merge_plots
from sezgeo.siting.land_assembly.result import Assemblies
from sezgeo.siting.portfolio.export import save
from sezgeo.siting.portfolio.file import Portfolio
from sezgeo.siting.portfolio.formulation import between_m, least_distances_m, needs_of
from sezgeo.siting.portfolio.options import PortfolioOptions
from sezgeo.siting.portfolio.place import place
from sezgeo.siting.portfolio.places import JoinedPlots, Places
from sezgeo.siting.portfolio.report import lines, to_dict
from sezgeo.siting.portfolio.supply import find_supplies
from sezgeo.verdict import Outcome
from tests.helpers.invented_layers import at, layer
from tests.helpers.portfolios import CELLS, PHARMA, portfolio, ranked, row

TWO = ({"name": "A"}, {"name": "B"})


def chosen(found):
    return [found.plot(place) for place in found.plans[0].plan]


def test_a_cell_plant_keeps_its_zone_from_pharma_and_not_from_cells():
    land = row(0, 300, 700)
    pharma, cells = ranked(PHARMA, land, [1.0, 0.9, 0.1]), ranked(CELLS, land, [0.9, 1.0, 0.2])
    wanted = portfolio(*TWO)
    layers = {"plots": land}
    assert between_m(land.frame.geometry)[0].tolist() == [0, 200, 600]
    assert chosen(place(wanted, [cells, cells], layers)) != chosen(
        place(wanted, [pharma, cells], layers)
    )
    found = place(wanted, [pharma, cells], layers)
    assert found.problem.metres[found.plans[0].plan] >= 300
    near = place(wanted, [pharma, cells], layers, PortfolioOptions(spz="low"))
    assert chosen(near) == ["TST-000", "TST-001"]
    assert least_distances_m(wanted, [PHARMA, CELLS], "high")[0, 1] == 500
    assert (least_distances_m(wanted, [PHARMA, PHARMA], "high") == 0).all()


def test_wishes_move_plants_together_and_apart():
    land = row(0, 300, 5000)
    one = ranked(CELLS, land, [1.0, 0.5, 0.9])
    layers = {"plots": land}
    assert set(chosen(place(portfolio(*TWO), [one, one], layers))) == {"TST-000", "TST-002"}
    near = portfolio(*TWO, wishes=[{"plants": ["A", "B"], "within_m": 1000}])
    assert set(chosen(place(near, [one, one], layers))) == {"TST-000", "TST-001"}
    far = portfolio(*TWO, wishes=[{"plants": ["A", "B"], "apart_m": 9000}])
    with pytest.raises(SitingError, match="9\u202f000"):
        place(far, [one, one], layers)


def test_excluded_plots_are_never_used_and_unknown_ones_only_if_not_strict():
    land = row(0, 300, 5000)
    wanted, layers = portfolio({"name": "A"}), {"plots": land}
    one = ranked(CELLS, land, [1.0, 0.5, 0.1], [Outcome.EXCLUDED, Outcome.UNKNOWN, Outcome.MET])
    assert chosen(place(wanted, [one], layers)) == ["TST-001"]
    assert chosen(place(wanted, [one], layers, PortfolioOptions(strict=True))) == ["TST-002"]
    none = ranked(CELLS, land, [1.0, 0.5, 0.1], [Outcome.EXCLUDED] * 3)
    with pytest.raises(SitingError, match="no plot will do for plant 'A': r: 3/3"):
        place(wanted, [none], layers)


def test_an_occupied_plot_is_priced_but_not_used():
    rows = [(at(box(0, 0, 90, 90)), {"status": "occupied"}), (at(box(500, 0, 590, 90)), {})]
    land = layer("plots", rows, site="miet", status="free")
    status = [Outcome.EXCLUDED, Outcome.MET]
    one = ranked(CELLS, land, [0.9, 0.5], status, rule="plot_status")
    found = place(portfolio({"name": "A"}), [one], {"plots": land})
    assert chosen(found) == ["TST-001"]
    assert to_dict(found)["one_plot_more"] == {"plots": ["TST-000"], "adds": pytest.approx(0.4)}
    other = ranked(CELLS, land, [0.9, 0.5], status)  # it is not the status that excludes it
    found = place(portfolio({"name": "A"}), [other], {"plots": land})
    assert to_dict(found)["one_plot_more"] == {"plots": [], "adds": 0}


def test_a_source_is_shared_and_one_more_megawatt_is_priced():
    land = row(0, 300, 5000)
    one = ranked(CELLS, land, [1.0, 0.9, 0.2])
    east = {"name": "E", "utility": "power_mw", "plots": ["TST-000", "TST-001"], "capacity": 9.5}
    found = place(portfolio(*TWO, sources=[east]), [one, one], {"plots": land})
    assert set(chosen(found)) == {"TST-000", "TST-002"}
    assert found.gains[0] == pytest.approx(0.7)
    assert to_dict(found)["plans"][0]["no_source_known"][0]["used"] == 5
    small = place(
        portfolio(*TWO, sources=[east]), [one, one], {"plots": land}, PortfolioOptions(size="low")
    )
    assert set(chosen(small)) == {"TST-000", "TST-001"}
    low = [{"name": "A", "needs": {"power_mw": 1}}, {"name": "B"}]
    found = place(portfolio(*low, sources=[east]), [one, one], {"plots": land})
    assert set(chosen(found)) == {"TST-000", "TST-001"}


def test_a_source_that_comes_later_serves_only_later_plants():
    land = row(0, 300)
    one = ranked(CELLS, land, [1.0, 0.1])
    late = {"name": "L", "utility": "power_mw", "capacity": 99, "plots": ["TST-000"]}
    for year, plot in ((2026, "TST-000"), (2027, "TST-000"), (2028, "TST-001")):
        wanted = portfolio({"name": "A"}, sources=[late | {"from_year": year}])
        assert chosen(place(wanted, [one], {"plots": land})) == [plot]


def test_layers_give_the_nearest_source_and_the_unknown_bounds_nothing():
    land = row(0, 5000, 50000, power_mw=4.0)
    stations = layer(
        "substations",
        [
            (at(Point(0, 500)), {"free_mva": 10.0, "voltage_kv": 110}),
            (at(Point(5000, 500)), {"free_mva": np.nan, "voltage_kv": 110}),
            (at(Point(0, 100)), {"free_mva": 900.0, "voltage_kv": 750}),
            (at(Point(30000, 0)), {"free_mva": 1.0, "voltage_kv": 110}),
        ],
        accuracy_m=0.0,
    )
    found = find_supplies(Places.of(land, ()), {"substations": stations}, (), drawn=["power_mw"])
    own = [4.0, 4.0, 4.0]
    assert [one.capacity.limit for one in found] == [pytest.approx(10 * MW_PER_MVA), np.inf, *own]
    serves = [[True, False, False], [False, True, False]]  # the third plot is far from all
    assert [one.serves.tolist() for one in found[:2]] == serves
    one = ranked(CELLS, land, [1.0, 0.5, 0.2])
    with pytest.raises(SitingError, match="supply of plot TST-000: power, at most 4"):
        place(portfolio({"name": "A"}), [one], {"plots": land})


def reserved(*spans, free_mva=10 / MW_PER_MVA):
    """Build a substation beside the plots, and what others hold of it."""
    rows = [
        (
            at(Point(0, 500)),
            {
                "source_layer": "substations",
                "source_id": "substations-0",
                "holder": "H",
                "power_mw": amount,
                "from_date": since,
                "until_date": until,
                "reservation_id": f"R-{number}",
            },
        )
        for number, (amount, since, until) in enumerate(spans, start=1)
    ]
    station = (at(Point(0, 500)), {"free_mva": free_mva, "voltage_kv": 110})
    return {
        "substations": layer("substations", [station], accuracy_m=0.0),
        "reservations": layer("reservations", rows),
    }


def test_what_the_ledger_holds_for_others_is_not_given_to_plants():
    land = row(0, 300)
    one = ranked(CELLS, land, [1.0, 0.5])
    wanted = portfolio(*TWO)
    for spans, fits in (
        ([], True),
        ([(1.0, "2020-01-01", "2027-01-01")], True),
        ([(1.0, "2020-01-01", "2027-01-02")], False),
        ([(1.0, "2040-06-01", None)], False),
        ([(12.0, "2020-01-01", "2021-01-01")], True),
    ):
        layers = {"plots": land, **reserved(*spans)}
        if fits:
            assert set(chosen(place(wanted, [one, one], layers))) == {"TST-000", "TST-001"}
        else:
            with pytest.raises(SitingError, match=r"at most 9\sMW \(besides, 1\sMW are"):
                place(wanted, [one, one], layers)
    own = {"name": "O", "utility": "power_mw", "capacity": 20, "sites": ["miet"]}
    layers = {"plots": land, **reserved((9.0, "2020-01-01", None))}
    assert place(portfolio(*TWO, sources=[own]), [one, one], layers).plans[0].plan


@pytest.mark.parametrize("seed", range(40))
def test_capacities_over_time_are_those_of_every_single_year(seed):
    rng = np.random.default_rng(seed)
    years = rng.integers(2027, 2032, 3).tolist()
    needs = rng.integers(1, 6, 3).astype(float)
    spans = [
        (float(rng.integers(1, 5)), f"{since}-03-01", f"{since + rng.integers(1, 4)}-05-01")
        for since in rng.integers(2024, 2034, 3).tolist()
    ]
    free = float(rng.integers(8, 18))
    land = row(0, 300, 600)
    layers = {"plots": land, **reserved(*spans, free_mva=free / MW_PER_MVA)}
    wanted = portfolio(
        *(
            {"name": f"P{n}", "year": year, "needs": {"power_mw": need}}
            for n, (year, need) in enumerate(zip(years, needs, strict=True))
        )
    )
    one = ranked(CELLS, land, [1.0, 0.5, 0.2])
    days = [f"{year}-{month:02d}-02" for year in range(2027, 2040) for month in range(1, 13)]
    enough = all(
        sum(need for year, need in zip(years, needs, strict=True) if str(year) <= day[:4])
        + sum(amount for amount, since, until in spans if since <= day < until)
        <= free + 1e-6
        for day in days
        if int(day[:4]) >= min(years)
    )
    try:
        found = place(wanted, [one] * 3, layers)
    except SitingError:
        assert not enough
        return
    assert enough
    assert found.gains.max() == 0


def test_an_unknown_capacity_stays_unknown_and_says_what_is_held():
    land = row(0, 300)
    one = ranked(CELLS, land, [1.0, 0.5])
    layers = {"plots": land, **reserved((12.0, "2020-01-01", None), free_mva=np.nan)}
    found = place(portfolio({"name": "A"}), [one], layers)
    said = "\n".join(text.en for text in lines(found))
    assert "free capacity is not known (besides, 12\xa0MW are reserved" in said
    (source,) = to_dict(found)["plans"][0]["sources"]
    assert (source["capacity"], source["reserved"]) == (None, 12.0)


def joined_for(kind, land, sets, scores):
    """Join plots of a layer by hand, scored by hand."""
    whole = merge_plots(land, [frozenset(parts) for parts in sets], Adjacency())
    keys = [str(key) for key in whole.frame.index]
    members = {key: tuple(sorted(parts)) for key, parts in zip(keys, sets, strict=True)}
    return JoinedPlots(Assemblies(whole, members, None, whole=True), ranked(kind, whole, scores))


def test_a_plant_may_stand_on_joined_plots_and_no_plot_is_used_twice():
    land = row(0, 100, 200, 900)
    large = ranked(CELLS, land, [0.9] * 4, [Outcome.EXCLUDED] * 4)
    small = ranked(CELLS, land, [0.1, 0.8, 0.2, 0.3])
    sets = [("TST-000", "TST-001"), ("TST-001", "TST-002")]
    own = joined_for(CELLS, land, sets, [0.9, 0.7])
    found = place(portfolio(*TWO), [large, small], {"plots": land}, joined=[own, None])
    assert found.stands() == {"A": ("TST-000", "TST-001"), "B": ("TST-003",)}
    assert found.stands(1)["B"] == ("TST-002",)
    assert to_dict(found)["plans"][0]["plants"][0]["plots"] == ["TST-000", "TST-001"]
    assert any("A (2027) → TST-000 + TST-001, miet" in text.en for text in lines(found))
    for number in range(len(found.plans)):
        used = [plot for plots in found.stands(number).values() for plot in plots]
        assert len(used) == len(set(used))
    pinned = portfolio({"name": "A", "plot": "TST-002"}, {"name": "B"})
    found = place(pinned, [large, small], {"plots": land}, joined=[own, None])
    assert found.stands()["A"] == ("TST-001", "TST-002")
    with pytest.raises(SitingError, match="no plot will do for plant 'A'"):
        place(portfolio(*TWO), [large, small], {"plots": land})


def test_joined_plots_draw_on_one_source_and_keep_their_distance():
    land = row(0, 100, 380)
    large = ranked(PHARMA, land, [0.9] * 3, [Outcome.EXCLUDED] * 3)
    own = joined_for(PHARMA, land, [("TST-000", "TST-001")], [0.9])
    cells = ranked(CELLS, land, [0.5, 0.5, 0.4])
    feeds = [
        {"name": "W", "utility": "power_mw", "plots": ["TST-000"], "capacity": 3},
        {"name": "E", "utility": "power_mw", "plots": ["TST-001"], "capacity": 6},
    ]
    found = place(portfolio({"name": "A"}, sources=feeds), [large], {"plots": land}, joined=[own])
    assert [one.serves[-1] for one in found.supplies] == [False, True]
    assert found.problem.used(found.plans[0].plan).tolist() == [0.0, 5.0]
    with pytest.raises(SitingError, match="A – B: at least 300"):  # 180 m from the nearer plot
        place(portfolio(*TWO), [large, cells], {"plots": land}, joined=[own, None])


def test_the_same_plots_joined_for_two_plants_are_one_place():
    land = row(0, 100, 200)
    none = ranked(CELLS, land, [0.9] * 3, [Outcome.EXCLUDED] * 3)
    first = joined_for(CELLS, land, [("TST-000", "TST-001")], [0.9])
    second = joined_for(CELLS, land, [("TST-001", "TST-002"), ("TST-000", "TST-001")], [0.8, 0.7])
    places = Places.of(land, [first, second])
    assert places.covers.sum(axis=1).tolist() == [1, 1, 1, 2, 2]
    assert places.assembly_keys == ({3: "ASM-001"}, {3: "ASM-002", 4: "ASM-001"})
    with pytest.raises(SitingError, match="cannot hold together"):
        place(portfolio(*TWO), [none, none], {"plots": land}, joined=[first, second])


def test_plants_wish_for_one_site_or_for_two():
    rows = [
        (at(box(-50, -50, 50, 50), dx=x), {"site": site})
        for x, site in ((0, "miet"), (200, "miet"), (9000, "rudnevo"))
    ]
    land = layer("plots", rows, status="free")
    one = ranked(CELLS, land, [1.0, 0.5, 0.6])
    layers = {"plots": land}
    for wish, expected in (("same", {"TST-000", "TST-001"}), ("other", {"TST-000", "TST-002"})):
        wanted = portfolio(*TWO, wishes=[{"plants": ["A", "B"], "site": wish}])
        found = place(wanted, [one, one], layers)
        assert set(chosen(found)) == expected
        word = {"same": "on one site", "other": "on different sites"}[wish]
        assert any(word in text.en for text in lines(found))
    wishes = [{"plants": ["A", "B"], "site": wish} for wish in ("same", "other")]
    with pytest.raises(SitingError, match="A – B: on different sites"):
        place(portfolio(*TWO, wishes=wishes), [one, one], layers)


def test_plans_are_written_to_the_same_bytes_and_read_back(tmp_path):
    land = row(0, 300, 5000)
    one = ranked(CELLS, land, [1.0, 0.9, 0.2])
    found = place(portfolio(*TWO), [one, one], {"plots": land}, PortfolioOptions(prices=False))
    assert "one_unit_more" not in to_dict(found)
    for name in ("plans.gpkg", "plans.geojson"):
        first, again = save(found, tmp_path / name), tmp_path / f"again.{name}"
        assert save(found, again).read_bytes() == first.read_bytes()
    assert pyogrio.list_layers(tmp_path / "plans.gpkg")[:, 0].tolist() == [
        f"plan_{number}" for number in range(1, 1 + len(found.plans))
    ]
    best = pyogrio.read_dataframe(tmp_path / "plans.gpkg", layer="plan_1")
    assert dict(zip(best["plant"], best["plots"], strict=True)) == {
        name: plots[0] for name, plots in found.stands().items()
    }
    assert best["power_mw"].tolist() == [5.0, 5.0]
    assert best.geometry.area.tolist() == pytest.approx([10_000.0] * 2)
    every = pyogrio.read_dataframe(tmp_path / "plans.geojson")
    assert every["plan"].value_counts().to_dict() == {1: 2, 2: 2, 3: 2}
    assert every.crs == "EPSG:4326"
    for bad in (tmp_path / "plans.shp", tmp_path / "no" / "plans.gpkg"):
        with pytest.raises(SitingError):
            save(found, bad)
    assert len(list(tmp_path.iterdir())) == 4


def test_needs_are_the_profile_s_ends_unless_the_file_says_otherwise():
    wanted = portfolio({"name": "A"}, {"name": "B", "needs": {"power_mw": 1.5}})
    for size, power in (("low", 2.5), ("likely", 5), ("high", 10)):
        assert needs_of(wanted, [CELLS, CELLS], size)[:, 0].tolist() == [power, 1.5]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"plants": [{"name": "A", "needs": {"power": 3}}]}, "the unit is missing; write power_mw"),
        ({"plants": [{"name": "A", "needs": {"steam_mw": 3}}]}, "no such utility; there are"),
        ({"plants": [{"name": "A", "needs": {"power_mw": -1}}]}, "at least 0"),
        ({"plants": [{"name": "A"}, {"name": "A"}]}, "different names"),
        ({"plants": [{"name": "A", "plot": "X"}, {"name": "B", "plot": "X"}]}, "plants on plot X"),
        ({"plants": []}, "too short"),
        ({"plants": "A"}, "plants"),
        ({"wishes": [{"plants": ["A", "Z"], "apart_m": 1}]}, "there is no plant 'Z'"),
        ({"plants": [{"name": "A", "join": 9}]}, "at most 6"),
        ({"wishes": [{"plants": ["A", "B"], "site": "near"}]}, "site"),
        ({"wishes": [{"plants": ["A", "B"]}]}, "give apart_m, within_m or site"),
        ({"wishes": [{"plants": ["A", "B"], "apart_m": 9, "within_m": 1}]}, "cannot both hold"),
        ({"wishes": [{"plants": ["A", "B"], "apart_m": -9}]}, "below zero"),
        (
            {"sources": [{"name": "S", "utility": "steam", "capacity": 1, "sites": ["a"]}]},
            "utility",
        ),
        ({"sources": [{"name": "S", "utility": "heat_mw", "capacity": 1}]}, "serves nobody"),
        ({"color": 1}, "unknown key"),
    ],
)
def test_a_bad_file_is_refused_with_the_cure(change, said):
    plants = change.get("plants", [{"name": "A"}, {"name": "B"}])
    if isinstance(plants, list):
        plants = [{"profile": "p", "year": 2027, **plant} for plant in plants]
    with pytest.raises(ProfileError, match=said):
        Portfolio.from_dict({**change, "plants": plants})


def test_sources_that_serve_nothing_there_or_one_plot_twice_are_refused():
    land = row(0, 300)
    one = ranked(CELLS, land, [1.0, 0.1])
    feed = {"name": "S", "utility": "power_mw", "capacity": 9}
    for where, error, said in (
        ({"sites": ["mars"]}, UnknownNameError, "mars"),
        ({"plots": ["XXX-001"]}, UnknownNameError, "XXX-001"),
    ):
        with pytest.raises(error, match=said):
            place(portfolio({"name": "A"}, sources=[feed | where]), [one], {"plots": land})
    twice = [feed | {"sites": ["miet"]}, feed | {"name": "T", "plots": ["TST-001"]}]
    with pytest.raises(SitingError, match="two sources give power to plot TST-001: S and T"):
        place(portfolio({"name": "A"}, sources=twice), [one], {"plots": land})
    with pytest.raises(UnknownNameError, match="TST-009"):
        place(portfolio({"name": "A", "plot": "TST-009"}), [one], {"plots": land})


FILE = """
[[plants]]
name = "insulin"
profile = "biotech"
year = 2027
[[plants]]
name = "packs"
profile = "battery_pack"
year = 2028
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "portfolio.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_the_shipped_zone_is_answered_in_words_and_in_json(call, file):
    code, said, _ = call("portfolio", file, "--lang", "en")
    assert code == Exit.DONE
    assert "proven: none is better" in said
    assert "insulin (2027) → " in said
    assert "free capacity is not known" in said
    assert "оптимальность доказана" in call("portfolio", file, "--lang", "ru", "--plans", "1")[1]
    answer = json.loads(call("portfolio", file, "--json", "--plans", "2")[1])
    worths = [plan["worth"] for plan in answer["plans"]]
    assert len(worths) == 2
    assert worths == sorted(worths, reverse=True)
    assert answer["plans"][0]["gap_share"] == 0


def test_a_portfolio_that_cannot_be_says_why_and_leaves_nothing(call, file):
    file.write_text(FILE.replace("battery_pack", "battery_cell"), encoding="utf-8")
    before = sorted(file.parent.iterdir())
    code, said, complaint = call("portfolio", file, "--lang", "en")
    assert (code, said) == (Exit.REFUSED, "")
    assert "no plot will do for plant 'packs'" in complaint
    assert "sezgeo assemble" in complaint
    file.write_text(
        FILE + '[[wishes]]\nplants = ["insulin", "packs"]\nwithin_m = 1\napart_m = 1\n',
        encoding="utf-8",
    )
    code, _, complaint = call("portfolio", file, "--lang", "en")
    assert code == Exit.REFUSED
    assert "cannot hold together" in complaint
    code, _, complaint = call("portfolio", file, "--spz", "wide", "--lang", "en")
    assert code == Exit.REFUSED
    assert "--spz wide" in complaint
    assert sorted(file.parent.iterdir()) == before


def test_each_plant_s_plot_is_one_its_own_study_allows():
    wanted = Portfolio.from_dict(
        {
            "plants": [
                {"name": "a", "profile": "biotech", "year": 2027},
                {"name": "b", "profile": "biotech", "year": 2027},
                {"name": "c", "profile": "battery_pack", "year": 2027},
            ]
        }
    )
    found = sezgeo.open().place(wanted)
    for ranking, plot in zip(found.rankings, chosen(found), strict=True):
        assert ranking.outcome[plot] != Outcome.EXCLUDED
    assert len(set(chosen(found))) == 3
    told = list(lines(found))
    assert all(text.say(lang) for text in told for lang in LANGUAGES)
