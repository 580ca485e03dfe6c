"""The sheet of sources: the layers and the norms behind the numbers."""

from collections.abc import Mapping

from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.layers.value_names import value_name
from sezgeo.reports.workbook.cells import WorkbookSheet
from sezgeo.reports.workbook.excluded_sheet import confidence
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.verdict import OUTCOME_TEXTS, Outcome

_TITLE = Text("Источники: слои и нормы", "Sources: layers and norms")
_HINT = Text(
    "Каждое число книги опирается на эти слои в этих версиях.",
    "Every number of this workbook rests on these layers in these versions.",
)
_LAYER_HEADS = (
    Text("Слой", "Layer"),
    Text("Ключ", "Key"),
    Text("Версия", "Version"),
    Text("Данные на", "Data as of"),
    Text("Полнота", "Completeness"),
    Text("Объектов", "Features"),
    Text("Файл или поставка", "File or delivery"),
    Text("Лицензия", "Licence"),
    Text("Примечание", "Note"),
)
_RULE_HEADS = (
    Text("Ограничение", "Rule"),
    Text("Ключ", "Key"),
    Text("Документ", "Document"),
    Text("Пункт", "Clause"),
    Text("Достоверность нормы", "Confidence in the norm"),
    Text("Слой", "Layer"),
    Text("Участков: {outcome}", "Plots: {outcome}"),
)
_WEIGHT_HEADS = (
    Text("Критерий", "Criterion"),
    Text("Ключ", "Key"),
    Text("Источник веса и кривой", "Source of the weight and the curve"),
    Text("Допущение", "Assumption"),
)
_HEADS_ROW = 3


def layers_of(ranking: Ranking, layers: Mapping[str, Layer]) -> list[Layer]:
    """Return the layers that a ranking rests on, in the catalog's order."""
    measured = {*ranking.profile.criteria, *ranking.profile.limits}
    used = {origin.layer for name in measured for origin in ranking.measures.origins.get(name, ())}
    used |= {verdict.layer for verdict in ranking.verdicts} | {"plots", "sites"}
    return [layers[name] for name in layers if name in used]


def sources_sheet(sheet: WorkbookSheet, ranking: Ranking, used: list[Layer]) -> None:
    """Write the layers used, the rules applied with their outcomes, and the profile's own."""
    sheet.text(0, 0, _TITLE, "title")
    sheet.text(1, 0, _HINT, "hint")
    sheet.texts(_HEADS_ROW, _LAYER_HEADS, "head")
    for row, layer in enumerate(used, start=_HEADS_ROW + 1):
        schema = layer.schema
        complete = value_name(schema.completeness)
        about = (schema.title, schema.name, layer.version, layer.as_of, complete)
        sheet.texts(row, about, "wrapped")
        sheet.number(row, 5, len(layer.frame), "rank")
        for column, cell in enumerate((layer.source, layer.licence, schema.note), start=6):
            sheet.text(row, column, cell, "wrapped")
    _rules(sheet, ranking, first=_HEADS_ROW + len(used) + 3)
    _wishes(sheet, ranking, first=_HEADS_ROW + len(used) + len(ranking.verdicts) + 6)
    sheet.finish()
    sheet.print_as(heads=1)


def _rules(sheet: WorkbookSheet, ranking: Ranking, *, first: int) -> None:
    outcomes = list(Outcome)
    heads = [_RULE_HEADS[-1].fill(outcome=OUTCOME_TEXTS[outcome]) for outcome in outcomes]
    sheet.texts(first, (*_RULE_HEADS[:-1], *heads), "head")
    for row, verdict in enumerate(ranking.verdicts, start=first + 1):
        norm = (verdict.title, verdict.rule, verdict.document, verdict.clause)
        sheet.texts(row, (*norm, confidence(verdict.confidence), verdict.layer), "wrapped")
        for column, outcome in enumerate(outcomes, start=len(norm) + 2):
            sheet.number(row, column, int((verdict.outcome == outcome).sum()), "rank")


def _wishes(sheet: WorkbookSheet, ranking: Ranking, *, first: int) -> None:
    sheet.texts(first, _WEIGHT_HEADS, "head")
    for row, (name, wish) in enumerate(ranking.profile.criteria.items(), start=first + 1):
        why = wish.why if wish.assumption else ""
        sheet.texts(row, (ranking.title(name), name, wish.source, why), "wrapped")
