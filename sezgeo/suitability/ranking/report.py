"""How a ranking shows itself: a headline and the head of its table."""

from collections.abc import Mapping

from pandas import DataFrame

from sezgeo import display
from sezgeo.display import cell_text, short
from sezgeo.i18n import Text, language, number
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.units import fixed, per_cent
from sezgeo.verdict import PLOT_OUTCOME_TEXTS, Outcome

_HEADS: Mapping[str, Text] = {
    "rank": Text("место", "rank"),
    "plot": Text("участок", "plot"),
    "score": Text("балл", "score"),
    "interval": Text("диапазон", "from–to"),
    "known_share": Text("данные", "known"),
    "outcome": Text("ограничения", "constraints"),
    "site": Text("площадка", "site"),
    "status": Text("статус", "status"),
    "area_ha": Text("га", "ha"),
    "area_m2": Text("м²", "m²"),
}
_RIGHT = ("rank", "score", "interval", "known_share", "area_ha", "area_m2")


@display.shows(Ranking)
def ranking_view(ranking: Ranking) -> display.View:
    """Show the head of the table, best first."""
    table = ranking.table
    names = ["rank", "plot", "score", "interval", "known_share", "outcome"]
    names += [name for name in table.columns if name in _HEADS and name not in names]
    rows = (_row(ranking, table, row, names) for row in range(len(table)))
    right = [column for column, name in enumerate(names) if name in _RIGHT]
    heads = [_HEADS[name] for name in names]
    return display.View(_headline(ranking), (display.Table(heads, rows, len(table), right),))


def _headline(ranking: Ranking) -> Text:
    out = len(ranking.excluded)
    return Text(
        "{title}: в рейтинге {ranked}, исключено {out}, всего участков {all}",
        "{title}: {ranked} ranked, {out} excluded, {all} plots in all",
    ).fill(
        title=ranking.profile.title,
        ranked=len(ranking.rank) - out,
        out=out,
        all=len(ranking.rank),
    )


def _row(ranking: Ranking, table: DataFrame, row: int, heads: list[str]) -> list[str]:
    cells = table.iloc[row].to_dict()
    ranked = cells["score"] == cells["score"]
    written = {
        "rank": str(cells["rank"]) if ranked else "—",
        "plot": str(table.index[row]),
        "score": fixed(cells["score"]).say(),
        "interval": f"{fixed(cells['low']).say()}–{fixed(cells['high']).say()}" if ranked else "—",
        "known_share": per_cent(cells["known_share"]).say(),
        "outcome": PLOT_OUTCOME_TEXTS[Outcome[cells["outcome"].upper()]].say(),
    }
    if isinstance(area := cells.get("area_m2"), int):
        written["area_m2"] = number(area, language())
    for name, called in ranking.names.items():
        if (word := str(cells.get(name))) in called:
            written[name] = called[word].say()
    return [short(written[name] if name in written else cell_text(cells[name])) for name in heads]
