"""The exit codes, in one place."""

from enum import IntEnum


class Exit(IntEnum):
    """What the exit code of a command says."""

    DONE = 0
    REPAIRED = 2
    REFUSED = 3
    BUSY = 4
    BUG = 5
