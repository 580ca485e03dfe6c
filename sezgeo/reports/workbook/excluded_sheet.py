"""The sheet of excluded plots: which rule takes each out, in words, with its clause."""

from collections.abc import Iterator

from sezgeo.i18n import Text
from sezgeo.layers.value_names import value_name
from sezgeo.reports.workbook.cells import WorkbookSheet
from sezgeo.reports.workbook.plot_facts import PlotFacts
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.verdict import Outcome

_TITLE = Text("Исключённые участки: {title}", "Excluded plots: {title}")
_HINT = Text(
    "Исключение не зависит от весов. У участка столько строк, сколько ограничений не соблюдено.",
    "No weight buys an excluded plot back. A plot has a row for each rule that excludes it.",
)
_HEADS = (
    Text("Участок", "Plot"),
    Text("Площадка", "Site"),
    Text("Ограничение", "Rule"),
    Text("Что найдено", "What was found"),
    Text("Документ", "Document"),
    Text("Пункт", "Clause"),
    Text("Достоверность нормы", "Confidence in the norm"),
)
_HEADS_ROW = 3


def excluded_sheet(sheet: WorkbookSheet, ranking: Ranking, facts: PlotFacts) -> None:
    """Write one row per excluded plot and rule that excludes it."""
    sheet.text(0, 0, _TITLE.fill(title=ranking.profile.title), "title")
    sheet.text(1, 0, _HINT, "hint")
    sheet.texts(_HEADS_ROW, _HEADS, "head")
    row = _HEADS_ROW
    for row, cells in enumerate(_rows(ranking, facts), start=_HEADS_ROW + 1):
        for column, cell in enumerate(cells):
            sheet.text(row, column, cell, "wrapped")
    sheet.inner.autofilter(_HEADS_ROW, 0, row, len(_HEADS) - 1)
    sheet.finish()
    sheet.print_as(heads=_HEADS_ROW, columns=1)


def confidence(word: str) -> str:
    """Say how sure a norm's number is."""
    return value_name(word).say()


def _rows(ranking: Ranking, facts: PlotFacts) -> Iterator[tuple[object, ...]]:
    sites = dict(zip(facts.plots, facts.texts["site"], strict=True))
    exclusions = {verdict: verdict.outcome == Outcome.EXCLUDED for verdict in ranking.verdicts}
    for plot in sorted(ranking.excluded, key=str):
        for verdict, excludes in exclusions.items():
            if excludes[plot]:
                yield (
                    plot,
                    sites[str(plot)],
                    verdict.title,
                    verdict.sentence_for(plot),
                    verdict.document,
                    verdict.clause,
                    confidence(verdict.confidence),
                )
