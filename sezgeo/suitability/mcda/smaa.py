"""How often each plot takes each rank, over all weights and all that the data may be (SMAA-2)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.random import SFC64
from numpy.typing import ArrayLike

from sezgeo import display
from sezgeo.arrays import Bools, Floats, Indices, Ints
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.suitability.mcda.decision_matrix import decision_matrix
from sezgeo.suitability.mcda.sampling import UncertainValues, random_weights

RANKS_KEPT = 20
"""Ranks told apart where there are more alternatives than `ALL_RANKS`."""
ALL_RANKS = 1000
"""Up to this many alternatives every rank is told apart."""
_CONFIDENCE_DRAWS = (16, 500)
"""Least and most often that the data are drawn for the confidence."""
_CONFIDENCE_CELLS = 400_000_000
"""Work allowed for the confidence; between the two bounds above it decides."""
_CELLS_SORTED = 500_000
"""Scores in one chunk where all are sorted: small enough for the cache."""
_CELLS_SCANNED = 5_000_000
"""Scores in one chunk where only the best are looked for: wide enough for a fast product."""
_THREADS = 2
_BLOCK = 64
_TIE = 1e-9
"""Scores this near share a rank: less is only rounding."""
_TIE_SINGLE = 1e-6
"""The same in single precision."""
_OUT = -1.0
"""Score of what is out, below every score there is."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Smaa(display.Shown):
    """
    What is left of a ranking when neither weights nor data are certain.

    Attributes
    ----------
    acceptability : shape (alternatives, ranks)
        Share of the draws in which the alternative takes the rank; rank 1 is the first column.
    central_weights : shape (alternatives, criteria)
        Mean of the weights that put the alternative first; missing if none does.
    confidence : shape (alternatives,)
        Share of the possible data in which the alternative is first under its central weights; 0
        if nothing puts it first.
    draws, data_draws
        How many draws there were, and how many of the data for the confidence.
    """

    acceptability: Floats
    central_weights: Floats
    confidence: Floats
    draws: int
    data_draws: int


@display.shows(Smaa)
def _smaa(result: Smaa) -> display.View:
    head = Text("Испытаний {draws}, вариантов {count}", "{draws} draws, {count} alternatives")
    return display.View(head.fill(draws=result.draws, count=len(result.acceptability)))


def smaa(  # noqa: PLR0913 (what may vary is many)
    values: ArrayLike,
    draws: int,
    seed: int,
    *,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    ranks: int | None = None,
    excluded: Bools | None = None,
) -> Smaa:
    """
    Count over random weights and data how often each alternative takes each rank (SMAA-2).

    Source: Lahdelma R., Salminen P. (2001), Operations Research 49(3). The same seed gives the
    same answer.

    Parameters
    ----------
    values : shape (alternatives, criteria)
        Values from 0 to 1, more is better.
    draws
        How many times weights and data are drawn.
    seed
        Start of the random numbers.
    low, high : shape (alternatives, criteria)
        Between what each value may lie; by default the values are certain.
    weights : shape (draws, criteria)
        Weights to use; by default drawn evenly from all that sum to 1.
    ranks
        How many ranks to tell apart; by default all of up to 1,000 alternatives, else 20.
    excluded : shape (draws, alternatives)
        Which alternatives are out in which draw: they take no rank there. By default none.

    Raises
    ------
    SezgeoError
        If the tables do not fit one another, or there are no draws.

    Examples
    --------
    >>> result = smaa([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]], 20_000, 1)
    >>> result.acceptability[:, 0].round(1).tolist()
    [0.4, 0.4, 0.2]
    """
    table = np.atleast_2d(np.asarray(values, dtype=float))
    table = decision_matrix(table, table.shape[1])
    data = UncertainValues.between(table, low, high)
    first, second, third = np.random.SeedSequence(seed).spawn(3)
    drawn = _weights(table.shape[1], draws, np.random.default_rng(first), weights)
    told_apart = ranks or (len(table) if len(table) <= ALL_RANKS else RANKS_KEPT)
    out = _checked(excluded, (draws, len(table)))
    counts, leading = _count(data, drawn, out, second, ranks=min(told_apart, len(table)))
    central = np.full_like(leading, np.nan)
    leads = counts[:, 0] > 0
    central[leads] = leading[leads] / counts[leads, :1]
    random = np.random.Generator(SFC64(third))
    confidence, data_draws = _confidence(data, central, leads, out, random=random)
    return Smaa(counts / draws, central, confidence, draws, data_draws)


def _weights(
    criteria: int, draws: int, random: np.random.Generator, weights: ArrayLike | None
) -> Floats:
    if draws < 1:
        raise SezgeoError(Text("нужно хотя бы одно испытание", "at least one draw is needed"))
    if weights is None:
        return random_weights(criteria, draws, int(random.integers(2**63)))
    table = decision_matrix(weights, criteria)
    if len(table) != draws or (table < 0).any() or not (table.sum(axis=1) > 0).all():
        raise SezgeoError(
            Text(
                "весов {rows} строк на {draws} испытаний, и они не меньше нуля",
                "{rows} rows of weights for {draws} draws; they are at least zero",
            ).fill(rows=str(len(table)), draws=str(draws))
        )
    share: Floats = table / table.sum(axis=1, keepdims=True)
    return share


def _checked(excluded: Bools | None, shape: tuple[int, int]) -> Bools | None:
    if excluded is None or not excluded.any():
        return None
    if excluded.shape != shape:
        raise SezgeoError(
            Text(
                f"исключённые: таблица {excluded.shape}, а нужна {shape}",
                f"excluded: the table is {excluded.shape}, but {shape} is needed",
            )
        )
    return excluded


