"""The page of `sezgeo --help`: every command once, under who uses it, with one short line."""

from collections.abc import Mapping
from dataclasses import dataclass

from sezgeo.i18n import Text


@dataclass(frozen=True, slots=True)
class Panel:
    """Commands that stand together; a line fits into 80 columns, `--help` of a command says all."""

    title: Text
    lines: Mapping[str, Text]


PANELS = (
    Panel(
        Text(
            "Планировщику, чтобы выбрать участок и показать",
            "For planners, to choose a plot and show it",
        ),
        {
            "map": Text(
                "Карта: один файл HTML, открывается без интернета.",
                "The map: one HTML file that opens with no internet.",
            ),
            "rank": Text("Ранжировать участки под один завод.", "Rank the plots for one plant."),
            "why": Text(
                "Объяснить место участка: балл, ограничения, нет данных.",
                "Explain one plot: its score, constraints, what is unknown.",
            ),
            "fit": Text(
                "Размещаются ли здания завода на участке и где.",
                "Whether the plant's buildings fit on a plot, and where.",
            ),
            "assemble": Text(
                "Подобрать соседние участки, которых вместе хватит.",
                "Find neighbouring plots that together give the land.",
            ),
            "connect": Text(
                "Трассы от участка к сетям: длина, стоимость.",
                "Routes from a plot to the networks: length, cost.",
            ),
            "portfolio": Text(
                "Разместить несколько заводов сразу: лучшие варианты.",
                "Place several plants jointly: the best plans.",
            ),
            "report": Text(
                "Паспорт участка, карта на листе, книга XLSX, слой для ГИС.",
                "Passport of a plot, map sheet, XLSX workbook, GIS layer.",
            ),
            "serve": Text(
                "Открыть карты в браузере на этой машине.",
                "Show the maps to the browser on this machine.",
            ),
        },
    ),
    Panel(
        Text("Аналитику, чтобы проверить решение", "For analysts, to test a decision"),
        {
            "robust": Text(
                "Устойчивость рейтинга к весам, данным и методам.",
                "How firmly a ranking stands: weights, data, methods.",
            ),
            "whatif": Text(
                "Чего не хватает участку, чтобы стать первым или подойти.",
                "What a plot lacks to come first or to become eligible.",
            ),
            "waivers": Text(
                "Сколько земли высвобождает каждое согласование.",
                "How much land each consent wins.",
            ),
            "locate": Text(
                "Где ещё: найти места нужного размера и ранжировать.",
                "Where else: find areas of the size wanted, rank them.",
            ),
            "planned": Text(
                "Сценарий: участки на земле планируемых площадок.",
                "A scenario: plots on the land of the planned sites.",
            ),
            "bulk": Text(
                "Рассчитать баллы сотен тысяч участков из файла.",
                "Score hundreds of thousands of plots from a file.",
            ),
            "study": Text(
                "Сохранить расчёт одним файлом и повторить его.",
                "Save a study as one file, and run it again.",
            ),
        },
    ),
    Panel(
        Text("ГИС-специалисту, чтобы вести слои", "For GIS staff, to keep the layers"),
        {
            "layers": Text(
                "Список слоёв; с именем слоя — его структура.",
                "List the layers; with a name, what it must hold.",
            ),
            "check": Text(
                "Проверить слои, профили и нормы; все ошибки сразу.",
                "Check layers, profiles and norms; all problems at once.",
            ),
            "doctor": Text(
                "Чего не хватает, что устарело, какие данные у кого спросить.",
                "What is missing or old, and which data to ask whom for.",
            ),
            "import": Text(
                "Принять поставку данных в слой: всё или ничего.",
                "Bring a delivery into a layer: all or nothing.",
            ),
            "fetch": Text(
                "Взять слои из открытых источников: OpenStreetMap.",
                "Take layers from open sources: OpenStreetMap.",
            ),
            "diff": Text("Сравнить две версии слоя.", "Tell two versions of a layer apart."),
            "impact": Text(
                "Как импорт изменил рейтинги и почему.",
                "What an import did to the rankings, and why.",
            ),
            "log": Text("Показать версии слоёв.", "List the versions of the layers."),
            "rollback": Text(
                "Вернуть прежнюю версию слоя; история остаётся.",
                "Bring an earlier version back; history stays.",
            ),
            "verify": Text("Пересчитать все хеши хранилища.", "Recompute every hash of the store."),
            "export": Text(
                "Выгрузить слои: GeoPackage, Parquet, GeoJSON, Shapefile.",
                "Export layers: GeoPackage, Parquet, GeoJSON, Shapefile.",
            ),
            "norms": Text(
                "Нормы, по которым проверяются участки.",
                "List the norms that plots are checked against.",
            ),
            "ledger": Text(
                "Реестр резервов мощности: за кем сколько и что свободно.",
                "Capacities of the networks: who holds what, what is free.",
            ),
            "init": Text(
                "Создать пустую папку слоёв или общее хранилище.",
                "Make an empty folder of layers, or a team's store.",
            ),
        },
    ),
    Panel(
        Text("Сама программа", "The program itself"),
        {
            "help": Text(
                "Показать эту страницу; с командой — справку о ней.",
                "Show this page; with a command, all about it.",
            ),
            "version": Text("Показать версию.", "Show the version."),
        },
    ),
)
# commands within commands
LINES = {
    "report passport": Text(
        "Паспорт участка на страницах A4: DOCX, PDF или HTML.",
        "The passport of a plot on A4 pages: DOCX, PDF or HTML.",
    ),
    "report sheet": Text(
        "Карта площадки или всей ОЭЗ на A3 или A4: PDF или PNG.",
        "A map of a site or of the zone on A3 or A4: PDF or PNG.",
    ),
    "report xlsx": Text(
        "Книга XLSX: измените вес, и рейтинг пересчитается.",
        "An XLSX workbook: change a weight, and it ranks anew.",
    ),
    "report gis": Text(
        "Рейтинг слоем GeoPackage: участки раскрашены по баллу.",
        "The ranking as a GeoPackage layer, coloured by score.",
    ),
    "study save": Text(
        "Записать расчёт: профиль, нормы, версии слоёв, ответ.",
        "Write a study: profile, norms, versions, the answer.",
    ),
    "study run": Text(
        "Повторить расчёт; ответ должен совпасть до байта.",
        "Run a study again; the bytes must be the same.",
    ),
    "ledger show": Text("Показать, что занято и что свободно.", "Show what is held and free."),
    "ledger reserve": Text(
        "Зарезервировать мощность: не больше свободной.",
        "Reserve capacity: never more than is free.",
    ),
    "ledger release": Text(
        "Снять резерв с какого-то дня; история остаётся.",
        "End a reservation from a day on; history stays.",
    ),
    "fetch osm": Text(
        "Взять слои вокруг площадок из OpenStreetMap (ODbL).",
        "Take layers around the sites from OpenStreetMap (ODbL).",
    ),
}
ORDER = {
    name: place
    for place, name in enumerate([*(name for panel in PANELS for name in panel.lines), *LINES])
}


def line_of(path: str) -> Text | None:
    """Return the short line of a command, e.g. of `report passport`."""
    panel = panel_of(path)
    return panel.lines[path] if panel else LINES.get(path)


def panel_of(path: str) -> Panel | None:
    """Return the panel a command stands in; those within other commands stand in none."""
    return next((panel for panel in PANELS if path in panel.lines), None)
