"""What a user may decide about one import."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Options:
    """
    Decisions of the user; each one is something the import refuses to guess.

    Attributes
    ----------
    crs
        Coordinate system: a code, a PROJ string, WKT, or a name such as `МСК-77`.
    encoding
        Encoding of text that does not say its own.
    map
        Columns of the delivery and what they are called in the contract.
    site
        Key of the one site the delivery speaks of.
    member
        Part of the name of the file to take from an archive with several layers.
    swap_xy
        True to exchange the axes.
    allow
        Codes of repairs that move area by more than the import dares on its own.
    confirm_removals
        Number of features the user agrees to lose.
    confirm_older
        True to let in a version that was there before.
    confirm_shift
        True to let in a shift common to all features.
    """

    crs: str | None = None
    encoding: str | None = None
    map: Mapping[str, str] = field(default_factory=dict)
    site: str | None = None
    member: str = ""
    swap_xy: bool = False
    allow: frozenset[str] = frozenset()
    confirm_removals: int = 0
    confirm_older: bool = False
    confirm_shift: bool = False
