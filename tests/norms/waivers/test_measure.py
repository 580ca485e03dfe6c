"""What each consent wins: straight strips on squares, whose areas can be reckoned by hand."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from sezgeo.crs import geodesic_area_ha
from sezgeo.i18n import speaking
from sezgeo.norms import check
from sezgeo.norms.waivers.measure import waivers
from tests.helpers.invented_layers import at, layer, plots
from tests.helpers.norms import CELLS, PHARMA, RULES, plot_at, plots_and_layers, zone

GRID = "a written decision of the grid company (Government Decree 160 of 24.02.2009, item 10)"
GAS = "consent of Mosgaz or Mosoblgaz"
HA = 1 / 10_000


def line(name, x, **columns):
    """Run a line from south to north, `x` metres east of the origin."""
    return layer(name, [(at(LineString([(x, -9000), (x, 9000)])), columns)])


def power(x, kv=110.0):
    return line("power_lines", x, kind="overhead", voltage_kv=kv)


def weighed(land, *layers, plant=CELLS):
    there = {each.schema.name: each for each in layers}
    return waivers(land, there, plant, RULES, verdicts=check(land, there, plant, RULES))


def won(found):
    """Return hectares alone and together by consent, as on the plane."""
    return {one.consent.en: (one.alone_ha, one.together_ha) for one in found.ranked}


def plane(hectares):
    """Turn hectares of the plane into true ones: the grid shrinks lengths here."""
    shape = plot_at(0).frame.geometry
    return pytest.approx(hectares * float(geodesic_area_ha(shape)[0]), rel=1e-5)


def test_a_consent_wins_the_strip_of_its_line():
    found = weighed(plot_at(-60), power(0))
    (one,) = found.ranked
    assert one.consent.en == GRID
    assert one.rules == ("power_line_zone",)
    assert one.plots == ("TST-000",)
    assert one.alone_ha == plane(0.4)
    assert one.sure_ha == one.alone_ha
    assert found.free_ha == plane(0.6)
    assert "+0.40\u00a0ha" in one.sentence.en
    assert "+0,40\u00a0га" in one.sentence.ru


def test_consents_are_ranked_by_the_land_they_win():
    pipes = line("gas", 0, kind="distribution")
    mains = line("heat_networks", 80)
    found = weighed(plot_at(-10), pipes, mains, power(30))
    assert [one.consent.en for one in found.ranked] == [GRID, "consent of MOEK", GAS]
    assert won(found) == {
        GRID: (plane(0.4), 0),
        "consent of MOEK": (plane(0.06), 0),
        GAS: (plane(0.04), 0),
    }
    assert list(found.table["plots"]) == [1, 1, 1]


def test_a_consent_that_frees_nothing_alone_says_with_which_other_it_does():
    pipe = line("gas", 5, kind="distribution")
    found = weighed(plot_at(-60), power(0), pipe)
    assert won(found) == {GRID: (plane(0.36), plane(0.04)), GAS: (0, plane(0.04))}
    last = found.ranked[-1]
    assert last.partners[0].en == GRID
    assert "frees nothing by itself, 0.04\u00a0ha more together with others" in last.sentence.en
    assert "само по себе не даёт ничего" in last.sentence.ru


def test_two_norms_of_one_company_take_one_consent():
    fence = layer("substations", [(at(box(-1, -50, 1, 50)), {"voltage_kv": 110.0})])
    found = weighed(plot_at(-60), power(30), fence)
    (one,) = found.ranked
    assert one.rules == ("power_line_zone", "substation_zone")
    assert found.free_ha == plane(0.39)


def test_a_setback_stays_closed_whatever_is_agreed():
    river = line("water_bodies", 0, kind="river", length_km=9.0)
    found = weighed(plot_at(10), river)
    assert won(found) == {}
    assert found.free_ha == plane(0.6)  # the coastal strip of 50 m takes the zone's whole width
    long = line("water_bodies", 0, kind="river", length_km=47.0)
    ((name, (alone, _)),) = won(weighed(plot_at(10), long)).items()
    assert "fisheries" in name
    assert alone == plane(0.5)


def test_what_is_excluded_no_consent_wins():
    taken = plot_at(-60, status="occupied")
    assert weighed(taken, power(0)).ranked == ()
    with speaking("en"):
        assert "Every plot is excluded" in str(weighed(taken, power(0)))


def test_a_reserve_waits_as_a_whole_and_for_the_lines_besides():
    found = weighed(plot_at(-60, status="reserved"), power(0))
    company = "the zone's management company"
    assert won(found) == {company: (plane(0.6), plane(0.4)), GRID: (0, plane(0.4))}
    assert found.free_ha == 0


def test_a_sanitary_zone_still_to_be_set_waits_for_its_project():
    home = layer("housing", [(at(box(-10, -10, 0, 10)), {})])
    ((name, (alone, _)),) = won(weighed(plot_at(300), home)).items()
    assert "sanitary protection zone" in name
    assert alone == plane(1)


def test_land_that_may_lie_in_a_zone_is_won_but_not_for_certain():
    open_ = line("power_lines", 0, kind="overhead")
    (one,) = weighed(plot_at(-50), open_).ranked
    assert one.alone_ha == plane(1)
    assert one.sure_ha == plane(0.04)
    assert "of it 0.04\u00a0ha for certain" in one.sentence.en


def test_a_registered_zone_counts_by_its_own_outline():
    own = layer("zones", [zone("power_line", box(-50, -500, 20, 500))])
    assert won(weighed(plot_at(0), own)) == {GRID: (plane(0.2), 0)}


def test_silence_is_told_in_words_and_is_no_promise():
    found = weighed(plot_at(0))
    with speaking("en"):
        said = str(found)
    assert "No consent wins any land" in said
    assert "unknown on 1 plots: Protective zone of a power line; ask Rosseti" in said
    with speaking("ru"):
        assert "Согласования земли не добавят" in str(found)
    assert found.table.empty
    json.dumps(found.to_dict(), allow_nan=False)


def test_names_are_escaped_in_notebooks():
    assert "<script" not in weighed(plot_at(-60), power(0))._repr_html_()


@settings(deadline=None, max_examples=15)
@given(
    st.lists(st.integers(-90, 90), min_size=1, max_size=3),
    st.lists(st.integers(-90, 90), max_size=3),
)
def test_pieces_cover_the_land_once_and_agree_with_the_verdict(wires, pipes):
    land = plots(at(box(-50, -50, 50, 50)), at(box(60, -20, 140, 90)))
    wired = layer(
        "power_lines",
        [
            (at(LineString([(x, -900), (x + 40, 900)])), {"kind": "overhead", "voltage_kv": 110.0})
            for x in wires
        ],
    )
    piped = layer(
        "gas", [(at(LineString([(x, -900), (x, 900)])), {"kind": "distribution"}) for x in pipes]
    )
    found = weighed(land, wired, piped)
    areas = dict(zip(land.frame.index, geodesic_area_ha(land.frame.geometry), strict=True))
    whole = found.pieces.groupby("plot_id")["area_ha"].sum()
    assert whole.to_dict() == pytest.approx(areas, rel=1e-9)
    (said,) = [
        one
        for one in check(land, {"power_lines": wired}, CELLS, RULES)
        if one.rule == "power_line_zone"
    ]
    waits = found.pieces[found.pieces["consents"].map(lambda c: GRID in [t.en for t in c])]
    closed = waits.groupby("plot_id")["area_ha"].sum()
    for plot, area in areas.items():
        assert closed.get(plot, 0.0) == pytest.approx(area * (1 - said.share_left[plot]), abs=1e-8)


def test_the_order_of_plots_and_features_changes_nothing():
    land, layers = plots_and_layers(3)
    there = [type(each)(each.schema, each.frame[::-1], "test") for each in layers.values()]
    back = type(land)(land.schema, land.frame[::-1], "test")
    for plant in (PHARMA, CELLS):
        here, again = (
            weighed(land, *layers.values(), plant=plant),
            weighed(back, *there, plant=plant),
        )
        assert [one.consent for one in here.ranked] == [one.consent for one in again.ranked]
        for one, other in zip(here.ranked, again.ranked, strict=True):
            assert one.alone_ha == pytest.approx(other.alone_ha)
            assert one.plots == other.plots
