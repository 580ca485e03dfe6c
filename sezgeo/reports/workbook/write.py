"""Write a ranking as a spreadsheet, sheet by sheet."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sezgeo.layers import Layer
from sezgeo.layers.store.atomic_files import write_durably
from sezgeo.reports.passport.file_names import passports_beside
from sezgeo.reports.workbook.cells import WorkbookWriter
from sezgeo.reports.workbook.criteria_sheet import criteria_sheet
from sezgeo.reports.workbook.excluded_sheet import excluded_sheet
from sezgeo.reports.workbook.layout import SHEETS, WorkbookLayout
from sezgeo.reports.workbook.method_sheet import method_sheet
from sezgeo.reports.workbook.plot_facts import PlotFacts, facts_of
from sezgeo.reports.workbook.ranking_sheet import ranking_sheet
from sezgeo.reports.workbook.sources_sheet import layers_of, sources_sheet
from sezgeo.reports.workbook.weights_sheet import weights_sheet
from sezgeo.suitability.ranking.ranking import Ranking


def write_workbook(ranking: Ranking, layers: Mapping[str, Layer], path: Path) -> Path:
    """
    Write a ranking as an XLSX file in the language in force; the same ranking gives the same bytes.

    Sheets hold the ranking sorted live, the measures of each plot, the weights with their curves,
    what is excluded and why, the sources, and the method. Passports that lie beside the file, in
    `passports/`, are linked.

    Parameters
    ----------
    ranking
        The ranking.
    layers
        The layers it was made from.
    path
        File to write; its folder is made if it is not there.

    Raises
    ------
    StoreError
        If it cannot be written; a file that was there stays as it was.
    """
    write_durably(path, _bytes(ranking, layers, path.parent))
    return path


def _bytes(ranking: Ranking, layers: Mapping[str, Layer], folder: Path) -> bytes:
    used = layers_of(ranking, layers)
    facts = facts_of(ranking, layers)
    layout = _layout(ranking, facts)
    passports = passports_beside(folder, ranking.profile.key, facts.plots)
    writer = WorkbookWriter(created=max(date.fromisoformat(layer.as_of) for layer in used))
    sheets = {key: writer.sheet(name.say()) for key, name in SHEETS.items()}
    ranking_sheet(sheets["ranking"], ranking, facts, layout, passports=passports)
    criteria_sheet(sheets["criteria"], ranking, facts, layout, passports=passports)
    weights_sheet(writer, sheets["weights"], ranking, layout)
    excluded_sheet(sheets["excluded"], ranking, facts)
    sources_sheet(sheets["sources"], ranking, used)
    method_sheet(sheets["method"], ranking, used)
    return writer.close()


def _layout(ranking: Ranking, facts: PlotFacts) -> WorkbookLayout:
    wishes = ranking.profile.criteria.values()
    return WorkbookLayout(len(facts.plots), len(wishes), max(len(wish.curve) for wish in wishes))
