"""Passports: what they say is what the study says; three formats, two languages, the same bytes."""

import base64
import hashlib
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import numpy as np
import pytest
from lxml import html
from pypdf import PdfReader

import sezgeo
from sezgeo.cli.app import run
from sezgeo.cli.report import passport as commands
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text, speaking
from sezgeo.reports.charts.plot_robustness_chart import draw_plot_robustness
from sezgeo.reports.document.content import (
    Document,
    DocumentTable,
    FactList,
    KeyFigure,
    Paragraphs,
    Picture,
    Section,
    TableColumn,
)
from sezgeo.reports.document.write import FORMATS, document_bytes
from sezgeo.reports.passport.file_names import PASSPORTS, passport_name, passports_beside
from sezgeo.siting.connection.report import cost_text
from sezgeo.siting.connection.result import Connection
from sezgeo.units import fixed
from sezgeo.version import __version__
from tests.helpers.figures import biotech, clashes

A4_PT = (595.28, 841.89)
HOSTILE = (
    "<b>x</b></para><font size=99>&amp;{{ 7*7 }}${x}`<img src=x onerror=alert(1)>"
    "<script>alert(2)</script>=1+1 漢 \x00\x0b\x1b\ud800\u202e\U0001f600 $\\frac"
)


@pytest.fixture(scope="module")
def study():
    return biotech()


@pytest.fixture(scope="module")
def contents(study):
    found = study.passports(["ALB-012", "KAR-001"])
    return dict(zip(["ALB-012", "KAR-001"], found, strict=True))


@pytest.fixture(scope="module")
def files(contents):
    """Every format in both languages, of a free plot."""
    made = {}
    for lang in ("ru", "en"):
        with speaking(lang):
            made |= {(kind, lang): document_bytes(contents["ALB-012"], kind) for kind in FORMATS}
    return made


def hostile_document():
    text = Text(HOSTILE, HOSTILE)
    table = DocumentTable(
        (TableColumn(text, 0.5), TableColumn(text, 0.5, "right")), ((text,), (text, text)), strong=1
    )
    blocks = (
        Paragraphs((text,)),
        Paragraphs((text,), small=True),
        FactList(((text, text),)),
        table,
    )
    return Document(
        "x", text, text, text, (KeyFigure(text, text, text),), (Section(text, blocks),), text,
        "2026-01-02",
    )  # fmt: skip


def with_plots(study, **cells):
    """The same study on plots whose table says something else."""
    zone = sezgeo.open()
    layer = zone.layers["plots"]
    frame = layer.frame.copy()
    for name, cell in cells.items():
        frame[name] = frame[name].astype(object)
        frame.loc["ALB-012", name] = cell
    zone.layers._read["plots"] = replace(layer, frame=frame)
    return replace(study, zone=zone)


def texts(content):
    """Every text of a document."""
    yield from (content.title, content.subtitle, content.lead, content.stamp)
    for key in content.keys:
        yield from (key.title, key.value, key.note)
    for section in content.sections:
        yield section.title
        for block in section.blocks:
            if isinstance(block, Paragraphs):
                yield from block.texts
            elif isinstance(block, FactList):
                yield from (text for pair in block.pairs for text in pair)
            elif isinstance(block, DocumentTable):
                yield from (column.title for column in block.columns)
                yield from (cell for row in block.rows for cell in row)


def tables(content):
    return [
        b for section in content.sections for b in section.blocks if isinstance(b, DocumentTable)
    ]


def test_parts_of_the_passport_add_up_to_the_score(study, contents):
    _, known, unknown, _ = tables(contents["ALB-012"])
    points = [float(row[6].en) for row in known.rows] + [float(row[4].en) for row in unknown.rows]
    assert sum(points) == pytest.approx(float(study.ranking.score["ALB-012"]), abs=0.01)
    low = sum(float(row[5].en.split("–")[0]) for row in unknown.rows)
    assert low <= float(study.ranking.low["ALB-012"])
    assert len(known.rows) + len(unknown.rows) == len(study.profile.criteria)


def test_the_keys_are_rank_score_share_and_outcome(study, contents):
    keys = {key.title.en: key for key in contents["ALB-012"].keys}
    ranking = study.ranking
    assert keys["rank"].value.en == f"{ranking.rank['ALB-012']} of {ranking.rank.notna().sum()}"
    assert keys["score from 0 to 1"].value == fixed(float(ranking.score["ALB-012"]))
    assert keys["constraints"].value.en == "unknown"
    out = {key.title.en: key for key in contents["KAR-001"].keys}
    assert (out["rank"].value.en, out["constraints"].value.en) == ("—", "excluded")


def test_every_rule_is_there_once_with_what_it_found_and_its_clause(study, contents):
    rows = [row for row in tables(contents["ALB-012"])[-1].rows if len(row) == 3]
    verdicts = {verdict.title: verdict for verdict in study.ranking.verdicts}
    assert len(rows) == len(verdicts) == len({row[0] for row in rows})
    for title, found, law in rows:
        assert verdicts[title].sentence_for("ALB-012").en.rstrip(".") in found.en
        clause = verdicts[title].clause.rstrip(".")
        # a bound of the profile has a key for its file; a paper names the profile and the reason
        assert clause.startswith("limits.") != (clause in law.ru) or not clause


