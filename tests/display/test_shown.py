"""Every result shows itself one way: short in a console, whole when printed, safe in a notebook."""

import ast
import inspect
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, Series

import sezgeo
from sezgeo import display
from sezgeo.bulk.stream import Bulked
from sezgeo.capacity.ledger import Ledger
from sezgeo.capacity.reservation import Reservation
from sezgeo.capacity.reserve import BookedReservation
from sezgeo.capacity.sources import SourceKey
from sezgeo.criteria import CRITERIA
from sezgeo.dataset import Dataset
from sezgeo.i18n import LANGUAGES, Text, speaking
from sezgeo.impact import Impact, Impacts, PlotRank
from sezgeo.intake.findings import finding
from sezgeo.intake.result import ImportResult
from sezgeo.layers import Catalog
from sezgeo.layers.versions.changes import difference
from sezgeo.maps import Overlay
from sezgeo.reports.charts.ranking_charts import contribution_bars
from sezgeo.siting.land_assembly.options import AssemblyTarget
from sezgeo.siting.land_assembly.result import Assemblies
from sezgeo.siting.portfolio.file import Portfolio
from sezgeo.study import Study
from sezgeo.suitability.experts import expert_panel
from sezgeo.suitability.mcda.smaa import smaa

ROOT = Path(sezgeo.__file__).parent
OURS = {"div", "p", "b", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"}
HOSTILE = "<img src=x onerror=alert(1)>&\u202e\x1b[31m\n'\""
MOST_SIGNS, MOST_LINES = 2500, 25


class Seen(HTMLParser):
    """The tags of some HTML; every tag must be closed in order."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open = set(), []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        assert [name for name, _ in attrs] in ([], ["style"])
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def safe(text):
    return all(sign.isprintable() or sign in "\n\xa0\u202f" for sign in text)


@pytest.fixture(scope="module")
def zone():
    return sezgeo.open()


@pytest.fixture(scope="module")
def results(zone):
    """What a user of the shipped layers meets, by name."""
    study = zone.study("biotech")
    best = [str(plot) for plot in study.ranking.order[:3]]
    routes, why, change = study.connect(best[0]), study.why(best[0]), study.what_if(best[-1])
    plots = zone.layers["plots"].frame
    changes = difference(plots.iloc[5:], plots.iloc[:-5].assign(status="free"), key="plot_id")
    two = [
        {"name": name, "profile": profile, "year": 2027}
        for name, profile in (("one", "biotech"), ("two", "battery_pack"))
    ]
    portfolio = Portfolio.from_dict({"plants": two})
    ledger = Ledger.of(zone.layers)
    held = Reservation("R-1", SourceKey("chp", "a"), "heat_mw", 1.0, "somebody", date(2027, 1, 1))
    moved = Impact("biotech", best[0], PlotRank(3, 0.5), PlotRank(1, 0.6), ("a",), ("b",), ())
    weights = dict.fromkeys(study.profile.criteria, 1.0)
    expert = {"name": "somebody", "method": "direct", "points": weights}
    found = finding("ID_MISSING", row=3)
    values = study.ranking.values.loc[best].to_numpy()
    placed = zone.place(portfolio)
    assembled, joined = study.assemble(AssemblyTarget(area_ha=5.0, fits=False))
    return {
        "zone": zone,
        "layers": zone.layers,
        "catalog": zone.catalog,
        "elevation": zone.elevation,
        **{f"layer {name}": layer for name, layer in zone.layers.items()},
        **{f"schema {name}": schema for name, schema in zone.catalog.schemas.items()},
        "study": study,
        "ranking": study.ranking,
        "measures": study.ranking.measures,
        **{f"verdict {verdict.rule}": verdict for verdict in study.ranking.verdicts},
        "profile": study.profile,
        **{f"wish {name}": wish for name, wish in study.profile.criteria.items()},
        "rules": study.rules,
        **{f"rule {name}": rule for name, rule in study.rules.items()},
        **{f"criterion {name}": criterion for name, criterion in CRITERIA.items()},
        "why": why,
        **{f"part {part.criterion}": part for part in why.parts},
        "robustness": study.robustness(draws=100),
        "stability": study.stability(draws=100),
        "smaa": smaa(values, 100, 0),
        "what_if": change,
        "change": change.win,
        "waivers": study.waivers(),
        **{f"waiver {one.consent}": one for one in study.waivers().ranked},
        "panel": expert_panel({"experts": [expert]}, list(weights)),
        "fits": study.fit(only=best),
        "connections": routes,
        **{f"route {at}": one for at, one in enumerate((*routes.found, *routes.missing))},
        "prices": routes.prices,
        "assemblies": assembled,
        "joined": joined,
        "portfolio": portfolio,
        "plans": placed,
        "ledger": ledger,
        "booked": BookedReservation(held, ledger, None),
        "map": study.map(),
        "overlay": Overlay(Text("след", "trace"), ()),
        "sheet": study.sheet(),
        "chart": contribution_bars(study.ranking),
        "passport": next(study.passports(best[:1])),
        "changes": changes,
        "finding": found,
        "refused": ImportResult("plots", "refuse", (found,) * 20, changes=changes),
        "impact": moved,
        "impacts": Impacts([moved] * 100),
        "bulked": Bulked(Path("out.parquet"), 10, 2, Series({"A": 0.5}, name="score")),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_result_is_short_in_a_console(results, language):
    with speaking(language):
        shown = {name: repr(result) for name, result in results.items() if result is not None}
    assert {n for n, text in shown.items() if len(text) > MOST_SIGNS} == set()
    assert {n for n, text in shown.items() if len(text.splitlines()) > MOST_LINES} == set()
    assert {n for n, text in shown.items() if not safe(text) or not text.strip()} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_console_shows_whole_is_what_is_printed(results, language):
    with speaking(language):
        for name, result in results.items():
            if name in ("finding", "refused"):  # these are printed in another order
                continue
            printed, shown = str(result), repr(result)
            lines = [display.short(line, 120) for line in printed.split("\n")]
            assert ("print()" in shown) == (len(lines) > display.LINES_SHOWN), name
            assert "print()" in shown or shown.split("\n") == lines, name


def test_every_result_is_rich_in_a_notebook(results):
    for name, result in results.items():
        if hasattr(result, "_repr_png_"):
            assert result._repr_png_().startswith(b"\x89PNG")
        elif name == "map":
            assert "sandbox" in result._repr_html_()
        elif result is not None:
            assert Seen(result._repr_html_()).tags <= OURS


def classes():
    """Every class of the house, by what it is called."""
    found = {}
    for path in ROOT.rglob("*.py"):
        if path.name == "__main__.py":
            continue
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        try:
            module = import_module(".".join(parts).removesuffix(".__init__"))
        except ImportError:  # an optional package is not here
            continue
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == module.__name__:
                found.setdefault(name, []).append(kind)
    return found


def test_every_class_that_is_shown_has_words_and_no_other_repr():
    kinds = {kind for each in classes().values() for kind in each}
    shown = {kind for kind in kinds if issubclass(kind, display.Brief)}
    shown -= {display.Brief, display.Shown}

    class Nameless(display.Brief):
        pass

    unknown = display.words_of(Nameless)
    assert repr(Nameless()) == "Nameless"
    assert len(shown) > len(sezgeo.__all__)
    assert {kind for kind in shown if display.words_of(kind) is unknown} == set()
    assert {kind for kind in shown if kind.__repr__ is not display.Brief.__repr__} == set()


def answered(kind):
    """The names in what the public methods of a class say they return."""
    for member in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(kind)))):
        if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
            for name in ast.walk(member.returns):
                if isinstance(name, ast.Name | ast.Attribute):
                    yield name.id if isinstance(name, ast.Name) else name.attr


@pytest.mark.parametrize("kind", [sezgeo.Zone, Dataset, Study, Catalog, Assemblies])
def test_whatever_a_public_method_returns_shows_itself(kind):
    known = classes()
    named = {name for name in answered(kind) if name in known} - {"Store", "Text", "Version"}
    mute = {n for n in named if not any(issubclass(each, display.Brief) for each in known[n])}
    assert mute == set()


def test_a_result_does_not_load_its_words_before_they_are_asked_for():
    told = """
        import sys
        from pandas import DataFrame
        from sezgeo.suitability.profile import Profile
        from sezgeo.suitability.ranking.ranking import rank
        wish = {"weight": 1, "curve": [[0, 1], [9, 0]], "range": [0, 9], "source": "example"}
        plant = {"spz_m": {"value": 50, "source": "example"}}
        head = {"key": "p", "title_ru": "p", "title_en": "p", "plant": plant}
        ranking = rank(
            DataFrame({"x_m": [2.0]}, index=["A"]),
            Profile.from_dict(head | {"criteria": {"x_m": wish}}),
        )
        report = "sezgeo.suitability.ranking.report"
        assert report not in sys.modules
        assert "A" in repr(ranking).splitlines()[-1]
        assert report in sys.modules
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(told)], check=True)


