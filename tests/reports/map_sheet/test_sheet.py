"""Map sheets: every plot named, nothing overlaps, true size, told apart without colour."""

import io
from itertools import pairwise

import pytest
from matplotlib.colors import to_rgb
from pypdf import PdfReader

from sezgeo.cli.app import run
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import speaking
from sezgeo.reports.map_sheet.map import CLASSES, OUT
from sezgeo.reports.map_sheet.sheet import draw_sheet
from tests.helpers.figures import biotech, clashes, said

SITES = ["alabushevo", "angstrem", "karacharovo", "khrunichev", "krasnaya_pakhra", "miet", "mikron",
         "pechatniki", "rudnevo", "tolstopaltsevo"]  # fmt: skip


@pytest.fixture(scope="module")
def study():
    return biotech()


@pytest.mark.parametrize("site", [*SITES, None])
def test_every_plot_is_named_and_nothing_overlaps(study, site):
    sheet = study.sheet(site)
    with speaking("ru"):
        figure = draw_sheet(sheet.content)
        words = said(figure)
    assert clashes(figure) == []
    if site is None:
        titles = study.zone.layers["sites"].named()
        for key in SITES:
            assert any(word.startswith(f"{titles[key].ru}: ") for word in words)
        return
    spare = len(sheet.content.prefix)
    for plot in sheet.content.plots.index:
        ranked = plot in sheet.content.ranked
        name = f"{study.ranking.rank[plot]}. {plot}" if ranked else plot[spare:]
        assert name in words


@pytest.mark.parametrize(("site", "paper"), [(None, "A3"), ("alabushevo", "A3"), ("rudnevo", "A4")])
def test_nothing_overlaps_in_english_and_on_larger_paper(study, site, paper):
    figure = draw_sheet(study.sheet(site, paper=paper).content)
    assert clashes(figure) == []


def test_ranked_plots_stand_in_the_list_with_their_scores(study):
    sheet = study.sheet("alabushevo").content
    words = said(draw_sheet(sheet))
    assert len(sheet.ranked) == 10
    for plot in sheet.ranked:
        assert plot in words
        assert f"{study.ranking.score[plot]:.3f}" in words


def test_the_title_block_names_date_sources_and_stamp(study):
    sheet = study.sheet("mikron", date="2026-12-24")
    words = " ".join(said(draw_sheet(sheet.content)))
    assert "Date: 2026-12-24" in words
    assert "Layers as of 2026-11-23" in words
    assert sheet.content.stamp.digest[:12] in words
    assert "Scale 1:" in words


def test_classes_are_told_apart_without_colour():
    grey = [sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), to_rgb(tone), strict=True))
            for _, tone, _ in CLASSES]  # fmt: skip
    assert all(light - dark > 0.2 for dark, light in pairwise(grey))
    assert OUT["hatch"]


@pytest.mark.parametrize(("paper", "size_mm"), [("A3", (420, 297)), ("A4", (297, 210))])
def test_a_pdf_is_true_to_its_paper_and_carries_its_letters(tmp_path, study, paper, size_mm):
    for name in ("one", "two"):
        study.sheet("mikron", paper=paper).save(tmp_path / f"{name}.pdf")
    data = (tmp_path / "one.pdf").read_bytes()
    assert data == (tmp_path / "two.pdf").read_bytes()
    [page] = PdfReader(io.BytesIO(data)).pages
    assert [float(s) / 72 * 25.4 for s in page.mediabox[2:]] == pytest.approx(size_mm, abs=0.1)
    for font in page["/Resources"]["/Font"].values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in inner["/FontDescriptor"]
    assert "MIK-001" in page.extract_text()


def test_the_command_writes_the_same_bytes(tmp_path, study, capsys):
    out = tmp_path / "deep" / "mikron.png"
    words = ["report", "sheet", "mikron", "--profile", "biotech", "--out", str(out)]
    assert run(words) == 0
    assert str(out) in capsys.readouterr().out
    study.sheet("mikron").save(tmp_path / "again.png")
    assert out.read_bytes() == (tmp_path / "again.png").read_bytes()


def test_a_site_or_a_format_that_is_not_there_is_refused(tmp_path, study):
    with pytest.raises(UnknownNameError, match="mikron"):
        study.sheet("mikro")
    with pytest.raises(UnknownNameError, match="pdf, png"):
        study.sheet("mikron").save(tmp_path / "x.gif")
    assert list(tmp_path.iterdir()) == []