def _count(
    data: UncertainValues,
    weights: Floats,
    excluded: Bools | None,
    seed: np.random.SeedSequence,
    *,
    ranks: int,
) -> tuple[Ints, Floats]:
    """Count the ranks of all draws, and sum the weights that put each alternative first."""
    cells = _CELLS_SORTED if ranks == data.count else _CELLS_SCANNED
    step = max(1, cells // data.count)
    starts = range(0, len(weights), step)
    parts = [weights[start : start + step] for start in starts]
    outs = [None if excluded is None else excluded[start : start + step] for start in starts]
    reckoned = data if ranks == data.count else data.single()

    def of_chunk(part: Floats, out: Bools | None, chunk: np.random.SeedSequence) -> _Block:
        scores = reckoned.scores(part, np.random.Generator(SFC64(chunk)))
        if out is not None:
            scores[out] = _OUT
        if ranks == data.count:
            block = _rank_all(scores, _TIE)
        else:
            exact = data.low if out is None and not len(data.uncertain) else None
            block = _rank_top(scores, ranks, exact, part)
        return block if out is None else _without(block, out)

    flat = np.zeros(data.count * ranks, dtype=np.int64)
    leading = np.zeros((data.count, weights.shape[1]))
    with ThreadPoolExecutor(_THREADS) as pool:
        # summed in the order of the chunks, whichever thread is first: the same bits each time
        blocks = pool.map(of_chunk, parts, outs, seed.spawn(len(parts)))
        for part, (draw, plot, rank) in zip(parts, blocks, strict=True):
            inside = rank < ranks
            np.add.at(flat, plot[inside] * ranks + rank[inside], 1)
            led = rank == 0
            np.add.at(leading, plot[led], part[draw[led]])
    return flat.reshape(data.count, ranks), leading


_Block = tuple[Indices, Indices, Indices]
"""Draw, alternative and rank from 0, one row each."""


def _without(block: _Block, out: Bools) -> _Block:
    """Drop the places of alternatives that are out."""
    draw, plot, rank = block
    stays = ~out[draw, plot]
    return draw[stays], plot[stays], rank[stays]


def _rank_all(scores: Floats, tie: float) -> _Block:
    """Rank all alternatives of all draws at once; equals share the better rank."""
    order = np.argsort(-scores, axis=1)
    ordered = np.take_along_axis(scores, order, axis=1)
    place = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    starts = np.ones(scores.shape, dtype=bool)
    starts[:, 1:] = ordered[:, :-1] - ordered[:, 1:] > tie
    rank = np.maximum.accumulate(np.where(starts, place, 0), axis=1)
    draw = np.broadcast_to(np.arange(len(scores))[:, None], scores.shape)
    return draw.ravel(), order.ravel(), rank.ravel()


def _rank_top(scores: Floats, ranks: int, exact: Floats | None, weights: Floats) -> _Block:
    """
    Rank only the best of each draw: of 100,000 plots, sorting all would take minutes.

    The least of the `ranks` greatest block maxima lies at or below the score of the last rank, so
    whatever lies below it cannot be among the first.
    """
    blocks = scores.shape[1] // _BLOCK
    heads = scores
    if blocks > ranks:
        heads = scores[:, : blocks * _BLOCK].reshape(len(scores), _BLOCK, blocks).max(axis=1)
    bar = np.partition(heads, -ranks, axis=1)[:, -ranks] - 10 * _TIE_SINGLE
    places: list[_Block] = []
    for draw, row in enumerate(scores):
        near = np.flatnonzero(row >= bar[draw])
        again = row[near] if exact is None else weights[draw] @ exact[:, near]
        _, place, rank = _rank_all(again[None, :], _TIE_SINGLE if exact is None else _TIE)
        places.append((np.full(len(place), draw), near[place], rank))
    draws, plots, taken = (np.concatenate(column) for column in zip(*places, strict=True))
    return draws, plots, taken


def _confidence(
    data: UncertainValues,
    central: Floats,
    leads: Bools,
    excluded: Bools | None,
    *,
    random: np.random.Generator,
) -> tuple[Floats, int]:
    """Say how often each plot that can lead does so under its own central weights."""
    leaders = np.flatnonzero(leads)
    work = data.count * (len(data.low) + len(leaders))
    draws = int(np.clip(_CONFIDENCE_CELLS // work, *_CONFIDENCE_DRAWS))
    reckoned = data.single() if len(data.uncertain) else data
    tie = _TIE_SINGLE if len(data.uncertain) else _TIE
    weights = central[leaders].astype(reckoned.low.dtype)
    step = min(len(leaders), max(1, 2 * _CELLS_SCANNED // data.count))
    room = np.empty((step, data.count), dtype=reckoned.low.dtype)
    wins, tables = np.zeros(data.count), 0
    for table in _tables(reckoned, draws, random, again=excluded is not None):
        out = None if excluded is None else excluded[tables % len(excluded)]
        for start in range(0, len(leaders), step):
            judged = leaders[start : start + step]
            scores = np.matmul(weights[start : start + step], table, out=room[: len(judged)])
            if out is not None:
                scores[:, out] = _OUT
            own = scores[np.arange(len(judged)), judged]
            # where all are out, nobody wins: a score is never as low as theirs
            wins[judged] += (own >= scores.max(axis=1) - tie) & (own >= 0)
        tables += 1
    return wins / tables, tables


def _tables(
    data: UncertainValues, draws: int, random: np.random.Generator, *, again: bool
) -> Iterator[Floats]:
    """Draw the data; a table that is certain once, or again and again where the law is not."""
    yield from data.tables(draws, random)
    if again and not len(data.uncertain):
        for _ in range(draws - 1):
            yield data.low