def hostile(results):
    """Results that hold a name which somebody else has chosen."""
    title = Text(HOSTILE, HOSTILE)
    both = {"title_ru": HOSTILE, "title_en": HOSTILE}
    ranking = results["ranking"]
    yield results["profile"].model_copy(update=both)
    yield replace(ranking, profile=ranking.profile.model_copy(update=both))
    yield next(iter(results["rules"].values())).model_copy(update=both)
    yield results["schema plots"].model_copy(update=both)
    yield replace(results["catalog"], title=title)
    yield replace(results["why"], headline=title)
    yield replace(results["why"].parts[0], title=title)
    yield replace(ranking.verdicts[0], title=title)
    yield replace(results["passport"], title=title)
    yield replace(results["overlay"], title=title)
    yield replace(results["criterion area_ha"], title=title)
    yield replace(results["impact"], plot_id=HOSTILE)
    yield Impacts([replace(results["impact"], plot_id=HOSTILE)])
    yield replace(results["booked"], late=title)
    yield replace(results["route 0"], source=title)
    yield results["portfolio"].plants[0].model_copy(update={"name": HOSTILE})
    yield replace(results["bulked"], path=Path(HOSTILE))
    yield finding("COLUMN_UNKNOWN", column=HOSTILE)
    yield replace(results["measures"], values=DataFrame({HOSTILE: [1.0]}, index=[HOSTILE]))


