"""Bans of lorries: which hours a road is closed to them."""

import numpy as np
from numpy.typing import NDArray
from pandas import Series

PATTERN = r"yes|no|\d\d:\d\d-\d\d:\d\d(;\d\d:\d\d-\d\d:\d\d)*"
"""What a cell may hold: always, never, or the hours of the ban, several after semicolons."""

_MINUTES_PER_HOUR = 60


def banned_at(cells: Series, hour: int) -> NDArray[np.bool_]:
    """
    Tell which roads are closed to lorries at an hour of the day.

    Parameters
    ----------
    cells
        `yes`, `no`, hours such as `06:00-22:00` or `22:00-06:00`, or nothing, which bans nobody.
    hour
        Hour of the day, 0 to 23.

    Examples
    --------
    >>> cells = Series(["yes", "no", "06:00-22:00", "22:00-06:00", None])
    >>> banned_at(cells, 11).tolist()
    [True, False, True, False, False]
    """
    is_banned = {
        cell: _is_banned(str(cell), hour * _MINUTES_PER_HOUR) for cell in cells.dropna().unique()
    }
    return np.array([is_banned.get(cell, False) for cell in cells], dtype=bool)


def _is_banned(cell: str, minute: int) -> bool:
    if cell in ("yes", "no"):
        return cell == "yes"
    return any(_holds(window, minute) for window in cell.split(";"))


def _holds(window: str, minute: int) -> bool:
    since, until = (_minute(clock) for clock in window.split("-"))
    return since <= minute < until if since < until else minute >= since or minute < until


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * _MINUTES_PER_HOUR + int(minutes)
