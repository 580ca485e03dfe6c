"""
Every command, in the order of `sezgeo --help`: where it is, under who uses it, one short line.

A new command is a module with a function and its `HELP`, and a line here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sezgeo.cli import (
    assemble,
    bulk,
    check,
    connect,
    diff,
    doctor,
    export,
    fetch,
    fit,
    impact,
    import_,
    init,
    layers,
    ledger,
    locate,
    log,
    norms,
    planned,
    portfolio,
    rank,
    report,
    robust,
    rollback,
    serve,
    study,
    verify,
    version,
    waivers,
    whatif,
    why,
)
from sezgeo.cli import help as help_word
from sezgeo.cli import map as map_page
from sezgeo.cli.fetch import osm as fetch_osm
from sezgeo.cli.ledger import release as ledger_release
from sezgeo.cli.ledger import reserve as ledger_reserve
from sezgeo.cli.ledger import show as ledger_show
from sezgeo.cli.report import gis as report_gis
from sezgeo.cli.report import passport as report_passport
from sezgeo.cli.report import sheet as report_sheet
from sezgeo.cli.report import xlsx as report_xlsx
from sezgeo.cli.study import run as study_run
from sezgeo.cli.study import save as study_save
from sezgeo.i18n import Text


class CommandEntry(NamedTuple):
    """One command: what it does (a group of commands does nothing), its help, its short line."""

    function: Callable[..., None] | None
    help: Text
    line: Text


@dataclass(frozen=True, slots=True)
class HelpPanel:
    """Commands that stand together; a short line fits into 80 columns."""

    title: Text
    commands: Mapping[str, CommandEntry]


PANELS: tuple[HelpPanel, ...] = (
    HelpPanel(
        Text(
            "Планировщику, чтобы выбрать участок и показать",
            "For planners, to choose a plot and show it",
        ),
        {
            "map": CommandEntry(
                map_page.map_,
                map_page.HELP,
                Text(
                    "Карта: один файл HTML, открывается без интернета.",
                    "The map: one HTML file that opens with no internet.",
                ),
            ),
            "rank": CommandEntry(
                rank.rank,
                rank.HELP,
                Text("Ранжировать участки под один завод.", "Rank the plots for one plant."),
            ),
            "why": CommandEntry(
                why.why,
                why.HELP,
                Text(
                    "Объяснить место участка: балл, ограничения, нет данных.",
                    "Explain one plot: its score, constraints, what is unknown.",
                ),
            ),
            "fit": CommandEntry(
                fit.fit,
                fit.HELP,
                Text(
                    "Размещаются ли здания завода на участке и где.",
                    "Whether the plant's buildings fit on a plot, and where.",
                ),
            ),
            "assemble": CommandEntry(
                assemble.assemble,
                assemble.HELP,
                Text(
                    "Подобрать соседние участки, которых вместе хватит.",
                    "Find neighbouring plots that together give the land.",
                ),
            ),
            "connect": CommandEntry(
                connect.connect,
                connect.HELP,
                Text(
                    "Трассы от участка к сетям: длина, стоимость.",
                    "Routes from a plot to the networks: length, cost.",
                ),
            ),
            "portfolio": CommandEntry(
                portfolio.portfolio,
                portfolio.HELP,
                Text(
                    "Разместить несколько заводов сразу: лучшие варианты.",
                    "Place several plants jointly: the best plans.",
                ),
            ),
            "report": CommandEntry(
                None,
                report.HELP,
                Text(
                    "Паспорт участка, карта на листе, книга XLSX, слой для ГИС.",
                    "Passport of a plot, map sheet, XLSX workbook, GIS layer.",
                ),
            ),
            "serve": CommandEntry(
                serve.serve,
                serve.HELP,
                Text(
                    "Открыть карты в браузере на этой машине.",
                    "Show the maps to the browser on this machine.",
                ),
            ),
        },
    ),
    HelpPanel(
        Text("Аналитику, чтобы проверить решение", "For analysts, to test a decision"),
        {
            "robust": CommandEntry(
                robust.robust,
                robust.HELP,
                Text(
                    "Устойчивость рейтинга к весам, данным и методам.",
                    "How firmly a ranking stands: weights, data, methods.",
                ),
            ),
            "whatif": CommandEntry(
                whatif.whatif,
                whatif.HELP,
                Text(
                    "Чего не хватает участку, чтобы стать первым или подойти.",
                    "What a plot lacks to come first or to become eligible.",
                ),
            ),
            "waivers": CommandEntry(
                waivers.waivers,
                waivers.HELP,
                Text(
                    "Сколько земли высвобождает каждое согласование.",
                    "How much land each consent frees.",
                ),
            ),
            "locate": CommandEntry(
                locate.locate,
                locate.HELP,
                Text(
                    "Найти места нужного размера и ранжировать их.",
                    "Where else: find areas of the size wanted, rank them.",
                ),
            ),
            "planned": CommandEntry(
                planned.planned,
                planned.HELP,
                Text(
                    "Сценарий: участки на земле планируемых площадок.",
                    "A scenario: plots on the land of the planned sites.",
                ),
            ),
            "bulk": CommandEntry(
                bulk.bulk,
                bulk.HELP,
                Text(
                    "Рассчитать баллы сотен тысяч участков из файла.",
                    "Score hundreds of thousands of plots from a file.",
                ),
            ),
            "study": CommandEntry(
                None,
                study.HELP,
                Text(
                    "Сохранить расчёт одним файлом и повторить его.",
                    "Save a study as one file, and run it again.",
                ),
            ),
        },
    ),
    HelpPanel(
        Text("ГИС-специалисту, чтобы вести слои", "For GIS staff, to keep the layers"),
        {
            "layers": CommandEntry(
                layers.layers,
                layers.HELP,
                Text(
                    "Список слоёв; с именем слоя — его структура.",
                    "List the layers; with a name, what it must hold.",
                ),
            ),
            "check": CommandEntry(
                check.check,
                check.HELP,
                Text(
                    "Проверить слои, профили и нормы; все ошибки сразу.",
                    "Check layers, profiles and norms; all problems at once.",
                ),
            ),
            "doctor": CommandEntry(
                doctor.doctor,
                doctor.HELP,
                Text(
                    "Чего не хватает, что устарело, какие данные и у кого запросить.",
                    "What is missing or old, and which data to ask whom for.",
                ),
            ),
            "import": CommandEntry(
                import_.import_,
                import_.HELP,
                Text(
                    "Принять поставку данных в слой: всё или ничего.",
                    "Bring a delivery into a layer: all or nothing.",
                ),
            ),
            "fetch": CommandEntry(
                None,
                fetch.HELP,
                Text(
                    "Загрузить слои из открытых источников: OpenStreetMap.",
                    "Take layers from open sources: OpenStreetMap.",
                ),
            ),
            "diff": CommandEntry(
                diff.diff,
                diff.HELP,
                Text("Сравнить две версии слоя.", "Tell two versions of a layer apart."),
            ),
            "impact": CommandEntry(
                impact.impact_,
                impact.HELP,
                Text(
                    "Как импорт изменил рейтинги и почему.",
                    "What an import did to the rankings, and why.",
                ),
            ),
            "log": CommandEntry(
                log.log,
                log.HELP,
                Text("Показать версии слоёв.", "List the versions of the layers."),
            ),
            "rollback": CommandEntry(
                rollback.rollback,
                rollback.HELP,
                Text(
                    "Вернуть прежнюю версию слоя; история сохраняется.",
                    "Bring an earlier version back; history stays.",
                ),
            ),
            "verify": CommandEntry(
                verify.verify,
                verify.HELP,
                Text("Пересчитать все хеши хранилища.", "Recompute every hash of the store."),
            ),
            "export": CommandEntry(
                export.export_,
                export.HELP,
                Text(
                    "Выгрузить слои: GeoPackage, Parquet, GeoJSON, Shapefile.",
                    "Export layers: GeoPackage, Parquet, GeoJSON, Shapefile.",
                ),
            ),
            "norms": CommandEntry(
                norms.norms,
                norms.HELP,
                Text(
                    "Нормы, по которым проверяются участки.",
                    "List the norms that plots are checked against.",
                ),
            ),
            "ledger": CommandEntry(
                None,
                ledger.HELP,
                Text(
                    "Реестр резервов мощности: за кем сколько и что свободно.",
                    "Capacities of the networks: who holds what, what is free.",
                ),
            ),
            "init": CommandEntry(
                init.init,
                init.HELP,
                Text(
                    "Создать пустую папку слоёв или общее хранилище.",
                    "Make an empty folder of layers, or a team's store.",
                ),
            ),
        },
    ),
    HelpPanel(
        Text("Сама программа", "The program itself"),
        {
            "help": CommandEntry(
                help_word.help_,
                help_word.HELP,
                Text(
                    "Показать эту страницу; с командой — справку о ней.",
                    "Show this page; with a command, all about it.",
                ),
            ),
            "version": CommandEntry(
                version.version, version.HELP, Text("Показать версию.", "Show the version.")
            ),
        },
    ),
)
INNER: Mapping[str, CommandEntry] = {
    "report passport": CommandEntry(
        report_passport.passport,
        report_passport.HELP,
        Text(
            "Паспорт участка на страницах A4: DOCX, PDF или HTML.",
            "The passport of a plot on A4 pages: DOCX, PDF or HTML.",
        ),
    ),
    "report sheet": CommandEntry(
        report_sheet.sheet,
        report_sheet.HELP,
        Text(
            "Карта площадки или всей ОЭЗ на A3 или A4: PDF или PNG.",
            "A map of a site or of the zone on A3 or A4: PDF or PNG.",
        ),
    ),
    "report xlsx": CommandEntry(
        report_xlsx.xlsx,
        report_xlsx.HELP,
        Text(
            "Книга XLSX: измените вес, и рейтинг пересчитается.",
            "An XLSX workbook: change a weight, and it ranks anew.",
        ),
    ),
    "report gis": CommandEntry(
        report_gis.gis,
        report_gis.HELP,
        Text(
            "Рейтинг слоем GeoPackage: участки раскрашены по баллу.",
            "The ranking as a GeoPackage layer, coloured by score.",
        ),
    ),
    "study save": CommandEntry(
        study_save.save,
        study_save.HELP,
        Text(
            "Записать расчёт: профиль, нормы, версии слоёв, результат.",
            "Write a study: profile, norms, versions, the answer.",
        ),
    ),
    "study run": CommandEntry(
        study_run.run,
        study_run.HELP,
        Text(
            "Повторить расчёт; результат должен совпасть до байта.",
            "Run a study again; the bytes must be the same.",
        ),
    ),
    "ledger show": CommandEntry(
        ledger_show.show,
        ledger_show.HELP,
        Text("Показать зарезервированную и свободную мощность.", "Show what is held and free."),
    ),
    "ledger reserve": CommandEntry(
        ledger_reserve.reserve,
        ledger_reserve.HELP,
        Text(
            "Зарезервировать мощность: не больше свободной.",
            "Reserve capacity: never more than is free.",
        ),
    ),
    "ledger release": CommandEntry(
        ledger_release.release,
        ledger_release.HELP,
        Text(
            "Снять резерв с указанного дня; история сохраняется.",
            "End a reservation from a day on; history stays.",
        ),
    ),
    "fetch osm": CommandEntry(
        fetch_osm.osm,
        fetch_osm.HELP,
        Text(
            "Загрузить слои вокруг площадок из OpenStreetMap (ODbL).",
            "Take layers around the sites from OpenStreetMap (ODbL).",
        ),
    ),
}
"""Commands within commands."""

COMMANDS: Mapping[str, CommandEntry] = {
    **{path: entry for panel in PANELS for path, entry in panel.commands.items()},
    **INNER,
}
"""Every command by its path, e.g. `report passport`; a group stands before what is in it."""
ORDER = {path: place for place, path in enumerate(COMMANDS)}


def panel_of(path: str) -> HelpPanel | None:
    """Return the panel a command stands in; those within other commands stand in none."""
    return next((panel for panel in PANELS if path in panel.commands), None)