def test_connections_are_those_of_the_study_and_nothing_is_invented(study, contents):
    routes = study.connect("ALB-012")
    rows = tables(contents["ALB-012"])[0].rows
    every = routes.of("ALB-012")
    assert len(rows) == len(every) > 0
    for row, one in zip(rows, every, strict=True):
        known = isinstance(one, Connection)
        assert (row[3].en != "unknown") is known
        assert (row[3] == cost_text(one.cost_mln_rub)) if known else (row[1] == one.why)


def test_an_excluded_plot_says_so_and_shows_no_chance(contents):
    titles = [section.title.en for section in contents["KAR-001"].sections]
    assert "What would add up to the score" in titles
    assert "How sure the rank is" not in titles
    assert "excluded" in contents["KAR-001"].lead.en


def test_what_nobody_knows_is_told_not_filled(study):
    empty = dict.fromkeys(["nature", "note", "note_en", "source", "source_date", "accuracy_m"])
    [content] = with_plots(study, **empty).passports(["ALB-012"])
    pairs = {n.en: v.en for s in content.sections for b in s.blocks if isinstance(b, FactList)
             for n, v in b.pairs}  # fmt: skip
    assert not {"cadastral number", "accuracy of the outline", "outline"} & set(pairs)
    silent = next(text.en for text in texts(content) if text.en.startswith("Unknown: "))
    for name in ("cad_num", "power_mw", "accuracy_m"):
        assert study.zone.layers["plots"].schema.columns[name].en in silent
    assert not any("nan" in text.en.lower().split() or "None" in text.en for text in texts(content))


def test_no_figure_is_drawn_from_a_layer_that_is_not_named(study, contents):
    sources = " ".join(t.en for s in contents["ALB-012"].sections[-1:] for t in s.blocks[0].texts)
    used = {o.layer for part in study.why("ALB-012").parts for o in part.origins}
    used |= {verdict.layer for verdict in study.ranking.verdicts} - {""}
    for name in used:
        assert study.zone.layers[name].schema.title.en.lower() in sources.lower()
    assert "2026-11-23" in sources


def test_english_texts_hold_no_russian_but_names(contents):
    cyrillic = re.compile("[а-яё]{3,}", re.IGNORECASE)
    found = [text.en for text in texts(contents["ALB-012"]) if cyrillic.search(text.en)]
    assert found == []


def test_the_stamp_names_version_and_data_and_moves_with_them(study, contents):
    stamp = contents["ALB-012"].stamp.en
    assert __version__ in stamp
    assert "2026-11-23" in stamp
    [other] = with_plots(study, note="x").passports(["ALB-012"], date="2026-12-01")
    assert "2026-12-01" in other.stamp.en
    assert other.stamp.en.split()[-1] != stamp.split()[-1]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_plot_gives_the_same_bytes_twice(contents, files, kind):
    with speaking("ru"):
        assert document_bytes(contents["ALB-012"], kind) == files[kind, "ru"]


def test_the_command_line_gives_the_same_bytes(tmp_path, files):
    """Another study, another process's worth of state, another folder."""
    out = tmp_path / "deep" / "again.PDF"
    words = ["report", "passport", "biotech", "ALB-012", "--out", str(out), "--lang", "ru"]
    assert run(words) == 0
    assert out.read_bytes() == files["pdf", "ru"]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_pdf_is_two_a4_pages_with_its_letters_inside(files, lang):
    reader = PdfReader(io.BytesIO(files["pdf", lang]))
    assert 1 <= len(reader.pages) <= 2
    for page in reader.pages:
        assert [float(side) for side in page.mediabox[2:]] == pytest.approx(A4_PT, abs=0.1)
        fonts = page["/Resources"]["/Font"]
        assert len(fonts) > 0
        for font in fonts.values():
            found = font.get_object()
            assert "DejaVuSans" in found["/BaseFont"]
            assert "/FontFile2" in found["/FontDescriptor"]
    text = " ".join(page.extract_text() for page in reader.pages)
    assert ("Паспорт участка ALB-012" if lang == "ru" else "Passport of plot ALB-012") in text
    assert ("Ограничения" if lang == "ru" else "Constraints") in text
    assert reader.metadata.title.endswith("ALB-012")
    assert reader.trailer["/Root"]["/Lang"] == lang
    assert len(reader.outline) >= 6
    assert reader.pages[0].get_contents().get_data().count(b"/Figure <</Alt <FEFF") == 1


