"""How surely one plot stands where it stands, in sentences."""

from collections.abc import Mapping

from pandas import DataFrame

from sezgeo.i18n import Text
from sezgeo.suitability.robustness.robustness import Robustness
from sezgeo.suitability.robustness.value_of_information import TOP
from sezgeo.units import per_cent

_METHODS = {
    "weighted_sum": Text("взвешенная сумма", "weighted sum"),
    "topsis": Text.same("TOPSIS"),
    "vikor": Text.same("VIKOR"),
    "promethee_ii": Text.same("PROMETHEE II"),
    "owa": Text("осторожная OWA", "cautious OWA"),
}


def robustness_of_plot(
    plot_id: str, robustness: Robustness, methods: DataFrame
) -> tuple[Text, ...]:
    """Say how surely one plot stands where it stands; nothing of a plot without a rank."""
    if plot_id not in robustness.acceptability.index:
        return ()
    sentences = [_first_places(plot_id, robustness)]
    if robustness.eligible[plot_id] < 1:
        sentences.append(_exclusions(plot_id, robustness))
    if ranks := ranks_of(methods, plot_id):
        sentences.append(_ranks_by_method(ranks))
    return tuple(sentences)


def _first_places(plot_id: str, robustness: Robustness) -> Text:
    return Text(
        "При любых весах и любых возможных данных ({draws} испытаний) участок первый в {first} "
        "случаев, в первой тройке в {three}.",
        "Over all weights and all the data may be ({draws} draws) it is first in {first} of "
        "cases, among the first three in {three}.",
    ).fill(
        draws=robustness.draws,
        first=per_cent(float(robustness.first[plot_id])),
        three=per_cent(float(robustness.among(TOP)[plot_id])),
    )


def _exclusions(plot_id: str, robustness: Robustness) -> Text:
    return Text(
        "В {share} испытаний участок исключается: фактические границы или размеры зон не "
        "установлены.",
        "In {share} of them a rule whose width or boundary is open excludes it.",
    ).fill(share=per_cent(1 - float(robustness.eligible[plot_id])))


def _ranks_by_method(ranks: Mapping[str, int]) -> Text:
    low, high = min(ranks.values()), max(ranks.values())
    return Text(
        "Место по пяти методам: {span} ({ranks}).", "Rank by five methods: {span} ({ranks})."
    ).fill(
        span=f"{low}" if low == high else f"{low}–{high}",
        ranks=Text.join(", ", [_METHODS[name] + f" {rank}" for name, rank in ranks.items()]),
    )


def ranks_of(methods: DataFrame, plot: str) -> dict[str, int]:
    """Return the rank of a plot by each method; none if it was not compared."""
    if plot not in methods.index:
        return {}
    return {name: int(methods[name][plot]) for name in _METHODS}
