"""The bounds of a profile as verdicts: what no weight can buy off."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from pandas import Series

from sezgeo.i18n import Text
from sezgeo.measures import Measures
from sezgeo.suitability.profile import Limit, Profile
from sezgeo.units import unit_key, unit_text
from sezgeo.verdict import Outcome, Verdict

_AT_LEAST: Mapping[Outcome, Text] = {
    Outcome.MET: Text(
        "есть {measured}, нужно не меньше {high}", "{measured} there, at least {high} needed"
    ),
    Outcome.CONDITIONAL: Text(
        "есть {measured}, обычно нужно {high}; от {low} возможно, если это подтвердит проект",
        "{measured} there, {high} usually needed; from {low} on a design may prove it enough",
    ),
    Outcome.UNKNOWN: Text(
        "данных нет, а нужно не меньше {high}", "no data; at least {high} needed"
    ),
    Outcome.EXCLUDED: Text(
        "есть {measured}, а нужно не меньше {low}", "{measured} there, but at least {low} needed"
    ),
}
_AT_MOST: Mapping[Outcome, Text] = {
    Outcome.MET: Text(
        "есть {measured}, допустимо не больше {low}", "{measured} there, at most {low} allowed"
    ),
    Outcome.CONDITIONAL: Text(
        "есть {measured}, обычно допустимо {low}; до {high} возможно, если это подтвердит проект",
        "{measured} there, {low} usually allowed; up to {high} a design may prove it fit",
    ),
    Outcome.UNKNOWN: Text(
        "данных нет, а допустимо не больше {low}", "no data; at most {low} allowed"
    ),
    Outcome.EXCLUDED: Text(
        "есть {measured}, а допустимо не больше {high}",
        "{measured} there, but at most {high} allowed",
    ),
}
_CONSENT = Text("проект, подтверждающий другую потребность", "a design that proves another need")


def limit_verdicts(measures: Measures, profile: Profile) -> tuple[Verdict, ...]:
    """
    Check every plot against every bound of a profile.

    An unknown measure gives an unknown outcome, never an exclusion.

    Returns
    -------
    verdicts
        One per bound; the rule is named `limit_` and the measure.
    """
    return tuple(
        _verdict(bound, profile.limits[bound.name], measures, profile)
        for bound in _all_bounds(measures, profile)
    )


def limit_outcomes(measures: Measures, profile: Profile) -> dict[str, Series]:
    """Return no more than the outcomes of `limit_verdicts`, by rule."""
    return {bound.rule: bound.outcome for bound in _all_bounds(measures, profile)}


@dataclass(frozen=True, slots=True, eq=False)
class _Bound:
    """One bound of one measure, applied to all plots."""

    rule: str
    name: str
    outcome: Series
    ends: tuple[float, float]
    sentences: Mapping[Outcome, Text]


def _all_bounds(measures: Measures, profile: Profile) -> Iterator[_Bound]:
    for name, limit in profile.limits.items():
        yield from _bounds(name, limit, measures.values[name].astype(float))


def _bounds(name: str, limit: Limit, measured: Series) -> Iterator[_Bound]:
    if floor := limit.floor:
        outcome = _outcome(measured, met=measured >= floor[1], out=measured < floor[0])
        yield _Bound(f"limit_{name}", name, outcome, floor, _AT_LEAST)
    if ceiling := limit.ceiling:
        rule = f"limit_{name}_at_most" if limit.floor else f"limit_{name}"
        outcome = _outcome(measured, met=measured <= ceiling[0], out=measured > ceiling[1])
        yield _Bound(rule, name, outcome, ceiling, _AT_MOST)


def _outcome(measured: Series, *, met: Series, out: Series) -> Series:
    codes = np.select(
        [measured.isna(), met, out],
        [int(Outcome.UNKNOWN), int(Outcome.MET), int(Outcome.EXCLUDED)],
        default=int(Outcome.CONDITIONAL),
    )
    return Series(codes, index=measured.index, name="outcome")


def _verdict(bound: _Bound, limit: Limit, measures: Measures, profile: Profile) -> Verdict:
    index = measures.values.index
    origin = next(iter(measures.origins.get(bound.name, ())), None)
    return Verdict(
        rule=bound.rule,
        title=measures.titles.get(bound.name, Text.same(bound.name)),
        outcome=bound.outcome,
        measured=measures.values[bound.name].astype(float).rename("measured"),
        required_low=Series(bound.ends[0], index=index, dtype=float),
        required_high=Series(bound.ends[1], index=index, dtype=float),
        unit=unit_key(bound.name),
        sentences={
            outcome: _with_unit(sentence, bound.name)
            for outcome, sentence in bound.sentences.items()
        },
        document=_document(limit, profile),
        clause=f"limits.{bound.name}",
        confidence="low" if limit.assumption else "medium",
        layer=origin.layer if origin else "",
        as_of=origin.as_of if origin else "",
        version=origin.version if origin else "",
        consent=_CONSENT,
    )


def _document(limit: Limit, profile: Profile) -> Text:
    if limit.assumption:
        return Text(
            "допущение профиля «{title}»: {why}", "assumption of the profile “{title}”: {why}"
        ).fill(
            title=profile.title,
            why=Text(limit.why_ru or limit.source, limit.why_en or limit.source),
        )
    return Text("профиль «{title}»: {source}", "profile “{title}”: {source}").fill(
        title=profile.title, source=limit.source
    )


def _with_unit(sentence: Text, name: str) -> Text:
    """Write the unit behind each number of a sentence."""
    unit = Text("доли", "of 1") if unit_key(name) == "share" else unit_text(name)
    behind = "\xa0" + unit if unit.en else Text.EMPTY
    slots = ("measured", "low", "high")
    return sentence.fill(**{slot: f"{{{slot}}}" + behind for slot in slots})
