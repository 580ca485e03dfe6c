"""How a ranking shows itself: in a terminal, in a notebook, as plain data."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pandas import DataFrame

from sezgeo import display
from sezgeo.display import ROWS_SHOWN, cell_text, plain, short
from sezgeo.i18n import Text
from sezgeo.units import fixed, per_cent
from sezgeo.verdict import OUTCOME_TEXTS, Outcome

if TYPE_CHECKING:
    from sezgeo.suitability.ranking.ranking import Ranking

_HEADS: Mapping[str, Text] = {
    "rank": Text("место", "rank"),
    "plot": Text("участок", "plot"),
    "score": Text("балл", "score"),
    "interval": Text("от и до", "from–to"),
    "known_share": Text("известно", "known"),
    "outcome": Text("ограничения", "constraints"),
    "site": Text("площадка", "site"),
    "status": Text("статус", "status"),
    "area_ha": Text("га", "ha"),
    "area_m2": Text("м²", "m²"),
}
_RIGHT = ("rank", "score", "interval", "known_share", "area_ha", "area_m2")


def as_text(ranking: "Ranking", *, top: int = ROWS_SHOWN) -> str:
    """Write the first `top` rows of the table in columns, for a terminal."""
    heads, rows = _cells(ranking, top)
    titles = [_HEADS[name].say() for name in heads]
    widths = [max(len(cell) for cell in column) for column in zip(titles, *rows, strict=True)]
    lines = [
        "  ".join(
            cell.rjust(width) if name in _RIGHT else cell.ljust(width)
            for name, cell, width in zip(heads, line, widths, strict=True)
        ).rstrip()
        for line in (titles, *rows)
    ]
    rest = display.rest(len(ranking.rank), top)
    return "\n".join([_headline(ranking), "", *lines, *map(str, rest)])


def as_html(ranking: "Ranking") -> str:
    """Write the head of the table as HTML."""
    names, rows = _cells(ranking, ROWS_SHOWN)
    right = [at for at, name in enumerate(names) if name in _RIGHT]
    table = display.html_table(rows, [_HEADS[name] for name in names], right=right)
    rest = display.rest(len(ranking.rank), ROWS_SHOWN)
    return display.block(_headline(ranking), table, display.paragraphs(rest))


def as_dict(ranking: "Ranking") -> dict[str, Any]:
    """Return the ranking as plain JSON values; what is missing is null."""
    order = list(ranking.order)
    parts = ranking.parts.loc[order].to_numpy().tolist()
    table = ranking.table
    rows = table.to_dict("records")
    return {
        "profile": ranking.profile.key,
        "title": {"ru": ranking.profile.title_ru, "en": ranking.profile.title_en},
        "weights": {name: float(share) for name, share in ranking.profile.weights.items()},
        "plots": [
            {"plot_id": str(plot)}
            | {str(name): plain(cell) for name, cell in row.items()}
            | {"parts": dict(zip(ranking.parts.columns, part, strict=True))}
            for plot, row, part in zip(order, rows, parts, strict=True)
        ],
    }


def _headline(ranking: "Ranking") -> str:
    out = len(ranking.excluded)
    return (
        Text(
            "{title}: в рейтинге {ranked}, исключено {out}, всего участков {all}",
            "{title}: {ranked} ranked, {out} excluded, {all} plots in all",
        )
        .fill(
            title=ranking.profile.title,
            ranked=len(ranking.rank) - out,
            out=out,
            all=len(ranking.rank),
        )
        .say()
    )


def _cells(ranking: "Ranking", top: int) -> tuple[list[str], list[list[str]]]:
    table = ranking.table.head(top)
    heads = ["rank", "plot", "score", "interval", "known_share", "outcome"]
    heads += [name for name in table.columns if name in _HEADS and name not in heads]
    return heads, [_row(table, at, heads) for at in range(len(table))]


def _row(table: DataFrame, at: int, heads: list[str]) -> list[str]:
    cells = table.iloc[at].to_dict()
    ranked = cells["score"] == cells["score"]
    known = {
        "rank": str(cells["rank"]) if ranked else "—",
        "plot": str(table.index[at]),
        "score": fixed(cells["score"]).say(),
        "interval": f"{fixed(cells['low']).say()}–{fixed(cells['high']).say()}" if ranked else "—",
        "known_share": per_cent(cells["known_share"]).say(),
        "outcome": OUTCOME_TEXTS[Outcome[cells["outcome"].upper()]].say(),
    }
    return [short(known[name] if name in known else cell_text(cells[name])) for name in heads]
