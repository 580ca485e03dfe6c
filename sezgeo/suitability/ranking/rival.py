"""The plot next to another one in a ranking, and what separates the two."""

from sezgeo.i18n import Text, number
from sezgeo.suitability.ranking.ranking import TIE_DIGITS, Ranking

DIFFERENCES_NAMED = 3
"""How many of the criteria that separate two plots are named."""


def rival_of(ranking: Ranking, plot_id: str) -> Text:
    """
    Say who stands next to a plot and what separates the two; nothing if nobody does.

    The rival is the plot just ahead; of the leader, the one just behind. What separates them is
    the difference of their parts, which sums to the difference of their scores.
    """
    ranked = list(ranking.order[: len(ranking.order) - len(ranking.excluded)])
    if plot_id not in ranked or len(ranked) == 1:
        return Text("", "")
    at = ranked.index(plot_id)
    rival = ranked[at - 1] if at else ranked[1]
    gap = float(ranking.score[plot_id] - ranking.score[rival])
    opening = _opening(str(rival), int(ranking.rank[rival]), gap)
    apart, sure = _apart(ranking, plot_id, rival), _sure(ranking, plot_id, rival, gap)
    return Text(f"{opening.ru}{apart.ru}{sure.ru}", f"{opening.en}{apart.en}{sure.en}")


def _opening(rival: str, place: int, gap: float) -> Text:
    if round(abs(gap), TIE_DIGITS) == 0:
        return Text(
            f"{rival} делит с ним {place}-е место.", f"{rival} shares rank {place} with it."
        )
    ru, en = (number(abs(gap), lang, 3) for lang in ("ru", "en"))
    if gap > 0:
        return Text(
            f"{rival}, {place}-е место, отстаёт на {ru}.", f"{rival}, rank {place}, is {en} behind."
        )
    return Text(
        f"{rival}, {place}-е место, впереди на {ru}.", f"{rival}, rank {place}, is {en} ahead."
    )


def _apart(ranking: Ranking, plot: str, rival: str) -> Text:
    """Name the criteria that separate two plots most, with what each adds for or against."""
    parts = ranking.parts
    names = ranking.profile.criteria
    apart = {name: float(parts[name][plot]) - float(parts[name][rival]) for name in names}
    largest = sorted(apart, key=lambda name: -abs(apart[name]))
    named = [name for name in largest if round(apart[name], 3) != 0][:DIFFERENCES_NAMED]
    if not named:
        return Text(" Ни один критерий их заметно не разделяет.", " No criterion tells them apart.")
    ru, en = (
        ", ".join(
            f"{ranking.title(name).say(lang)} ({_signed(apart[name], lang)})" for name in named
        )
        for lang in ("ru", "en")
    )
    return Text(f" Их разделяют: {ru}.", f" What separates them: {en}.")


def _signed(value: float, lang: str) -> str:
    written = number(abs(value), "ru" if lang == "ru" else "en", 3)
    return f"+{written}" if value > 0 else f"−{written}"


def _sure(ranking: Ranking, plot: str, rival: str, gap: float) -> Text:
    """Say whether what is not known could still swap the two."""
    ahead, behind = (plot, rival) if gap >= 0 else (rival, plot)
    if ranking.low[ahead] > ranking.high[behind]:
        return Text(
            " Что бы ни выяснилось о неизвестном, порядок останется.",
            " Whatever turns out about the unknown, the order stands.",
        )
    if ranking.low[ahead] == ranking.high[ahead] and ranking.low[behind] == ranking.high[behind]:
        return Text("", "")
    return Text(
        " Неизвестное ещё может поменять их местами.", " What is not known may still swap them."
    )
