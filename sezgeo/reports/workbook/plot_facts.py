"""What the sheets say of each plot, gathered once, in the order of the sheet of criteria."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sezgeo.arrays import Floats
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.ranking.scores import expected_measure
from sezgeo.verdict import PLOT_OUTCOME_TEXTS, Outcome

_M2_PER_HA = 10_000.0
_UNKNOWN = Text("правил, о которых ничего не известно: {count}", "rules nobody can tell: {count}")


@dataclass(frozen=True, slots=True)
class PlotFacts:
    """
    Columns of plain values, one entry per plot.

    Attributes
    ----------
    plots
        Ids, in the order in which equals are listed.
    texts
        Site, status, constraints and what to check, in the language in force, by column.
    numbers
        Area, rank, place in the list, score, interval and known share, by column; NaN where there
        is none.
    measures
        Raw measure, what is reckoned with, from and to, value, least and greatest value, by block;
        each of shape (plots, criteria).
    """

    plots: tuple[str, ...]
    texts: Mapping[str, list[str]]
    numbers: Mapping[str, list[float]]
    measures: Mapping[str, Floats]


def facts_of(ranking: Ranking, layers: Mapping[str, Layer]) -> PlotFacts:
    """Gather what a ranking knows of its plots."""
    order = ranking.rank.index[np.argsort(ranking.rank.index.astype(str), kind="stable")]
    places = pd.Series(range(1, len(order) + 1), index=ranking.order, dtype=float)
    outcomes = [PLOT_OUTCOME_TEXTS[Outcome(code)].say() for code in ranking.outcome[order]]
    about = ranking.about.reindex(order)
    sites = {key: name.say() for key, name in layers["sites"].named().items()}
    statuses = _statuses(layers["plots"])
    return PlotFacts(
        plots=tuple(map(str, order)),
        texts={
            "site": [sites.get(key, _plain(key)) for key in _column(about, "site")],
            "status": [statuses.get(key, _plain(key)) for key in _column(about, "status")],
            "outcome": outcomes,
            "check": _to_check(ranking, order),
        },
        numbers={
            "area": [float(area) / _M2_PER_HA for area in _column(about, "area_m2")],
            "rank": ranking.rank[order].astype(float).to_list(),
            "place": places.where(ranking.rank.notna())[order].to_list(),
            "score": ranking.score[order].to_list(),
            "low": ranking.low[order].to_list(),
            "high": ranking.high[order].to_list(),
            "known": ranking.known_share[order].to_list(),
        },
        measures=_measures(ranking, ranking.rank.index.get_indexer(order)),
    )


def _column(about: pd.DataFrame, name: str) -> list[Any]:
    return about[name].to_list() if name in about.columns else [np.nan] * len(about)


def _plain(cell: object) -> str:
    return "" if cell is None or cell != cell else str(cell)  # noqa: PLR0124 (NaN is not itself)


def _statuses(plots: Layer) -> dict[str, str]:
    """Name the statuses as the contract does."""
    column = plots.schema.columns["status"]
    return {word: column.named(word).say() for word in column.choices}


def _to_check(ranking: Ranking, order: pd.Index) -> list[str]:
    """Name for each plot the rules that ask for a consent, and count those that are unknown."""
    conditions: list[list[str]] = [[] for _ in order]
    unknown = np.zeros(len(order), dtype=int)
    for verdict in ranking.verdicts:
        codes = verdict.outcome.reindex(order).to_numpy()
        unknown += codes == Outcome.UNKNOWN
        for row in np.flatnonzero(codes == Outcome.CONDITIONAL):
            conditions[row].append(f"{verdict.title} ({verdict.consent})")
    return [
        "; ".join([*rules, *([_UNKNOWN.fill(count=int(count)).say()] if count else [])])
        for rules, count in zip(conditions, unknown, strict=True)
    ]


def _measures(ranking: Ranking, rows: NDArray[np.intp]) -> dict[str, Floats]:
    criteria, measures = ranking.profile.criteria, ranking.measures
    names = list(criteria)
    spans = [expected_measure(measures, name, criteria[name]) for name in names]
    used, start, end = (np.column_stack(part)[rows] for part in zip(*spans, strict=True))
    tables = {
        "measure": ranking.measures.values,
        "value": ranking.values,
        "least": ranking.value_low,
        "greatest": ranking.value_high,
    }
    arrays = {block: table[names].to_numpy(float)[rows] for block, table in tables.items()}
    return arrays | {"used": used, "start": start, "end": end}
