"""How firmly the first places of a ranking stand, in one answer with sentences."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
from pandas import DataFrame, Series

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.robustness.method_comparison import cross_check
from sezgeo.suitability.robustness.open_constraints import open_rules
from sezgeo.suitability.robustness.plot_robustness import ranks_of
from sezgeo.suitability.robustness.robustness import DRAWS, Robustness, robustness_of
from sezgeo.suitability.robustness.sensitivity import Dethroning, dethrone, lead_interval
from sezgeo.suitability.robustness.value_of_information import TOP, find_out_first
from sezgeo.units import per_cent

PLOTS_SHOWN = 10
"""Plots in the table that people read."""
MOVES_NAMED = 6
"""Weights named of those that dethrone the leader."""
UNKNOWNS_NAMED = 5
"""Unknowns named of those whose answer would change the top."""
_SHOWN = 0.5e-3
"""Shares that differ by less look the same in per cent with one digit."""

_SHARES = ("eligible", "first", "among_3", "confidence")
_HEADS = {
    "plot": Text("участок", "plot"),
    "rank": Text("место", "rank"),
    "eligible": Text("не исключён", "allowed"),
    "first": Text("первый", "first"),
    "among_3": Text("в тройке", "in three"),
    "confidence": Text("индекс уверенности (SMAA)", "confidence"),
    "methods": Text("место по разным методам", "ranks by method"),
}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stability(display.Shown):
    """
    How firmly the first places stand.

    Attributes
    ----------
    ranking
        The ranking that is tried.
    robustness
        Rank acceptability over all weights and all that the data may be.
    methods : DataFrame, shape (plots, methods and spread)
        Ranks by five methods.
    dethroning
        The smallest change of weights that takes the lead from the leader, if there is one.
    margins : DataFrame, shape (criteria, 3)
        Share of each weight, and between which shares the leader stays first, all else in
        proportion.
    unknowns : DataFrame, shape (criteria and rules, ...)
        How often learning each would change the top three: criteria that are not measured on some
        plots, and rules whose width or boundary is open.
    """

    ranking: Ranking
    robustness: Robustness
    methods: DataFrame
    dethroning: Dethroning | None
    margins: DataFrame
    unknowns: DataFrame

    @property
    def table(self) -> DataFrame:
        """Return one row per ranked plot, best first."""
        plots = self.robustness.acceptability.index
        return DataFrame(
            {
                "rank": self.ranking.rank[plots],
                "score": self.ranking.score[plots],
                "eligible": self.robustness.eligible,
                "first": self.robustness.first,
                "among_3": self.robustness.among(TOP),
                "confidence": self.robustness.confidence,
                "best_rank": self._by_methods.min(axis=1).reindex(plots),
                "worst_rank": self._by_methods.max(axis=1).reindex(plots),
            },
            index=plots,
        )

    @property
    def _by_methods(self) -> DataFrame:
        return self.methods.drop(columns="spread")

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values; what is missing is null."""
        dethroning = self.dethroning
        plots = self.robustness.acceptability.index
        return {
            "profile": self.ranking.profile.key,
            "draws": self.robustness.draws,
            "seed": self.robustness.seed,
            "plots": [
                {"plot_id": str(plot)}
                | {str(name): display.json_value(cell) for name, cell in row.items()}
                | {"acceptability": self.robustness.acceptability.loc[plot].tolist()}
                | {"methods": ranks_of(self.methods, str(plot))}
                for plot, row in zip(plots, self.table.to_dict("records"), strict=True)
            ],
            "dethroning": dethroning
            and {
                "leader": str(plots[dethroning.leader]),
                "rival": str(plots[dethroning.rival]),
                "moved": dethroning.moved,
                "weights": dict(zip(self.margins.index, dethroning.weights.tolist(), strict=True)),
            },
            "margins": self.margins.to_dict("index"),
            "find_out_first": [
                {str(key): display.json_value(cell) for key, cell in row.items()}
                for row in self.unknowns.reset_index().to_dict("records")
            ],
            "lines": [asdict(line) for line in self.lines()],
        }

    def lines(self) -> list[Text]:
        """Return the sentences below the table."""
        if not len(self.robustness.acceptability):
            return [
                Text("Ранжировать нечего: все участки исключены.", "Nothing to rank: all excluded.")
            ]
        return [self._dethroning_sentence(), *self._narrowest_margin(), *self._open_questions()]

    def _dethroning_sentence(self) -> Text:
        plots = self.robustness.acceptability.index
        dethroning = self.dethroning
        if dethroning is None:
            return str(plots[0]) + Text(
                " остаётся первым при любых весах.", " stays first whatever the weights."
            )
        return Text(
            "Наименьшая перемена весов, при которой {rival} догонит {leader}: перенести "
            "{moved} всего веса ({moves}).",
            "The smallest change of weights at which {rival} draws level with {leader}: move "
            "{moved} of all weight ({moves}).",
        ).fill(
            rival=str(plots[dethroning.rival]),
            leader=str(plots[dethroning.leader]),
            moved=per_cent(dethroning.moved, 1),
            moves=Text.join("; ", self._moves(dethroning)),
        )

    def _moves(self, dethroning: Dethroning) -> Iterator[Text]:
        """Name the weights that move, the greatest move first."""
        new = Series(dethroning.weights, index=self.margins.index)
        moved = (new - self.margins["weight"]).abs()
        for name in moved[moved > _SHOWN].sort_values(ascending=False).index[:MOVES_NAMED]:
            before, after = float(self.margins["weight"][name]), float(new[name])
            title = self.ranking.title(str(name))
            yield title + " " + per_cent(before, 1) + " → " + per_cent(after, 1)

    def _narrowest_margin(self) -> Iterator[Text]:
        """Name the weight whose own change would cost the lead soonest."""
        room = self.margins.assign(
            up=self.margins["high"] - self.margins["weight"],
            down=self.margins["weight"] - self.margins["low"],
        )
        bounded = room[(room["high"] < 1) | (room["low"] > 0)]
        if bounded.empty:
            return
        open_up = bounded["up"].where(bounded["high"] < 1)
        open_down = bounded["down"].where(bounded["low"] > 0)
        name = str(DataFrame({"up": open_up, "down": open_down}).min(axis=1).idxmin())
        shares = {
            key: per_cent(float(self.margins[key][name]), 1) for key in ("low", "high", "weight")
        }
        yield Text(
            "Чувствительнее всего один вес: «{title}», сейчас {weight}; лидер остаётся первым "
            "от {low} до {high}.",
            "The most delicate single weight: “{title}”, {weight} now; the leader stays first "
            "from {low} to {high}.",
        ).fill(title=self.ranking.title(name), **shares)

    def _open_questions(self) -> Iterator[Text]:
        share = self.unknowns["changes_top_share"]
        for place, name in enumerate(share[share > 0].index[:UNKNOWNS_NAMED]):
            first = Text("Узнать прежде всего", "Find out first")
            yield Text(
                "{opening}: «{title}» (неизвестно на {plots} уч.); ответ изменил бы первую "
                "тройку в {share} случаев.",
                "{opening}: “{title}” (unknown on {plots} plots); the answer would change the "
                "first three in {share} of cases.",
            ).fill(
                opening=Text("Затем", "Then") if place else first,
                title=self._title(str(name)),
                plots=str(int(self.unknowns["plots"][name])),
                share=per_cent(float(share[name])),
            )

    def _title(self, name: str) -> Text:
        rules = {verdict.rule: verdict.title for verdict in self.ranking.verdicts}
        return rules.get(name, self.ranking.title(name))

    @property
    def headline(self) -> Text:
        """Say how it was drawn."""
        return Text(
            "{title}: {draws} испытаний весов и данных (seed {seed})",
            "{title}: {draws} draws of weights and data (seed {seed})",
        ).fill(
            title=self.ranking.profile.title,
            draws=self.robustness.draws,
            seed=str(self.robustness.seed),
        )

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows of the table that people read."""
        for plot, row in self.table.head(PLOTS_SHOWN).iterrows():
            shares = [per_cent(float(row[key])).say() for key in _SHARES]
            ends = (row["best_rank"], row["worst_rank"])
            spread = "—" if row.isna()["best_rank"] else "–".join(str(int(end)) for end in ends)
            yield [str(plot), str(row["rank"]), *shares, spread]


@display.shows(Stability)
def _stability(stability: Stability) -> display.View:
    heads = list(_HEADS.values())
    table = display.Table.of(heads, list(stability.rows()), range(len(heads)))
    return display.View(stability.headline, (table, display.Lines(stability.lines())))


def stability_of(ranking: Ranking, *, draws: int = DRAWS, seed: int = 0) -> Stability:
    """
    Try how firmly the first places of a ranking stand.

    Parameters
    ----------
    ranking
        The ranking.
    draws
        How many times weights, data and answers are drawn.
    seed
        Start of the random numbers.
    """
    robustness = robustness_of(ranking, draws=draws, seed=seed)
    best = robustness.acceptability.index
    weights, values = ranking.profile.weights, ranking.values.loc[best].to_numpy()
    ends = [
        lead_interval(values, weights.to_numpy(), criterion) if len(best) else (0.0, 1.0)
        for criterion in range(len(weights))
    ]
    margins = DataFrame(ends, columns=["low", "high"], index=weights.index)
    margins.insert(0, "weight", weights)
    return Stability(
        ranking=ranking,
        robustness=robustness,
        methods=cross_check(ranking),
        dethroning=dethrone(values, weights.to_numpy()) if len(best) else None,
        margins=margins,
        unknowns=unknowns_of(ranking, draws, seed),
    )


def unknowns_of(ranking: Ranking, draws: int, seed: int) -> DataFrame:
    """Return `Stability.unknowns` alone: how often learning each would change the top three."""
    measures = find_out_first(ranking, draws, seed)
    rules = open_rules(ranking, draws, seed, top=TOP)
    parts = [part for part in (measures, rules) if len(part)]
    table = pd.concat(parts) if parts else measures
    return table.rename_axis("unknown").sort_values(
        "changes_top_share", ascending=False, kind="stable"
    )
