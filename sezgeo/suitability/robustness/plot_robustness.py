"""How surely one plot stands where it stands, in sentences."""

from pandas import DataFrame

from sezgeo.i18n import LANGUAGES, Text, number
from sezgeo.suitability.robustness.robustness import Robustness
from sezgeo.suitability.robustness.value_of_information import TOP
from sezgeo.units import per_cent

_METHODS = {
    "weighted_sum": Text("взвешенная сумма", "weighted sum"),
    "topsis": Text("TOPSIS", "TOPSIS"),
    "vikor": Text("VIKOR", "VIKOR"),
    "promethee_ii": Text("PROMETHEE II", "PROMETHEE II"),
    "owa": Text("осторожная OWA", "cautious OWA"),
}


def standing(plot_id: str, robustness: Robustness, methods: DataFrame) -> tuple[Text, ...]:
    """Say how surely one plot stands where it stands; nothing of a plot without a rank."""
    if plot_id not in robustness.acceptability.index:
        return ()
    first = per_cent(float(robustness.first[plot_id]))
    three = per_cent(float(robustness.among(TOP)[plot_id]))
    drawn = Text(*(number(robustness.draws, lang) for lang in LANGUAGES))
    said = Text(
        f"При любых весах и любых возможных данных ({drawn.ru} розыгрышей, начало "
        f"{robustness.seed}) участок первый в {first.ru} случаев, в первой тройке в {three.ru}.",
        f"Over all weights and all the data may be ({drawn.en} draws, seed {robustness.seed}) it "
        f"is first in {first.en} of cases, among the first three in {three.en}.",
    )
    out = per_cent(1 - float(robustness.eligible[plot_id]))
    law = Text(
        f"В {out.ru} розыгрышей его исключает норма, ширина или граница которой не выяснена.",
        f"In {out.en} of them a rule whose width or boundary is open excludes it.",
    )
    sentences = (said, law) if robustness.eligible[plot_id] < 1 else (said,)
    ranks = ranks_of(methods, plot_id)
    if not ranks:
        return sentences
    low, high = min(ranks.values()), max(ranks.values())
    ru, en = (
        ", ".join(f"{_METHODS[name].say(lang)} {rank}" for name, rank in ranks.items())
        for lang in LANGUAGES
    )
    span = f"{low}" if low == high else f"{low}–{high}"
    return (
        *sentences,
        Text(f"Место по пяти методам: {span} ({ru}).", f"Rank by five methods: {span} ({en})."),
    )


def ranks_of(methods: DataFrame, plot: str) -> dict[str, int]:
    """Return the rank of a plot by each method; none if it was not compared."""
    if plot not in methods.index:
        return {}
    return {name: int(methods[name][plot]) for name in _METHODS}
