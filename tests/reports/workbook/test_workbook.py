"""The workbook ranks like the program: other weights, other measures, and never a formula."""

import re
import shutil
import subprocess
import warnings
import zipfile
from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
import pytest

import sezgeo
from sezgeo.i18n import speaking
from sezgeo.measures import Measures
from sezgeo.reports.workbook import write_workbook
from sezgeo.reports.workbook.cells import legible
from sezgeo.reports.workbook.layout import COLUMNS, SHEETS, WorkbookLayout
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import rank
from tests.helpers.rankings import reweighted
from tests.helpers.requirements import missing

ZONE = sezgeo.open()
HOSTILE = [
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1;1)",
    "\t=1+1",
    "\r=1+1",
    "=1+1\n",
    "{=1+1}",
    "<b>&amp;",
    "\x01\x02",
]


def wish(weight, curve, span):
    return {"weight": weight, "curve": curve, "range": span, "source": "example"}


PROFILE = Profile.from_dict(
    {
        "key": "made",
        "title_ru": "=1+1",
        "title_en": "=1+1",
        "plant": {"spz_m": {"value": 50, "source": "example"}},
        "criteria": {
            "near_m": wish(3, [[0, 1], [500, 0.8], [3000, 0]], [0, 5000]),
            "hill_m": wish(2, [[0, 0], [10, 1], [20, 0.1], [40, 0.7]], [0, 50]),
            "few_count": wish(1, [[0, 0], [128, 1]], [0, 128]),
            "more_ha": wish(2, [[1, 0], [4, 1]], [0.5, 20]),
        },
        "limits": {"more_ha": {"at_least": 1, "source": "example"}},
    }
)


def made(n: int = 60) -> Measures:
    """Measures with unknowns, bounds, inaccuracies, equals, and values that end in a half."""
    random = np.random.default_rng(7)
    names = [*HOSTILE, *(f"P-{i:03d}" for i in range(len(HOSTILE), n))]
    values = pd.DataFrame(
        {
            "near_m": random.uniform(-10, 4000, n),
            "hill_m": random.uniform(-5, 60, n),
            "few_count": random.integers(0, 130, n).astype(float),
            "more_ha": random.uniform(0.2, 9, n),
        },
        index=names,
    )
    values.iloc[3:6] = values.iloc[3].to_numpy()
    values.iloc[3:6, 3] = 5.0
    low, high = values - random.uniform(0, 9, values.shape), values + 5.0
    unknown = random.random(values.shape) < 0.25
    unknown[:, 3] = False
    bounded = random.random(values.shape) < 0.5
    return Measures(
        values.mask(unknown),
        low.mask(unknown & bounded),
        high.mask(unknown),
        pd.DataFrame("", index=names, columns=values.columns),
    )


def about(names) -> pd.DataFrame:
    cells = (HOSTILE * len(names))[: len(names)]
    return pd.DataFrame({"site": cells, "status": "free", "area_m2": 1e4}, index=names)


def ranked(measures: Measures, profile: Profile = PROFILE):
    return rank(measures, profile, plots=about(measures.values.index))


def opened(path, *, data_only: bool = True):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl knows no bars in cells
        return openpyxl.load_workbook(BytesIO(path.read_bytes()), data_only=data_only)


def table(book, sheet: str = "Criteria") -> pd.DataFrame:
    """Read the columns before the blocks, indexed by plot."""
    rows = book[sheet].iter_rows(min_row=WorkbookLayout.FIRST_PLOT + 1, values_only=True)
    frame = pd.DataFrame([row[: len(COLUMNS)] for row in rows], columns=list(COLUMNS))
    return frame.set_index("plot")


def same(told: pd.DataFrame, ranking) -> None:
    ours = {"score": ranking.score, "low": ranking.low, "high": ranking.high}
    assert len(told) == len(ranking.rank)
    order = ranking.rank.index[np.argsort(ranking.rank.index.astype(str), kind="stable")]
    for name, column in (ours | {"known": ranking.known_share}).items():
        np.testing.assert_allclose(
            told[name].to_numpy(dtype=float), column[order].to_numpy(), rtol=0, atol=1e-9
        )
    there = told["rank"].astype(float).to_numpy()
    np.testing.assert_array_equal(there, ranking.rank[order].astype(float).to_numpy())