def test_hostile_names_are_shown_as_text(results):
    for result in hostile(results):
        html, text = result._repr_html_(), repr(result)
        assert Seen(html).tags <= OURS
        assert safe(text)
        assert safe(html)
        assert "&lt;img" in html
        assert len(text) <= MOST_SIGNS


texts = st.builds(
    lambda found, times: found * times, st.lists(st.text(max_size=9), max_size=4), st.integers(0, 9)
)


@given(st.text(), texts, texts, texts, st.booleans())
def test_any_view_is_cut_to_a_console_and_none_of_it_is_lost_in_print(
    head, lines, items, cells, numbered
):
    def view():
        table = display.Table([head, "n"], ((cell, "1") for cell in cells), len(cells), (1,), 99)
        parts = (display.Lines(lines), display.Items(items, numbered=numbered))
        return display.View(head, (*parts, display.Chapter(head, items), table))

    text, brief, html = display.text(view()), display.brief(view()), display.html(view())
    assert len(brief) <= MOST_SIGNS
    assert brief.count("\n") < display.LINES_SHOWN
    assert safe(brief)
    assert all(said in text for said in (head, *lines, *items))
    assert all(cell.rstrip() in text for cell in cells)
    assert Seen(html).tags <= OURS
    assert html.count("<li>") == 2 * len(items)
    assert html.count("<tr>") == len(cells) + 1


def test_every_part_keeps_its_first_lines_and_counts_the_rest():
    long = [f"line {at}" for at in range(50)]
    chapters = tuple(display.Chapter(f"chapter {at}", long) for at in range(5))
    with speaking("en"):
        brief = display.brief(display.View("head", chapters)).splitlines()
    for at in range(5):
        assert f"chapter {at}" in brief
    assert brief.count("  - line 0") == 5
    assert brief.count("  … and 49 more") == 5


def test_a_printed_table_shows_as_many_rows_as_are_asked_for():
    with speaking("en"):
        for top in (1, 3, 7):
            rows = [[f"row {at}"] for at in range(5)]
            text = display.text(display.View("head", (display.Table.of((), rows),)), top=top)
            assert text.count("row") == min(top, 5)
            assert ("more" in text) == (top < 5)
