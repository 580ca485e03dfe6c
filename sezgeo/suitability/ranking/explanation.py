"""Say in words why a plot stands where it stands; every number comes from the ranking."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sezgeo import display
from sezgeo.errors import unknown_plot
from sezgeo.i18n import Text
from sezgeo.suitability.ranking.contributions import Contribution, contributions_of
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.ranking.rival import rival_of
from sezgeo.units import fixed, per_cent
from sezgeo.verdict import OUTCOME_TEXTS, Outcome, Verdict


@dataclass(frozen=True, slots=True, repr=False)
class Reasons(display.Shown):
    """
    Everything that decides about one plot, as sentences and as numbers.

    Attributes
    ----------
    plot_id, profile
        Who is judged, and for which plant.
    headline
        Rank, score, interval and how much of it is known; or what excludes the plot.
    constraints
        One sentence per rule, the gravest first.
    parts
        One per criterion, the greatest contribution first.
    rival
        The nearest rival and what separates the two; an empty text if there is none.
    standing
        How surely it stands there: over all weights and data, and by other methods.
    """

    plot_id: str
    profile: Text
    headline: Text
    constraints: tuple[Text, ...]
    parts: tuple[Contribution, ...]
    rival: Text
    standing: tuple[Text, ...] = ()

    @property
    def unknowns(self) -> tuple[Contribution, ...]:
        """Return the parts that rest on no known measure."""
        return tuple(part for part in self.parts if not part.known)

    def lines(self) -> list[Text]:
        """Return all sentences in the order of reading."""
        return [self.headline, *(line for _, lines in self.chapters() for line in lines)]

    def to_dict(self) -> dict[str, Any]:
        """Return the reasons as plain JSON values."""
        return {
            "plot_id": self.plot_id,
            "profile": asdict(self.profile),
            "headline": asdict(self.headline),
            "constraints": [asdict(text) for text in self.constraints],
            "parts": [asdict(part) | {"sentence": asdict(part.sentence)} for part in self.parts],
            "rival": asdict(self.rival),
            "standing": [asdict(text) for text in self.standing],
        }

    def chapters(self) -> Iterator[tuple[Text, list[Text]]]:
        """Yield titles and sentences in the order of reading; none without sentences."""
        known = [part.sentence for part in self.parts if part.known]
        unknown = [part.sentence for part in self.unknowns]
        for title, lines in (
            (Text("Ограничения", "Constraints"), list(self.constraints)),
            (Text("Из чего сложился балл", "What adds up to the score"), known),
            (Text("Недостающие данные", "What is not known"), unknown),
            (
                Text("Ближайший по рейтингу участок", "Nearest rival"),
                [self.rival] if self.rival.en else [],
            ),
            (Text("Устойчивость места", "How sure the rank is"), list(self.standing)),
        ):
            if lines:
                yield title, lines


@display.shows(Reasons)
def _reasons(reasons: Reasons) -> display.View:
    return display.View(
        reasons.headline, tuple(display.Chapter(*chapter) for chapter in reasons.chapters())
    )


def explain(ranking: Ranking, plot_id: str, *, standing: tuple[Text, ...] = ()) -> Reasons:
    """
    Explain where one plot stands in a ranking.

    Parameters
    ----------
    ranking
        The ranking.
    plot_id
        The plot.
    standing
        How surely it stands there, from `sezgeo.suitability.robustness.plot_robustness`.

    Raises
    ------
    UnknownNameError
        If the ranking has no such plot.

    Examples
    --------
    >>> from pandas import DataFrame
    >>> from sezgeo.suitability.profile import Profile
    >>> from sezgeo.suitability.ranking.ranking import rank
    >>> wish = {"weight": 1, "curve": [[0, 1], [1000, 0]], "range": [0, 1000], "source": "example"}
    >>> spz = {"spz_m": {"value": 50, "source": "example"}}
    >>> profile = Profile.from_dict(
    ...     {"key": "p", "title_ru": "п", "title_en": "p", "plant": spz, "criteria": {"x_m": wish}}
    ... )
    >>> ranking = rank(DataFrame({"x_m": [200.0, 700.0]}, index=["A", "B"]), profile)
    >>> explain(ranking, "A").headline.en
    'A, “p”: rank 1 of 2, score 0.800; all of the weight rests on data.'
    """
    if plot_id not in ranking.rank.index:
        raise unknown_plot(plot_id, ranking.order)
    return Reasons(
        plot_id=plot_id,
        profile=ranking.profile.title,
        headline=_headline(ranking, plot_id),
        constraints=_constraints(ranking.verdicts, plot_id),
        parts=tuple(contributions_of(ranking, plot_id)),
        rival=rival_of(ranking, plot_id),
        standing=standing,
    )


def _headline(ranking: Ranking, plot: str) -> Text:
    title = ranking.profile.title
    who = str(plot) + Text(", «{title}»", ", “{title}”").fill(title=title)
    if Outcome(int(ranking.outcome[plot])) is Outcome.EXCLUDED:
        rules = [
            verdict.title
            for verdict in ranking.verdicts
            if verdict.outcome[plot] == Outcome.EXCLUDED
        ]
        excluded = Text(
            "{who}: участок исключён. Причина: {rules}.", "{who}: excluded. Reason: {rules}."
        )
        return excluded.fill(who=who, rules=Text.join("; ", rules))
    return Text(
        "{who}: {rank}-е место из {count}, балл {score}; {known}.",
        "{who}: rank {rank} of {count}, score {score}; {known}.",
    ).fill(
        who=who,
        rank=str(ranking.rank[plot]),
        count=str(ranking.rank.notna().sum()),
        score=_interval(ranking, plot),
        known=_known(ranking, plot),
    )


def _interval(ranking: Ranking, plot: str) -> Text:
    low, high, score = (
        fixed(float(column[plot])) for column in (ranking.low, ranking.high, ranking.score)
    )
    if low == high:
        return score
    return Text("{score} (от {low} до {high})", "{score} (from {low} to {high})").fill(
        score=score, low=low, high=high
    )


def _known(ranking: Ranking, plot: str) -> Text:
    measured = ranking.measures.values.loc[plot, list(ranking.parts.columns)]
    if measured.notna().all():
        return Text("обеспеченность данными — 100 %", "all of the weight rests on data")
    return Text("обеспеченность данными — {share}", "{share} of the weight rests on data").fill(
        share=per_cent(float(ranking.known_share[plot]))
    )


def gravest_first(verdicts: Sequence[Verdict], plot: str) -> list[Verdict]:
    """Return the rules in the order of their outcomes for one plot."""
    return sorted(verdicts, key=lambda verdict: -int(verdict.outcome[plot]))


def _constraints(verdicts: Sequence[Verdict], plot: str) -> tuple[Text, ...]:
    return tuple(_constraint(verdict, plot) for verdict in gravest_first(verdicts, plot))


def finding_of(verdict: Verdict, plot: str) -> Text:
    """Say what a rule found for one plot, and whose consent it takes where it takes one."""
    outcome = Outcome(int(verdict.outcome[plot]))
    consent = verdict.consent if outcome is Outcome.CONDITIONAL else Text.EMPTY
    condition = Text(" Нужно: ", " It takes: ") + consent + "." if consent.en else Text.EMPTY
    sentence = verdict.sentence_for(plot)
    return Text(_with_stop(sentence.ru), _with_stop(sentence.en)) + condition


def _constraint(verdict: Verdict, plot: str) -> Text:
    outcome = OUTCOME_TEXTS[Outcome(int(verdict.outcome[plot]))]
    return Text.same("{title}, {outcome}: {finding}{source}").fill(
        title=verdict.title,
        outcome=outcome,
        finding=finding_of(verdict, plot),
        source=_source(verdict),
    )


def _source(verdict: Verdict) -> Text:
    """Name the document, the clause, the layer and its date, as far as they are known."""
    facts = [
        verdict.document,
        Text.same(verdict.clause),
        Text("слой ", "layer ") + verdict.layer if verdict.layer else Text.EMPTY,
        Text.same(verdict.as_of),
        Text("версия ", "version ") + verdict.version if verdict.version else Text.EMPTY,
    ]
    known = [_without_stop(fact) for fact in facts if fact.en]
    return " [" + Text.join("; ", known) + "]" if known else Text.EMPTY


def _with_stop(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _without_stop(fact: Text) -> Text:
    return Text(fact.ru.removesuffix("."), fact.en.removesuffix("."))
