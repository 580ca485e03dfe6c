"""How often each plot takes each rank, over all weights and all that the data may be (SMAA-2)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.random import SFC64
from numpy.typing import ArrayLike, NDArray

from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.suitability.drawing import UnsureValues, random_weights
from sezgeo.suitability.matrix import Floats, decision_matrix

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


@dataclass(frozen=True, slots=True, eq=False)
class Smaa:
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


def smaa(  # noqa: PLR0913 (what may vary is many)
    values: ArrayLike,
    draws: int,
    seed: int,
    *,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    ranks: int | None = None,
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

    Raises
    ------
    SezgeoError
        If the tables do not fit one another, or there are no draws.

    Examples
    --------
    >>> found = smaa([[1.0, 0.0], [0.0, 1.0], [0.6, 0.6]], 20_000, 1)
    >>> found.acceptability[:, 0].round(1).tolist()
    [0.4, 0.4, 0.2]
    """
    table = np.atleast_2d(np.asarray(values, dtype=float))
    table = decision_matrix(table, table.shape[1])
    data = UnsureValues.between(table, low, high)
    first, second, third = np.random.SeedSequence(seed).spawn(3)
    drawn = _weights(table.shape[1], draws, np.random.default_rng(first), weights)
    kept = min(ranks or (len(table) if len(table) <= ALL_RANKS else RANKS_KEPT), len(table))
    counts, leading = _counted(data, drawn, second, kept)
    central = np.full_like(leading, np.nan)
    leads = counts[:, 0] > 0
    central[leads] = leading[leads] / counts[leads, :1]
    confidence, data_draws = _confidence(data, central, leads, np.random.Generator(SFC64(third)))
    return Smaa(counts / draws, central, confidence, draws, data_draws)


def _weights(
    criteria: int, draws: int, random: np.random.Generator, given: ArrayLike | None
) -> Floats:
    if draws < 1:
        raise SezgeoError(Text("нужен хотя бы один розыгрыш", "at least one draw is needed"))
    if given is None:
        return random_weights(criteria, draws, int(random.integers(2**63)))
    table = decision_matrix(given, criteria)
    if len(table) != draws or (table < 0).any() or not (table.sum(axis=1) > 0).all():
        raise SezgeoError(
            Text(
                f"весов {len(table)} строк на {draws} розыгрышей, и они не меньше нуля",
                f"{len(table)} rows of weights for {draws} draws; they are at least zero",
            )
        )
    share: Floats = table / table.sum(axis=1, keepdims=True)
    return share


def _counted(
    data: UnsureValues, weights: Floats, seed: np.random.SeedSequence, kept: int
) -> tuple[NDArray[np.int64], Floats]:
    """Count the ranks of all draws, and sum the weights that put each alternative first."""
    cells = _CELLS_SORTED if kept == data.count else _CELLS_SCANNED
    step = max(1, cells // data.count)
    parts = [weights[start : start + step] for start in range(0, len(weights), step)]
    looked = data if kept == data.count else data.single()

    def of_chunk(part: Floats, chunk: np.random.SeedSequence) -> _Block:
        scores = looked.scores(part, np.random.Generator(SFC64(chunk)))
        if kept == data.count:
            return _ranked(scores, _TIE)
        return _top_ranked(scores, kept, data.low if not len(data.unsure) else None, part)

    flat = np.zeros(data.count * kept, dtype=np.int64)
    leading = np.zeros((data.count, weights.shape[1]))
    with ThreadPoolExecutor(_THREADS) as pool:
        # summed in the order of the chunks, whichever thread is first: the same bits each time
        blocks = pool.map(of_chunk, parts, seed.spawn(len(parts)))
        for part, (draw, plot, rank) in zip(parts, blocks, strict=True):
            inside = rank < kept
            np.add.at(flat, plot[inside] * kept + rank[inside], 1)
            led = rank == 0
            np.add.at(leading, plot[led], part[draw[led]])
    return flat.reshape(data.count, kept), leading


_Block = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]
"""Draw, alternative and rank from 0, one row each."""


def _ranked(scores: Floats, tie: float) -> _Block:
    """Rank all alternatives of all draws at once; equals share the better rank."""
    order = np.argsort(-scores, axis=1)
    ordered = np.take_along_axis(scores, order, axis=1)
    place = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    starts = np.ones(scores.shape, dtype=bool)
    starts[:, 1:] = ordered[:, :-1] - ordered[:, 1:] > tie
    rank = np.maximum.accumulate(np.where(starts, place, 0), axis=1)
    draw = np.broadcast_to(np.arange(len(scores))[:, None], scores.shape)
    return draw.ravel(), order.ravel(), rank.ravel()


def _top_ranked(scores: Floats, kept: int, exact: Floats | None, weights: Floats) -> _Block:
    """
    Rank only the best of each draw: of 100,000 plots, sorting all would take minutes.

    The least of the `kept` greatest block maxima lies at or below the score of rank `kept`, so
    whatever lies below it cannot be among the first.
    """
    blocks = scores.shape[1] // _BLOCK
    heads = scores
    if blocks > kept:
        heads = scores[:, : blocks * _BLOCK].reshape(len(scores), _BLOCK, blocks).max(axis=1)
    bar = np.partition(heads, -kept, axis=1)[:, -kept] - 10 * _TIE_SINGLE
    found: list[_Block] = []
    for draw, row in enumerate(scores):
        near = np.flatnonzero(row >= bar[draw])
        again = row[near] if exact is None else weights[draw] @ exact[:, near]
        _, place, rank = _ranked(again[None, :], _TIE_SINGLE if exact is None else _TIE)
        found.append((np.full(len(place), draw), near[place], rank))
    draws, plots, ranks = (np.concatenate(column) for column in zip(*found, strict=True))
    return draws, plots, ranks


def _confidence(
    data: UnsureValues, central: Floats, leads: NDArray[np.bool_], random: np.random.Generator
) -> tuple[Floats, int]:
    """Say how often each plot that can lead does so under its own central weights."""
    leaders = np.flatnonzero(leads)
    work = data.count * (len(data.low) + len(leaders))
    draws = int(np.clip(_CONFIDENCE_CELLS // work, *_CONFIDENCE_DRAWS))
    looked = data.single() if len(data.unsure) else data
    tie = _TIE_SINGLE if len(data.unsure) else _TIE
    weights = central[leaders].astype(looked.low.dtype)
    step = min(len(leaders), max(1, 2 * _CELLS_SCANNED // data.count))
    room = np.empty((step, data.count), dtype=looked.low.dtype)
    wins, tables = np.zeros(data.count), 0
    for table in looked.tables(draws, random):
        for start in range(0, len(leaders), step):
            judged = leaders[start : start + step]
            scores = np.matmul(weights[start : start + step], table, out=room[: len(judged)])
            own = scores[np.arange(len(judged)), judged]
            wins[judged] += own >= scores.max(axis=1) - tie
        tables += 1
    return wins / tables, tables