def test_the_docx_opens_and_describes_its_pictures(files):
    paper = docx.Document(io.BytesIO(files["docx", "ru"]))
    assert paper.core_properties.title == "Паспорт участка ALB-012"
    assert str(paper.core_properties.created).startswith("2026-11-23")
    heads = [p.text for p in paper.paragraphs if p.style.name == "Heading 1"]
    assert heads[0] == "План"
    assert len(heads) >= 6
    alts = [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]
    assert len(alts) == 2
    assert all("ALB-012" in alt for alt in alts)
    with zipfile.ZipFile(io.BytesIO(files["docx", "ru"])) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_html_needs_nothing_and_runs_nothing(files):
    data = files["html", "ru"]
    page = html.fromstring(data)
    assert page.get("lang") == "ru"
    assert not page.xpath("//script | //link | //iframe | //object | //@style")
    assert all(img.get("src").startswith("data:image/png;base64,") for img in page.iter("img"))
    assert all(img.get("alt") for img in page.iter("img"))
    [style] = page.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert f"'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_hostile_text_is_inert_in_every_format(lang):
    content = hostile_document()
    with speaking(lang):
        made = {kind: document_bytes(content, kind) for kind in FORMATS}
    page = html.fromstring(made["html"])
    assert not page.xpath("//script | //b | //font | //img")
    assert "alert(2)" in page.text_content()
    assert "{{ 7*7 }}" in page.text_content()
    paper = docx.Document(io.BytesIO(made["docx"]))
    assert any("<b>x</b></para>" in p.text for p in paper.paragraphs)
    text = PdfReader(io.BytesIO(made["pdf"])).pages[0].extract_text()
    assert "<b>x</b>" in text
    assert "&amp;" in text
    for data in (made["html"].decode(), paper.paragraphs[1].text):
        assert "\x1b" not in data
        assert "\u202e" not in data


def test_a_hostile_note_of_a_plot_is_text(study):
    note = HOSTILE.replace("\ud800", "")  # no layer can hold half a sign
    [content] = with_plots(study, note=note, note_en=note).passports(["ALB-012"])
    assert sum(text.en == note for text in texts(content)) == 1
    page = html.fromstring(document_bytes(content, "html"))
    assert not page.xpath("//script | //p/b | //font")
    assert PdfReader(io.BytesIO(document_bytes(content, "pdf"))).pages


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_nothing_overlaps_on_the_chart_of_ranks(study, lang):
    with speaking(lang):
        for plot in ("PEC-011", "MIK-001"):
            figure = draw_plot_robustness(study.ranking, study._robustness_checks[0], plot)
            assert clashes(figure) == []
            heights = [bar.get_height() for bar in figure.axes[1].patches]
            np.testing.assert_allclose(heights, study._robustness_checks[0].acceptability.loc[plot])


def test_pictures_are_drawn_when_they_are_set(contents):
    pictures = [b for s in contents["ALB-012"].sections for b in s.blocks if isinstance(b, Picture)]
    assert [picture.name for picture in pictures] == ["plan", "standing"]


def test_all_free_plots_get_a_file_each(tmp_path, monkeypatch, capsys):
    every = commands._free
    monkeypatch.setattr(commands, "_free", lambda study: every(study)[:2])
    words = ["report", "passport", "biotech", "--all", "--format", "html", "--out", str(tmp_path)]
    assert run(words) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["passport_biotech_ALB-009.html", "passport_biotech_ALB-010.html"]
    assert "2 passports" in capsys.readouterr().out


def test_a_passport_is_written_where_map_and_workbook_look_for_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["report", "passport", "biotech", "ALB-012", "--format", "html"]) == 0
    found = passports_beside(Path("maps"), "biotech", ["ALB-010", "ALB-012"])
    assert found == {"ALB-012": f"{PASSPORTS}/passport_biotech_ALB-012.html"}


def test_a_plot_has_the_same_passport_alone_and_among_others(study):
    together = [
        document_bytes(content, "html") for content in study.passports(["ALB-009", "ALB-010"])
    ]
    alone = [
        document_bytes(next(study.passports([plot])), "html") for plot in ("ALB-009", "ALB-010")
    ]
    assert together == alone


def test_free_plots_are_those_of_the_layer(study):
    assert len(commands._free(study)) == 29


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["biotech"], "--all"),
        (["biotech", "ALB-012", "--all"], "one plot"),
        (["biotech", "ALB-012", "--date", "yesterday"], "2026-11-23"),
        (["biotech", "ALB-999"], "ALB-"),
        (["biotech", "ALB-012", "--out", "x.odt"], "pdf, docx, html"),
    ],
)
def test_mistakes_are_told_with_the_cure_and_nothing_is_written(
    tmp_path, monkeypatch, capsys, words, told
):
    monkeypatch.chdir(tmp_path)
    assert run(["report", "passport", *words]) == 3
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_format_nobody_knows_is_refused(contents):
    with pytest.raises(UnknownNameError, match="pdf, docx, html"):
        document_bytes(contents["ALB-012"], "odt")


def test_a_cadastral_number_makes_a_file_name():
    assert passport_name("biotech", "50:09:0070101:123") == "passport_biotech_50-09-0070101-123"
    assert "/" not in passport_name("../x", "..\\y")
