"""The plot next to another one in a ranking, and what separates the two."""

from sezgeo.i18n import Text
from sezgeo.suitability.ranking.ranking import TIE_DIGITS, Ranking
from sezgeo.units import fixed

DIFFERENCES_NAMED = 3
"""How many of the criteria that separate two plots are named."""


def rival_of(ranking: Ranking, plot_id: str) -> Text:
    """
    Say who stands next to a plot and what separates the two; nothing if nobody does.

    The rival is the plot just ahead; of the leader, the one just behind. What separates them is
    the difference of their parts, which sums to the difference of their scores.
    """
    ranked = list(ranking.ranked)
    if plot_id not in ranked or len(ranked) == 1:
        return Text.EMPTY
    place = ranked.index(plot_id)
    rival = ranked[place - 1] if place else ranked[1]
    gap = float(ranking.score[plot_id] - ranking.score[rival])
    opening = _opening(str(rival), int(ranking.rank[rival]), gap)
    differences = _differences(ranking, plot_id, rival)
    return opening + differences + _certainty(ranking, plot_id, rival, gap)


def _opening(rival: str, rank: int, gap: float) -> Text:
    if round(abs(gap), TIE_DIGITS) == 0:
        sentence = Text(
            "{rival} делит с ним {rank}-е место.", "{rival} shares rank {rank} with it."
        )
    elif gap > 0:
        sentence = Text(
            "{rival}, {rank}-е место, отстаёт на {gap}.", "{rival}, rank {rank}, is {gap} behind."
        )
    else:
        sentence = Text(
            "{rival}, {rank}-е место, впереди на {gap}.", "{rival}, rank {rank}, is {gap} ahead."
        )
    return sentence.fill(rival=rival, rank=str(rank), gap=fixed(abs(gap), 3))


def _differences(ranking: Ranking, plot: str, rival: str) -> Text:
    """Name the criteria that separate two plots most, with what each adds for or against."""
    parts = ranking.parts
    names = ranking.profile.criteria
    gaps = {name: float(parts[name][plot]) - float(parts[name][rival]) for name in names}
    largest = sorted(gaps, key=lambda name: -abs(gaps[name]))
    named = [name for name in largest if round(gaps[name], 3) != 0][:DIFFERENCES_NAMED]
    if not named:
        return Text(" Ни один критерий их заметно не разделяет.", " No criterion tells them apart.")
    listed = [ranking.title(name) + " (" + _signed(gaps[name]) + ")" for name in named]
    return Text(" Их разделяют: ", " What separates them: ") + Text.join(", ", listed) + "."


def _signed(value: float) -> Text:
    return ("+" if value > 0 else "−") + fixed(abs(value), 3)


def _certainty(ranking: Ranking, plot: str, rival: str, gap: float) -> Text:
    """Say whether what is not known could still swap the two."""
    ahead, behind = (plot, rival) if gap >= 0 else (rival, plot)
    if ranking.low[ahead] > ranking.high[behind]:
        return Text(
            " Что бы ни выяснилось о неизвестном, порядок останется.",
            " Whatever turns out about the unknown, the order stands.",
        )
    if ranking.low[ahead] == ranking.high[ahead] and ranking.low[behind] == ranking.high[behind]:
        return Text.EMPTY
    return Text(
        " Неизвестное ещё может поменять их местами.", " What is not known may still swap them."
    )
