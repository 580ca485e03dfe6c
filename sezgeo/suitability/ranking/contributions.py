"""What each criterion adds to one plot's score, as numbers and as a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.measures import Measures, Origin
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.ranking.scores import expected
from sezgeo.units import fixed, per_cent, quantity


@dataclass(frozen=True, slots=True, repr=False)
class Part(display.Shown):
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
    reason: Text = field(default=Text("", ""))
    named: Text = field(default=Text("", ""))

    @property
    def sentence(self) -> Text:
        """Say what was measured, what it is worth and where it comes from."""
        sum_ = Text(
            *(
                f"{fixed(self.value, 2).say(lang)} × {per_cent(self.weight, 1).say(lang)} = "
                f"{fixed(self.points).say(lang)}"
                for lang in ("ru", "en")
            )
        )
        return self._known_sentence(sum_) if self.known else self._unknown_sentence(sum_)

    def _known_sentence(self, sum_: Text) -> Text:
        raw = quantity(self.raw, self.criterion)
        between = (
            Text("", "")
            if self.raw_low == self.raw_high
            else Text(f" ({self.between.ru})", f" ({self.between.en})")
        )
        evidence = (
            Text(f", {self.named.ru}", f", {self.named.en}") if self.evidence else Text("", "")
        )
        layers = "; ".join(
            ", ".join(filter(None, (origin.layer, origin.as_of, origin.version)))
            for origin in self.origins
        )
        source = Text(f" [слой {layers}]", f" [layer {layers}]") if layers else Text("", "")
        return Text(
            f"{self.title.ru}: {raw.ru}{between.ru}{evidence.ru}; "
            f"ценность × вес: {sum_.ru}{source.ru}",
            f"{self.title.en}: {raw.en}{between.en}{evidence.en}; "
            f"value × weight: {sum_.en}{source.en}",
        )

    def _unknown_sentence(self, sum_: Text) -> Text:
        raw, low, high = (
            quantity(self.raw, self.criterion),
            fixed(self.points_low),
            fixed(self.points_high),
        )
        why = (
            Text(f" ({self.reason.ru})", f" ({self.reason.en})") if self.reason.en else self.reason
        )
        return Text(
            f"{self.title.ru}: неизвестно{why.ru}, может быть {self.between.ru}; "
            f"принято {raw.ru}, ценность × вес: {sum_.ru}; на деле даст от {low.ru} до {high.ru}",
            f"{self.title.en}: unknown{why.en}, may be {self.between.en}; "
            f"{raw.en} taken, value × weight: {sum_.en}; in truth worth {low.en} to {high.en}",
        )

    @property
    def between(self) -> Text:
        """Say what the measure lies between."""
        low, high = quantity(self.raw_low, self.criterion), quantity(self.raw_high, self.criterion)
        return Text(f"от {low.ru} до {high.ru}", f"{low.en} to {high.en}")


@display.shows(Part)
def _part(part: Part) -> display.View:
    return display.View(part.sentence)


def parts_of(ranking: Ranking, plot_id: str) -> list[Part]:
    """Return the parts of one plot's score, the greatest first, equals by name."""
    parts = list(_parts(replace(ranking, measures=_only(ranking.measures, plot_id)), plot_id))
    return sorted(parts, key=lambda part: (-part.points, part.criterion))


def _parts(ranking: Ranking, plot: str) -> Iterator[Part]:
    """Build the parts from a ranking whose measures hold only this plot."""
    measures, weights = ranking.measures, ranking.profile.weights
    for name, wish in ranking.profile.criteria.items():
        raw, low, high = (float(end[0]) for end in expected(measures, name, wish))
        weight = float(weights[name])
        yield Part(
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
            reason=measures.reasons.get(name, {}).get(plot, Text("", "")),
            named=measures.named(_evidence(measures, name)),
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
