"""Assembly: minimal, whole against brute force, streets respected, scored as a plot."""

import json
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely

from sezgeo import norms
from sezgeo.cli.exits import Exit
from sezgeo.errors import SitingError
from sezgeo.siting.fit.placement import FitAnswer, place_rectangles
from sezgeo.siting.land_assembly.adjacency import Adjacency, neighbours
from sezgeo.siting.land_assembly.assemble import assemble, least_area_ha
from sezgeo.siting.land_assembly.merge import merge_plots
from sezgeo.siting.land_assembly.options import AssemblyTarget
from sezgeo.suitability.profile import Profile
from tests.helpers.invented_layers import at, layer, plots

RULES = norms.read()
PACK = Profile.read("battery_pack")


def grid(columns, rows, *, street_m=0.0, side=80.0, **columns_of_layer):
    """Lay out square plots in rows, a street behind every second column."""
    shapes = [
        at(shapely.box(0, 0, side, side), dx=x * side + (x // 2) * street_m, dy=y * side)
        for y in range(rows)
        for x in range(columns)
    ]
    return plots(*shapes, **columns_of_layer)


def found(land, wanted, **layers):
    return assemble(land, {"plots": land, **layers}, PACK, RULES, target=wanted)


def sets(assemblies):
    return {frozenset(members) for members in assemblies.members.values()}


def connected(members, beside):
    seen, todo = set(), [next(iter(members))]
    while todo:
        plot = todo.pop()
        seen.add(plot)
        todo += [other for other in beside[plot] if other in members and other not in seen]
    return seen == set(members)


@pytest.mark.parametrize("seed", range(6))
def test_sets_are_those_of_brute_force(seed):
    rng = np.random.default_rng(seed)
    cuts = np.concatenate([[0], np.sort(rng.uniform(40, 360, 3)), [400]])
    land = plots(
        *(
            at(shapely.box(west, south, east, south + 90))
            for west, east in pairwise(cuts)
            for south in (0, 90)
        )
    )
    beside = neighbours(land.frame, {}, Adjacency())
    need_ha = float(rng.uniform(0.5, 2.5))
    areas = land.frame.area / 1e4
    enough = [
        frozenset(members)
        for size in range(1, 6)
        for members in combinations(land.frame.index, size)
        if connected(members, beside) and areas[list(members)].sum() >= need_ha * 1.0005
    ]
    minimal = {s for s in enough if len(s) > 1 and not any(other < s for other in enough)}
    wanted = AssemblyTarget(need_ha, fits=False, most=5)
    assert sets(found(land, wanted)) == minimal


def test_sets_that_must_fit_do_and_no_part_of_them_does():
    land = grid(4, 2)
    wanted = AssemblyTarget(fits=True)
    answer = found(land, wanted)
    assert len(answer)
    beside = neighbours(land.frame, {}, Adjacency())
    sizes, gap, edge = PACK.footprint.sizes_m(), PACK.footprint.gap_at(), PACK.footprint.edge_at()
    for members in sets(answer):
        assert connected(members, beside)
        for size in range(1, len(members) + 1):
            for part in combinations(sorted(members), size):
                whole = shapely.union_all(land.frame.geometry.loc[list(part)])
                inner = whole.buffer(-edge, join_style="mitre")
                fits = place_rectangles(inner, sizes, gap).answer == FitAnswer.FITS
                assert fits == (size == len(members)) or not connected(part, beside)


def test_a_street_parts_plots_unless_it_may_be_built_over():
    land = grid(4, 1, street_m=12.0)
    wanted = {"area_ha": 1.6, "fits": False}
    assert not len(found(land, AssemblyTarget(**wanted)))
    over = found(land, AssemblyTarget(**wanted, adjacency=Adjacency(across_m=12.0)))
    assert len(over) == 2
    assert over.table["area_ha"].min() > 3 * 0.64
    outline = over.plots.frame.geometry.iloc[0]
    assert outline.geom_type == "Polygon"
    assert outline.area == pytest.approx((3 * 80 + 12) * 80, abs=1)


def test_a_street_of_the_layers_along_the_border_parts_plots_too():
    land = grid(2, 1)
    along = at(shapely.LineString([(80, -50), (80, 130)]))
    wanted = AssemblyTarget(1.2, fits=False)
    assert len(found(land, wanted)) == 1
    for name, columns in (("roads", {"class": "street"}), ("railways", {})):
        barrier = layer(name, [(along, columns)])
        assert not len(found(land, wanted, **{name: barrier})), name
    across = AssemblyTarget(1.2, fits=False, adjacency=Adjacency(across_m=15))
    assert len(found(land, across, roads=layer("roads", [(along, {"class": "street"})]))) == 1
    assert not len(found(land, across, roads=layer("roads", [(along, {"class": "primary"})])))


def test_a_corner_and_a_taken_plot_join_nothing():
    corner = plots(at(shapely.box(0, 0, 80, 80)), at(shapely.box(80, 80, 160, 160)))
    assert not len(found(corner, AssemblyTarget(1.0, fits=False)))
    land = grid(3, 1)
    middle = land.frame.index[1]
    for status, count in (("free", 2), ("reserved", 0), ("occupied", 0)):
        frame = land.frame.assign(
            status=land.frame["status"].mask(land.frame.index == middle, status)
        )
        spoilt = type(land)(land.schema, frame, land.source)
        assert len(found(spoilt, AssemblyTarget(1.2, fits=False))) == count, status
        both = AssemblyTarget(1.2, fits=False, statuses=("free", "reserved"))
        assert len(found(spoilt, both)) == (0 if status == "occupied" else 2)


def test_an_assembly_is_a_plot_of_the_contract():
    land = grid(2, 1, power_mw=3.0, accuracy_m=30.0)
    key, other = land.frame.index
    frame = land.frame.assign(accuracy_m=[30.0, 70.0], power_mw=[3.0, np.nan])
    for table, power_mw in ((land.frame, 6.0), (frame, np.nan)):
        whole = merge_plots(
            type(land)(land.schema, table, "t"), [frozenset({key, other})], Adjacency()
        )
        row = whole.frame.iloc[0]
        assert row["area_m2"] == pytest.approx(12_800, rel=2e-3)
        assert row["power_mw"] == pytest.approx(power_mw, nan_ok=True)
        assert row["accuracy_m"] == table["accuracy_m"].max()
        assert key in row["note"]
        assert row.name not in land.frame.index
    assert merge_plots(land, [], Adjacency()).frame.empty


@pytest.mark.parametrize(
    "wanted",
    [
        {"fits": False},
        {"area_ha": -1.0},
        {"most": 1},
        {"statuses": ("occupied",)},
        {"adjacency": Adjacency(across_m=-1)},
    ],
)
def test_what_makes_no_sense_is_refused(wanted):
    with pytest.raises(SitingError):
        AssemblyTarget(**wanted)


def test_the_area_of_a_profile_is_its_limit_then_its_need():
    data = PACK.model_dump()
    data["limits"].pop("area_ha")
    without = Profile.from_dict(data)
    assert least_area_ha(PACK) == PACK.limits["area_ha"].at_least
    assert least_area_ha(without) == without.needs["land_ha"].value
    data["needs"].pop("land_ha")
    assert least_area_ha(Profile.from_dict(data)) == 0.0


def test_an_assembly_is_scored_through_the_same_study():
    import sezgeo

    study = sezgeo.open().study("biotech_api")
    answer, ranking = study.assemble(AssemblyTarget(least_area_ha(study.profile)))
    assert list(ranking.score.index) == list(answer.members)
    for key, members in answer.members.items():
        of_site = study.ranking.measures.values.loc[list(members)]
        if "site_occupied_share" in of_site.columns:
            share = ranking.measures.values.loc[key, "site_occupied_share"]
            assert share == of_site["site_occupied_share"].iloc[0]
        area = ranking.measures.values.loc[key, "area_ha"]
        assert area == pytest.approx(of_site["area_ha"].sum(), rel=1e-3)
        assert 0 <= ranking.low[key] <= ranking.score[key] <= ranking.high[key] <= 1


def test_the_commands_answer_in_both_languages_and_refuse_nonsense(call):
    code, out, _ = call("fit", "biotech", "ALB-010", "--lang", "ru")
    assert code == Exit.DONE
    assert "размещается" in out
    assert "Производственный корпус" in out
    code, out, _ = call("fit", "biotech", "ALB-010", "--json")
    row = json.loads(out)["plots"][0]
    assert row["answer"] == "fits"
    assert row["spare_m"] <= row["most_m"]
    assert row["largest"]["length_m"] >= 150 - 0.1
    for words, said in (
        (("fit", "biotech", "ALB-999"), "ALB-999"),
        (("fit", "biotech", "--size", "huge"), "huge"),
        (("fit", "biotech", "ALB-010", "--aspect", "0.2"), "0.2"),
        (("fit", "nosuch"), "nosuch"),
        (("assemble", "biotech", "--area", "0", "--any-shape"), "--area"),
    ):
        code, out, complaint = call(*words, "--lang", "en")
        assert code == Exit.REFUSED, words
        assert said in complaint
        assert "Traceback" not in complaint
    code, out, _ = call("assemble", "biotech", "--reserved", "--lang", "en")
    assert code == Exit.DONE
    assert "MIK-001 + MIK-002" in out
    code, out, _ = call("assemble", "battery_cell", "--lang", "ru")
    assert code == Exit.DONE
    assert "--across" in out
