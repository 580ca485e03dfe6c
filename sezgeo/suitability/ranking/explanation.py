"""Say in words why a plot stands where it stands; every number comes from the ranking."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sezgeo import display
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text
from sezgeo.suitability.ranking.contributions import Part, parts_of
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.ranking.rival import rival_of
from sezgeo.units import fixed, per_cent
from sezgeo.verdict import OUTCOME_TEXTS, Outcome, Verdict

_NOTHING = Text("", "")


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
    parts: tuple[Part, ...]
    rival: Text
    standing: tuple[Text, ...] = ()

    @property
    def unknowns(self) -> tuple[Part, ...]:
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
            (Text("Чего мы не знаем", "What is not known"), unknown),
            (Text("Ближайший соперник", "Nearest rival"), [self.rival] if self.rival.en else []),
            (Text("Насколько место надёжно", "How sure the rank is"), list(self.standing)),
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
        How surely it stands there, from `standing.standing`.

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
        known = [str(plot) for plot in ranking.order]
        raise UnknownNameError(Text("участок", "plot"), str(plot_id), known)
    return Reasons(
        plot_id=plot_id,
        profile=ranking.profile.title,
        headline=_headline(ranking, plot_id),
        constraints=_constraints(ranking.verdicts, plot_id),
        parts=tuple(parts_of(ranking, plot_id)),
        rival=rival_of(ranking, plot_id),
        standing=standing,
    )


def _headline(ranking: Ranking, plot: str) -> Text:
    title = ranking.profile.title
    who = Text(f"{plot}, «{title.ru}»", f"{plot}, “{title.en}”")
    if Outcome(int(ranking.outcome[plot])) is Outcome.EXCLUDED:
        rules = [v.title for v in ranking.verdicts if v.outcome[plot] == Outcome.EXCLUDED]
        ru, en = "; ".join(rule.ru for rule in rules), "; ".join(rule.en for rule in rules)
        return Text(
            f"{who.ru}: участок исключён. Причина: {ru}.", f"{who.en}: excluded. Reason: {en}."
        )
    place, count = int(ranking.rank[plot]), int(ranking.rank.notna().sum())
    score, rests = _interval(ranking, plot), _known(ranking, plot)
    return Text(
        f"{who.ru}: {place}-е место из {count}, балл {score.ru}; {rests.ru}.",
        f"{who.en}: rank {place} of {count}, score {score.en}; {rests.en}.",
    )


def _interval(ranking: Ranking, plot: str) -> Text:
    low, high, score = (fixed(float(s[plot])) for s in (ranking.low, ranking.high, ranking.score))
    if low == high:
        return score
    return Text(
        f"{score.ru} (от {low.ru} до {high.ru})", f"{score.en} (from {low.en} to {high.en})"
    )


def _known(ranking: Ranking, plot: str) -> Text:
    measured = ranking.measures.values.loc[plot, list(ranking.parts.columns)]
    if measured.notna().all():
        return Text("весь вес опирается на данные", "all of the weight rests on data")
    share = per_cent(float(ranking.known_share[plot]))
    return Text(f"на данные опирается {share.ru} веса", f"{share.en} of the weight rests on data")


def gravest_first(verdicts: Sequence[Verdict], plot: str) -> list[Verdict]:
    """Return the rules in the order of their outcomes for one plot."""
    return sorted(verdicts, key=lambda verdict: -int(verdict.outcome[plot]))


def _constraints(verdicts: Sequence[Verdict], plot: str) -> tuple[Text, ...]:
    return tuple(_constraint(verdict, plot) for verdict in gravest_first(verdicts, plot))


def finding_of(verdict: Verdict, plot: str) -> Text:
    """Say what a rule found for one plot, and whose consent it takes where it takes one."""
    outcome = Outcome(int(verdict.outcome[plot]))
    consent = verdict.consent if outcome is Outcome.CONDITIONAL else _NOTHING
    asks = Text(f" Нужно: {consent.ru}.", f" It takes: {consent.en}.") if consent.en else _NOTHING
    said = verdict.say(plot)
    return Text(f"{_stopped(said.ru)}{asks.ru}", f"{_stopped(said.en)}{asks.en}")


def _constraint(verdict: Verdict, plot: str) -> Text:
    what = OUTCOME_TEXTS[Outcome(int(verdict.outcome[plot]))]
    found, law = finding_of(verdict, plot), _because(verdict)
    return Text(
        f"{verdict.title.ru}, {what.ru}: {found.ru}{law.ru}",
        f"{verdict.title.en}, {what.en}: {found.en}{law.en}",
    )


def _because(verdict: Verdict) -> Text:
    """Name the document, the clause, the layer and its date, as far as they are known."""
    facts = [
        verdict.document,
        Text(verdict.clause, verdict.clause),
        Text(f"слой {verdict.layer}", f"layer {verdict.layer}") if verdict.layer else _NOTHING,
        Text(verdict.as_of, verdict.as_of),
        Text(f"версия {verdict.version}", f"version {verdict.version}")
        if verdict.version
        else _NOTHING,
    ]
    said = [fact for fact in facts if fact.en]
    if not said:
        return _NOTHING
    return Text(
        f" [{'; '.join(map(_unstopped, (fact.ru for fact in said)))}]",
        f" [{'; '.join(map(_unstopped, (fact.en for fact in said)))}]",
    )


def _stopped(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _unstopped(fact: str) -> str:
    return fact.removesuffix(".")