def reweigh(source, target, weights, filled=()) -> None:
    """Change weights, and write measures into cells, as a planner would."""
    book = opened(source, data_only=False)
    sheet = book["Weights"]
    for at, weight in enumerate(weights):
        sheet.cell(WorkbookLayout.FIRST_WEIGHT + 1 + at, WorkbookLayout.WEIGHT + 1).value = weight
    for row, column, number in filled:
        book["Criteria"].cell(row, column).value = number
    book.save(target)


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory):
    """Change three workbooks, have LibreOffice reckon them, and return what it says."""
    office = shutil.which("soffice")
    if office is None:
        missing("no LibreOffice found: install the package libreoffice-calc-nogui")
    folder = tmp_path_factory.mktemp("office")
    weights = [0.5, 4, 2.25, 1]
    with speaking("en"):
        measures, study = made(), ZONE.study("biotech")
        write_workbook(ranked(measures), ZONE.layers, folder / "a.xlsx")
        study.to_xlsx(folder / "b.xlsx")
    other = dict(zip(PROFILE.criteria, weights, strict=True))
    random = np.random.default_rng(1)
    drawn = {name: float(random.uniform(0.1, 9)) for name in study.profile.criteria}
    answered, filled = answers(measures)
    reweigh(folder / "a.xlsx", folder / "weights.xlsx", weights)
    reweigh(folder / "a.xlsx", folder / "answers.xlsx", [3, 2, 1, 2], filled)
    reweigh(folder / "b.xlsx", folder / "seed.xlsx", drawn.values())
    names = ["weights", "answers", "seed"]
    subprocess.run(
        [
            *(office, "--headless", f"-env:UserInstallation={(folder / 'home').as_uri()}"),
            *("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")),
            *(str(folder / f"{name}.xlsx") for name in names),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return {
        name: (opened(folder / "out" / f"{name}.xlsx"), ranking)
        for name, ranking in zip(
            names,
            [
                ranked(measures, reweighted(PROFILE, other)),
                ranked(answered),
                ZONE.study(reweighted(study.profile, drawn)).ranking,
            ],
            strict=True,
        )
    }


def answers(measures: Measures) -> tuple[Measures, list[tuple[int, int, float]]]:
    """Answer every unknown distance; also name the cells to write the answers into."""
    values, low, high = (t.copy() for t in (measures.values, measures.low, measures.high))
    order = sorted(values.index)
    column = WorkbookLayout(len(order), len(PROFILE.criteria), 4).block("measure")[0] + 1
    cells = []
    for name in values.index[values["near_m"].isna()]:
        values.loc[name, "near_m"] = low.loc[name, "near_m"] = high.loc[name, "near_m"] = 1234.5
        cells.append((WorkbookLayout.FIRST_PLOT + 1 + order.index(name), column, 1234.5))
    assert cells
    return Measures(values, low, high, measures.evidence), cells


@pytest.mark.parametrize("name", ["weights", "answers", "seed"])
def test_another_program_ranks_to_the_same_numbers(recalculated, name):
    book, ranking = recalculated[name]
    same(table(book), ranking)


@pytest.mark.parametrize("name", ["weights", "seed"])
def test_the_list_is_sorted_anew(recalculated, name):
    book, ranking = recalculated[name]
    shown = [row[:2] for row in book["Ranking"].iter_rows(min_row=5, values_only=True)]
    ours = ranking.table.loc[ranking.rank.notna()[ranking.order]]
    assert [place for place, _ in shown] == ours["rank"].tolist()
    assert [plot.split() for _, plot in shown] == [legible(plot).split() for plot in ours.index]


def test_the_made_plots_hold_equals_halves_and_exclusions(recalculated):
    _, ranking = recalculated["weights"]
    assert ranking.rank.duplicated()[ranking.rank.notna()].any()
    assert 0 < len(ranking.excluded) < len(ranking.rank)
    assert (ranking.measures.values["few_count"] % 2 == 1).any()  # 1/128 ends in a half


def test_no_cell_is_an_error(recalculated):
    for book, _ in recalculated.values():
        for sheet in book:
            for row in sheet.iter_rows(values_only=True):
                assert not [cell for cell in row if isinstance(cell, str) and cell[:1] == "#"]


def test_a_reader_that_does_not_reckon_sees_our_numbers(tmp_path):
    ranking = ranked(made())
    write_workbook(ranking, ZONE.layers, tmp_path / "a.xlsx")
    same(table(opened(tmp_path / "a.xlsx")), ranking)


def test_text_never_becomes_a_formula(tmp_path):
    write_workbook(ranked(made()), ZONE.layers, tmp_path / "a.xlsx")
    book = opened(tmp_path / "a.xlsx", data_only=False)
    ours = re.compile(r"[A-Z]+\(|\$?[A-Z]+\$?\d+[+]COUNTIF|'(Criteria|Weights)'!|\(\$?[A-Z]+\d+-")
    formulas = 0
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.data_type == "f":
                formulas += 1
                assert ours.match(cell.value[1:]), cell.value
                assert not any(word.strip() in cell.value for word in HOSTILE if len(word) > 5)
            assert not cell.hyperlink
    assert formulas > 1000
    assert book["Ranking"]["A1"].value == "=1+1"
    assert book["Ranking"]["A1"].data_type == "s"
    told = [row[0].value for row in book["Criteria"].iter_rows(min_row=6, max_row=16)]
    assert {"-2+3", "@SUM(1;1)"} <= set(told)
    parts = zipfile.ZipFile(BytesIO((tmp_path / "a.xlsx").read_bytes()))
    names = [part for part in parts.namelist() if "external" in part.lower()]
    assert not names
    assert "evil.example" not in "".join(
        parts.read(part).decode() for part in parts.namelist() if "_rels" in part
    )
    defined = re.findall(r'<definedName name="([^"]+)"', parts.read("xl/workbook.xml").decode())
    assert all(re.fullmatch(r"[xys]_\d\d|_xlnm\.\w+", name) for name in defined)


@pytest.mark.parametrize("kind", ["pdf", "docx", "html"])
def test_only_passports_that_are_there_are_linked(tmp_path, kind):
    ranking = ranked(made())
    first, second = [str(plot) for plot in ranking.order if plot[:2] == "P-"][:2]
    passport = tmp_path / "passports" / f"passport_made_{first}.{kind}"
    passport.parent.mkdir()
    passport.write_bytes(b"")
    write_workbook(ranking, ZONE.layers, tmp_path / "a.xlsx")
    book = opened(tmp_path / "a.xlsx")
    links = {row[1]: row[12] for row in book["Ranking"].iter_rows(min_row=5, values_only=True)}
    assert links[first] == "open"
    assert not links[second]
    assert table(book)["passport"].dropna().to_dict() == {first: f"passports/{passport.name}"}


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_same_ranking_gives_the_same_bytes_and_each_language_its_sheets(tmp_path, lang):
    with speaking(lang):
        first, second = (
            write_workbook(ranked(made()), ZONE.layers, tmp_path / name)
            for name in ("a.xlsx", "b.xlsx")
        )
    assert first.read_bytes() == second.read_bytes()
    assert opened(first).sheetnames == [name.say(lang) for name in SHEETS.values()]
    stamps = {info.date_time for info in zipfile.ZipFile(BytesIO(first.read_bytes())).infolist()}
    assert len(stamps) == 1
    assert opened(first).properties.created.date().isoformat() == "2026-11-23"


def test_the_sheets_print_and_scroll_well(tmp_path):
    ranking = ranked(made())
    book = opened(write_workbook(ranking, ZONE.layers, tmp_path / "a.xlsx"))
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows
        assert sheet.freeze_panes
    assert book["Ranking"].auto_filter.ref.startswith("A4:")
    excluded = list(book["Excluded"].iter_rows(min_row=5, values_only=True))
    assert {row[0].split()[0] for row in excluded} == {
        legible(plot).split()[0] for plot in ranking.excluded
    }
    assert all(row[3] for row in excluded)


def test_a_ranking_of_nobody_is_written_too(tmp_path):
    measures = Measures.exact(made().values.assign(more_ha=0.1))
    book = opened(write_workbook(ranked(measures), ZONE.layers, tmp_path / "a.xlsx"))
    assert book["Ranking"].max_row == 4
    assert table(book)["rank"].isna().all()
