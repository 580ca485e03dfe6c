"""What one rule says of every plot: the value that norms hand to the ranking and the map."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import pandas as pd
from pandas import Series

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.units import per_cent


class Outcome(IntEnum):
    """
    The four outcomes of a constraint; the greater one decides for the plot.

    `UNKNOWN` outranks `CONDITIONAL`: a plot that may turn out to be forbidden is less sure than
    one that needs somebody's consent.
    """

    MET = 0
    CONDITIONAL = 1
    UNKNOWN = 2
    EXCLUDED = 3

    @property
    def key(self) -> str:
        """Return the word used in JSON, tables and the page."""
        return self.name.lower()


OUTCOME_TEXTS: Mapping[Outcome, Text] = {
    Outcome.MET: Text("соблюдено", "met"),
    Outcome.CONDITIONAL: Text("требуется согласование", "conditional"),
    Outcome.UNKNOWN: Text("не проверено", "unknown"),
    Outcome.EXCLUDED: Text("не соблюдено", "excluded"),
}
"""What is said of a constraint."""

PLOT_OUTCOME_TEXTS: Mapping[Outcome, Text] = {
    **OUTCOME_TEXTS,
    Outcome.EXCLUDED: Text("исключён", "excluded"),
}
"""What is said of a plot: the outcome that decides for it."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Verdict(display.Shown):
    """
    One rule applied to all plots, with the numbers that decided.

    Attributes
    ----------
    rule
        Key of the rule, as in its TOML table (`spz_receptor`, `limit_area_ha`).
    title
        What the rule is about.
    outcome : Series of int
        One `Outcome` per plot, indexed like the plots.
    measured : Series of float
        What was measured, in `unit`; NaN where nothing could be.
    required_low, required_high : Series of float
        The bound, in `unit`. The two differ where the norm gives a range because the class of the
        object is not confirmed. NaN where the rule has no number.
    unit
        Unit of the three numbers: `m`, `ha`, `mw`, `share` or an empty text.
    sentences
        One sentence per outcome, with the slots {measured}, {low}, {high}, {feature}, {unit},
        {range} (one number, or both ends where they differ), {error} (how far `measured` may be
        off, or nothing where that is 0 or not known) and {share} (`share_left`,
        per cent).
    document, clause
        The law, or what stands in its place (`profile`, `assumption`).
    confidence
        `high`, `medium` or `low`: how sure we are of the norm's number.
    layer, as_of, version
        The layer it was checked against, the date of its data and its version; empty if none.
    feature : Series of str
        Name of the feature that decided, an empty text if none.
    share_left : Series of float
        Share of the plot's area that the rule leaves buildable, 0 to 1; NaN if it does not cut.
    consent
        Whose consent or project turns a conditional outcome into a met one.
    accuracy : Series of float
        How far `measured` may be off, in `unit`; NaN where that is not known.
    case : Series of str
        Why the outcome is what it is, where one outcome has several causes: a key of `cases`.
    cases
        A sentence for each such cause, used in place of the outcome's own.
    names
        Names of features in both languages, by the word used in `feature`.
    width_of : Series of str
        Of a rule that excludes: what its width hangs on, `plant` for the plant's own class, else
        the feature. Plots with the same word get the same width. Empty for rules that exclude
        nobody.
    """

    rule: str
    title: Text
    outcome: Series
    measured: Series
    required_low: Series
    required_high: Series
    unit: str
    sentences: Mapping[Outcome, Text]
    document: Text = Text.EMPTY
    clause: str = ""
    confidence: str = ""
    layer: str = ""
    as_of: str = ""
    feature: Series = field(default_factory=lambda: Series(dtype=object))
    share_left: Series = field(default_factory=lambda: Series(dtype=float))
    consent: Text = Text.EMPTY
    accuracy: Series = field(default_factory=lambda: Series(dtype=float))
    case: Series = field(default_factory=lambda: Series(dtype=object))
    cases: Mapping[str, Text] = field(default_factory=dict)
    names: Mapping[str, Text] = field(default_factory=dict)
    version: str = ""
    width_of: Series = field(default_factory=lambda: Series(dtype=object))

    def feature_name(self, feature: str) -> Text:
        """Return the name of a feature in both languages."""
        return self.names.get(feature, Text.same(feature))

    def sentence_for(self, plot_id: str) -> Text:
        """Say in one sentence what the rule found for one plot."""
        outcome = Outcome(int(self.outcome[plot_id]))
        sentence = self.cases.get(self.case.get(plot_id) or "", self.sentences[outcome])
        low, high = float(self.required_low[plot_id]), float(self.required_high[plot_id])
        error = float(self.accuracy.get(plot_id, math.nan))
        feature = str(self.feature.get(plot_id) or "—")
        return sentence.fill(
            measured=float(self.measured[plot_id]),
            low=low,
            high=high,
            range=_range(low, high),
            feature=self.feature_name(feature),
            unit=self.unit,
            error=_error(error),
            share=_percent(float(self.share_left.get(plot_id, math.nan))),
        )


@display.shows(Verdict)
def _verdict(verdict: Verdict) -> display.View:
    head = Text.same("{title} ({rule})").fill(title=verdict.title, rule=verdict.rule)
    counts = verdict.outcome.value_counts()
    rows = [
        (OUTCOME_TEXTS[outcome], str(counts[outcome])) for outcome in Outcome if outcome in counts
    ]
    law = [fact for fact in (verdict.document, Text.same(verdict.clause)) if fact.en]
    lines = display.Lines([Text.join(", ", law)] if law else [])
    return display.View(head, (lines, display.Table.of((), rows, (1,))))


def _range(low: float, high: float) -> Text:
    """Write one number, or both where they differ."""
    ends = (high,) if low == high or math.isnan(low) else (low, high)
    return Text.join("–", [Text.same("{end}").fill(end=end) for end in ends])


def _percent(share: float) -> Text:
    """Write a share as per cent."""
    if math.isnan(share):
        return Text.same("—")
    return per_cent(share)


def _error(metres: float) -> Text:
    """Write how far a number may be off; nothing where that is 0 or not known."""
    if not metres > 0:
        return Text.EMPTY
    return Text.same(" ± {metres}").fill(metres=metres)


def worst(verdicts: Sequence[Verdict], plots: pd.Index) -> Series:
    """Return the deciding `Outcome` of each plot: the worst of all rules, met if there is none."""
    return worst_of([verdict.outcome.reindex(plots) for verdict in verdicts], plots)


def worst_of(outcomes: Sequence[Series], plots: pd.Index) -> Series:
    """Return the same from the outcomes of rules, each indexed by the plots."""
    decides = np.full(len(plots), int(Outcome.MET))
    for outcome in outcomes:
        np.maximum(decides, outcome.to_numpy(dtype=int), out=decides)
    return Series(decides, index=plots, name="outcome")
