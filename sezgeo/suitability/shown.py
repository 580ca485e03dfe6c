"""How a ranking shows itself: in a terminal, in a notebook, as plain data."""

import math
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from pandas import DataFrame

from sezgeo.i18n import Text, language, number
from sezgeo.suitability.units import fixed, per_cent
from sezgeo.verdict import OUTCOME_TEXTS, Outcome

if TYPE_CHECKING:
    from sezgeo.suitability.ranking import Ranking

ROWS_SHOWN = 15
"""Plots shown before the rest is only counted."""
_WIDTH = 30

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
    return "\n".join([_headline(ranking), "", *lines, *_rest(ranking, top)])


def as_html(ranking: "Ranking") -> str:
    """Write the head of the table as HTML; every text is escaped."""
    heads, rows = _cells(ranking, ROWS_SHOWN)
    head = "".join(f"<th>{escape(_HEADS[name].say())}</th>" for name in heads)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align:{"right" if name in _RIGHT else "left"}">{escape(cell)}</td>'
            for name, cell in zip(heads, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    rest = "".join(f"<p>{escape(line)}</p>" for line in _rest(ranking, ROWS_SHOWN))
    return (
        f"<div><p><b>{escape(_headline(ranking))}</b></p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}</div>"
    )


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


def plain(cell: object) -> object:
    """
    Return a cell as JSON knows it.

    Examples
    --------
    >>> plain(float("nan")), plain(0.5), plain("free")
    (None, 0.5, 'free')
    """
    if cell is None or cell != cell or str(cell) == "<NA>":  # noqa: PLR0124 (NaN is not itself)
        return None
    item: Callable[[], object] | None = getattr(cell, "item", None)
    value = item() if item else cell
    return value if isinstance(value, int | float | bool) else str(value)


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


def _rest(ranking: "Ranking", top: int) -> list[str]:
    hidden = len(ranking.rank) - top
    if hidden <= 0:
        return []
    return [Text("… и ещё {hidden}", "… and {hidden} more").fill(hidden=hidden).say()]


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
    return [_short(known[name] if name in known else _free(cells[name])) for name in heads]


def _free(cell: object) -> str:
    value = plain(cell)
    if value is None:
        return ""
    if isinstance(value, float) and math.isfinite(value):
        return number(value, language())
    return str(value)


def _short(cell: str) -> str:
    """Keep a cell on one line and free of control codes: a delivered name may hold anything."""
    line = "".join(sign if sign.isprintable() or sign in "\xa0\u202f" else " " for sign in cell)
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"
