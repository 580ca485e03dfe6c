"""The sheet that says how the numbers come about, and what of the workbook is live."""

from collections.abc import Iterator

from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.reports.workbook.cells import WorkbookSheet
from sezgeo.suitability.ranking.ranking import TIE_DIGITS, Ranking
from sezgeo.suitability.ranking.scores import VALUE_DIGITS
from sezgeo.version import __version__

_TITLE = Text("Методика", "Method")
_PARAGRAPHS = (
    Text(
        "Балл — взвешенная сумма нормированных значений. Кривая с неизменными опорными точками "
        "переводит показатель (метры, гектары, мегаватты) в значение от 0 до 1: между точками — "
        "прямая, за крайними — постоянно. Другие участки на неё не влияют: ушедший участок не "
        "меняет порядка остальных.",
        "The score is the weighted sum of values. A curve with fixed anchors turns a measure "
        "(metres, hectares, megawatts) into a value from 0 to 1: straight between the anchors, "
        "flat beyond them. No plot looks at another: one that leaves does not reorder the rest.",
    ),
    Text(
        "Доля критерия — его вес, делённый на сумму весов. Важны только соотношения.",
        "The share of a criterion is its weight over the sum of the weights. Only proportions "
        "count.",
    ),
    Text(
        "Недостающее значение не заменяется предположением. В расчёт принята середина возможного "
        "диапазона: между надёжными границами, если они есть, иначе из профиля. «Балл: от» и «до» "
        "— наименьший и наибольший балл с учётом нехватки данных и погрешностей; «Обеспеченность "
        "данными» — часть весов, для которой есть значения.",
        "The unknown is never filled with a guess. An unknown measure is taken at the middle of "
        "what it may be: between bounds that are certain where there are some, else in the range "
        "of the profile. “Score: from” and “to” are the least and the greatest score over all "
        "unknowns and inaccuracies; “Known” is the share of the weight that rests on measures.",
    ),
    Text(
        "У ограничения четыре исхода: соблюдено, требуется согласование (с кем — указано), не "
        "проверено, не соблюдено. Исключённый участок не получает ни балла, ни места, каковы бы "
        "ни были веса.",
        "A constraint has four outcomes: met, conditional (it says whose consent), unknown, "
        "excluded. An excluded plot gets neither score nor rank, whatever the weights.",
    ),
    Text(
        "Нормированные значения округлены до {values} знаков, половина вверх. Баллы, равные до "
        "{ties} знаков, делят место; следующее место пропускается. Равные стоят в порядке номеров.",
        "Values are rounded to {values} digits, halves up. Scores equal to {ties} digits share a "
        "rank, and the next rank is skipped. Equals stand in the order of their ids.",
    ).fill(values=VALUE_DIGITS, ties=TIE_DIGITS),
    Text(
        "Изменять можно веса (лист «Веса») и значения показателей (лист «Критерии»). Значения, "
        "баллы, места и порядок пересчитываются формулами, без макросов. Не пересчитываются "
        "ограничения и исключения: новые сведения об участке внесите в слой (sezgeo import) и "
        "постройте книгу заново.",
        "Live in this workbook: the weights (sheet “Weights”) and the measures (sheet "
        "“Criteria”). Values, scores, ranks and the order follow by formulas, without macros. "
        "Constraints and exclusions do not follow: bring what is new about a plot into its layer "
        "(sezgeo import) and write the workbook anew.",
    ),
)


def method_sheet(sheet: WorkbookSheet, ranking: Ranking, used: list[Layer]) -> None:
    """Write the method in paragraphs, and the stamp of versions."""
    sheet.text(0, 0, _TITLE, "title")
    for row, paragraph in enumerate([*_PARAGRAPHS, *_stamp(ranking, used)], start=2):
        sheet.text(row, 0, paragraph, "prose")
    sheet.finish()
    sheet.print_as(heads=0)


def _stamp(ranking: Ranking, used: list[Layer]) -> Iterator[Text]:
    profile = ranking.profile
    yield Text(
        f"Профиль: {profile.title_ru} ({profile.key}). {profile.summary_ru}",
        f"Profile: {profile.title_en} ({profile.key}). {profile.summary_en}",
    )
    versions = ", ".join(f"{layer.schema.name} {layer.version}" for layer in used)
    newest = max(layer.as_of for layer in used)
    yield Text(
        f"sezgeo {__version__}; самые новые данные на {newest}; версии слоёв: {versions}.",
        f"sezgeo {__version__}; newest data as of {newest}; versions of the layers: {versions}.",
    )
