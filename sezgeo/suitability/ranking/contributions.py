"""What each criterion adds to one plot's score, as numbers and as a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.measures import Measures, Origin
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.ranking.scores import expected_measure
from sezgeo.units import fixed, per_cent, quantity


@dataclass(frozen=True, slots=True, repr=False)
class Contribution(display.Shown):
    """
    What one criterion adds to a plot's score.

    Attributes
    ----------
    criterion, title
        Name of the criterion and what people call it.
    known
        False where nobody measured it.
    raw, raw_low, raw_high
        The measure and what it lies between; of an unknown one, what was reckoned with.
    value, weight, points
        Value from 0 to 1, share of the whole weight, and their product.
    points_low, points_high
        The least and the most it may add.
    evidence, origins
        Name of the feature measured to, and the layers behind the measure.
    reason
        Why it is unknown; an empty text where no more can be said than that.
    named
        The evidence in both languages.
    """

    criterion: str
    title: Text
    known: bool
    raw: float
    raw_low: float
    raw_high: float
    value: float
    weight: float
    points: float
    points_low: float
    points_high: float
    evidence: str
    origins: tuple[Origin, ...]
    reason: Text = Text.EMPTY
    named: Text = Text.EMPTY

    @property
    def sentence(self) -> Text:
        """Say what was measured, what it is worth and where it comes from."""
        return self._known_sentence() if self.known else self._unknown_sentence()

    @property
    def _product(self) -> Text:
        value, weight = fixed(self.value, 2), per_cent(self.weight, 1)
        return value + " × " + weight + " = " + fixed(self.points)

    def _known_sentence(self) -> Text:
        exact = self.raw_low == self.raw_high
        layers = "; ".join(
            ", ".join(filter(None, (origin.layer, origin.as_of, origin.version)))
            for origin in self.origins
        )
        return Text(
            "{title}: {raw}{between}{evidence}; нормированное значение × вес: {product}{source}",
            "{title}: {raw}{between}{evidence}; value × weight: {product}{source}",
        ).fill(
            title=self.title,
            raw=quantity(self.raw, self.criterion),
            between=Text.EMPTY if exact else " (" + self.between + ")",
            evidence=", " + self.named if self.evidence else Text.EMPTY,
            product=self._product,
            source=Text(" [слой ", " [layer ") + layers + "]" if layers else Text.EMPTY,
        )

    def _unknown_sentence(self) -> Text:
        return Text(
            "{title}: нет данных{reason}, возможные значения {between}; принято {raw}, "
            "нормированное значение × вес: {product}; возможный вклад от {low} до {high}",
            "{title}: unknown{reason}, may be {between}; {raw} taken, "
            "value × weight: {product}; in truth worth {low} to {high}",
        ).fill(
            title=self.title,
            reason=" (" + self.reason + ")" if self.reason.en else self.reason,
            between=self.between,
            raw=quantity(self.raw, self.criterion),
            product=self._product,
            low=fixed(self.points_low),
            high=fixed(self.points_high),
        )

    @property
    def between(self) -> Text:
        """Say what the measure lies between."""
        low, high = quantity(self.raw_low, self.criterion), quantity(self.raw_high, self.criterion)
        return Text("от {low} до {high}", "{low} to {high}").fill(low=low, high=high)


@display.shows(Contribution)
def _contribution(contribution: Contribution) -> display.View:
    return display.View(contribution.sentence)


def contributions_of(ranking: Ranking, plot_id: str) -> list[Contribution]:
    """Return what each criterion adds to one plot's score, the most first, equals by name."""
    alone = replace(ranking, measures=_only(ranking.measures, plot_id))
    return sorted(_contributions(alone, plot_id), key=lambda each: (-each.points, each.criterion))


def _contributions(ranking: Ranking, plot: str) -> Iterator[Contribution]:
    """Build them from a ranking whose measures hold only this plot."""
    measures, weights = ranking.measures, ranking.profile.weights
    for name, wish in ranking.profile.criteria.items():
        raw, low, high = (float(end[0]) for end in expected_measure(measures, name, wish))
        weight = float(weights[name])
        yield Contribution(
            criterion=name,
            title=ranking.title(name),
            known=bool(measures.values[name].notna().iloc[0]),
            raw=raw,
            raw_low=low,
            raw_high=high,
            value=float(ranking.values[name][plot]),
            weight=weight,
            points=float(ranking.parts[name][plot]),
            points_low=float(ranking.value_low[name][plot]) * weight,
            points_high=float(ranking.value_high[name][plot]) * weight,
            evidence=_evidence(measures, name),
            origins=tuple(measures.origins.get(name, ())),
            reason=measures.reasons.get(name, {}).get(plot, Text.EMPTY),
            named=measures.evidence_name(_evidence(measures, name)),
        )


def _evidence(measures: Measures, name: str) -> str:
    if name not in measures.evidence.columns:
        return ""
    cell = measures.evidence[name].iloc[0]
    return cell if isinstance(cell, str) else ""


def _only(measures: Measures, plot: str) -> Measures:
    tables = (measures.values, measures.low, measures.high, measures.evidence)
    values, low, high, evidence = (table.loc[[plot]] for table in tables)
    return replace(measures, values=values, low=low, high=high, evidence=evidence)
