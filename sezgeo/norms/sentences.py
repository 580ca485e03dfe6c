"""What people read: one sentence for each way a plot may stand to a rule."""

from collections.abc import Mapping

from sezgeo.i18n import Text
from sezgeo.norms.rule import Rule
from sezgeo.plant import Plant
from sezgeo.verdict import Outcome

_PLACE = Text("{feature}: {measured}{error} м", "{feature}: {measured}{error} m off")

_SPARED = Text(
    "{place}; зона {range} м участка не касается",
    "{place}; the zone of {range} m does not reach it",
)
_FREE = Text("в слое таких объектов нет", "the layer holds no such object")
_OUTSIDE = Text(
    "зарегистрированные зоны участка не касаются", "no registered zone touches the plot"
)
_SILENT = Text("данных нет: {ask}", "there are no data: {ask}")
_PARTIAL = Text(
    "ближайший известный объект — {place} (зона {range} м), перечень неполный: {ask}",
    "nothing nearer is known ({place}; the zone is {range} m), but the list is not complete: {ask}",
)
_BLURRED = Text(
    "{place}; зона {range} м: точности контуров недостаточно, нужны сведения ЕГРН или съёмка",
    "{place}; the zone is {range} m: the outlines are too coarse to decide, a survey is needed",
)
_VAGUE = Text(
    "{place}; зона может быть от {low} до {high} м, класс объекта не известен: {ask}",
    "{place}; the zone may be {low} to {high} m, the object's class is not known: {ask}",
)
_REGISTERED: Mapping[str, Text] = {
    "conditional": Text(
        "участок в зарегистрированной зоне «{feature}»; вне её остаётся {share} участка",
        "the plot lies in the registered zone “{feature}”; {share} of it stay outside",
    ),
    "setback": Text(
        "участок заходит в зарегистрированную зону «{feature}»; застроить можно {share} участка",
        "the plot reaches into the registered zone “{feature}”; {share} of it can be built on",
    ),
    "prohibition": Text(
        "участок в зарегистрированной зоне «{feature}»",
        "the plot lies in the registered zone “{feature}”",
    ),
}
_HIT: Mapping[str, Text] = {
    "conditional": Text(
        "{place}, а зона {range} м; без согласования свободно {share} участка",
        "{place}, and the zone is {range} m; {share} of the plot are free without consent",
    ),
    "setback": Text(
        "{place}, а полоса {range} м не застраивается; остаётся {share} участка",
        "{place}, and nothing is built within {range} m; {share} of the plot stay",
    ),
    "prohibition": Text(
        "{place}, а должно быть не меньше {low} м",
        "{place}, but at least {low} m are needed",
    ),
}
_NOTHING_LEFT = Text(
    "{place}, а полоса {range} м закрывает весь участок: строить негде",
    "{place}, and the strip of {range} m covers the whole plot: nothing is left to build on",
)
_BETWEEN = Text(
    "{place}; зона может быть от {low} до {high} м, точный размер не известен",
    "{place}; the zone may be {low} to {high} m, its exact size is not known",
)
_OWN_MET = Text(
    "{place}; даже наибольшая возможная зона завода, {high} м, до него не достаёт",
    "{place}; even the greatest zone the plant may get, {high} m, does not reach it",
)
_OWN_HIT = Text(
    "{place}, а зона завода не меньше {low} м (возможна до {high} м)",
    "{place}, but the plant's zone is at least {low} m (perhaps {high} m)",
)
_OWN_BETWEEN = Text(
    "{place}; зона завода может быть от {low} до {high} м, вероятнее {likely} м; класс установят "
    "проект и решение Роспотребнадзора",
    "{place}; the plant's zone may be {low} to {high} m, most likely {likely} m; a project and a "
    "decision of Rospotrebnadzor will set the class",
)

STATUS: Mapping[Outcome, Text] = {
    Outcome.MET: Text("участок свободен", "the plot is free"),
    Outcome.CONDITIONAL: Text("участок в резерве", "the plot is reserved"),
    Outcome.EXCLUDED: Text("участок занят", "the plot is occupied"),
    Outcome.UNKNOWN: Text("статус участка не известен", "the plot's status is not known"),
}
BUILT_ON = Text("участок застраивается", "the plot is under construction")


def cases_of(rule: Rule, plant: Plant) -> dict[str, Text]:
    """Write the sentence of every cause, with the words of the rule in it."""
    own = rule.width == "plant"
    sentences = {
        "met": _OWN_MET if own else _SPARED,
        "free": _FREE,
        "outside": _OUTSIDE,
        "silent": _SILENT,
        "partial": _PARTIAL,
        "blurred": _BLURRED,
        "vague": _VAGUE,
        "between": _OWN_BETWEEN if own else _BETWEEN,
        "hit": _OWN_HIT if own else _HIT[rule.kind],
        "registered": _REGISTERED[rule.kind],
        "nothing_left": _NOTHING_LEFT,
    }
    words = {"place": _PLACE, "ask": rule.ask, "likely": plant.spz_m[1]}
    return {key: text.fill(**words) for key, text in sentences.items()}


def sentences_by_outcome(cases: Mapping[str, Text]) -> dict[Outcome, Text]:
    """Return the sentence of each outcome for readers who know no causes."""
    return {
        Outcome.MET: cases["met"],
        Outcome.CONDITIONAL: cases["hit"],
        Outcome.UNKNOWN: cases["silent"],
        Outcome.EXCLUDED: cases["hit"],
    }
