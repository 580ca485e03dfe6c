"""What a user may decide about one import."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sezgeo.layers.contract import Completeness


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


@dataclass(frozen=True, slots=True)
class Request:
    """
    What the sender of an import asks for.

    Attributes
    ----------
    author, at
        Who imports, and when.
    options
        How to read the delivery, and what the sender of the command has confirmed.
    dry_run
        True to be told everything and change nothing.
    as_of
        Date the data speak of; by default the day of the import.
    completeness
        Whether the layer is now complete; by default as before, and `partial` where it was empty.
    wait_s
        How long to wait for another writer.
    """

    author: str
    at: datetime
    options: Options = field(default_factory=Options)
    dry_run: bool = False
    as_of: date | None = None
    completeness: Completeness | None = None
    wait_s: float = 0.0
