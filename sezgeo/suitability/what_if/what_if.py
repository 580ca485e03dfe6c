"""What would make one plot win, or become eligible, with the rules that stand in its way."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.what_if.least_change import LeastChange, to_be_eligible, to_win
from sezgeo.verdict import Outcome


@dataclass(frozen=True, slots=True, repr=False)
class WhatIf(display.Shown):
    """
    What would have to be otherwise for a plot to be taken, and to be first.

    Attributes
    ----------
    plot_id, rank
        The plot, and its rank now; None where it is excluded.
    eligible
        The smallest change at which no bound of the profile excludes it.
    win
        The smallest change that puts it first.
    in_the_way
        Of each rule that excludes it whatever its measures: what it found, with its metres.
    """

    plot_id: str
    rank: int | None
    eligible: LeastChange
    win: LeastChange
    in_the_way: tuple[Text, ...]

    def chapters(self) -> Iterator[tuple[Text, list[Text]]]:
        """Yield titles and sentences in the order of reading."""
        if self.in_the_way:
            yield (
                Text(
                    "Исключают нормы; пока это так, участок в рейтинг не войдёт",
                    "Norms exclude it; while they do it has no rank",
                ),
                list(self.in_the_way),
            )
            return
        if self.rank is None:
            yield Text("Чтобы участок подошёл", "To become eligible"), self.eligible.lines()
        elif self.rank == 1:
            yield Text("Участок уже первый", "It is first already"), []
            return
        yield Text("Чтобы участок стал первым", "To become first"), self.win.lines()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return {
            "plot_id": self.plot_id,
            "rank": self.rank,
            "eligible": self.eligible.to_dict(),
            "win": self.win.to_dict(),
            "in_the_way": [asdict(text) for text in self.in_the_way],
        }


@display.shows(WhatIf)
def _what_if(answer: WhatIf) -> display.View:
    chapters = (display.Chapter(f"{title}.", lines) for title, lines in answer.chapters())
    return display.View(f"{answer.plot_id}: {_place(answer.rank)}", tuple(chapters))


def what_if(ranking: Ranking, plot_id: str, *, fixed: Collection[str] = ()) -> WhatIf:
    """
    Say what would make a plot win, or become eligible.

    Raises
    ------
    UnknownNameError
        If there is no such plot or criterion.

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
    >>> round(what_if(ranking, "B").win.steps[0].new)
    200
    """
    win = to_win(ranking, plot_id, fixed=fixed)
    titles = {(text.ru, text.en) for text in win.blocked}
    excluding = [
        verdict
        for verdict in ranking.verdicts
        if verdict.outcome[plot_id] == Outcome.EXCLUDED
        and (verdict.title.ru, verdict.title.en) in titles
    ]
    place = ranking.rank[plot_id]
    return WhatIf(
        plot_id=plot_id,
        rank=None if ranking.score.isna()[plot_id] else int(place),
        eligible=to_be_eligible(ranking, plot_id, fixed=fixed),
        win=win,
        in_the_way=tuple(
            verdict.title + ": " + verdict.sentence_for(plot_id) for verdict in excluding
        ),
    )


def _place(rank: int | None) -> Text:
    if rank is None:
        return Text("вне рейтинга", "not ranked")
    return Text(f"сейчас {rank}-е место", f"rank {rank} now")
