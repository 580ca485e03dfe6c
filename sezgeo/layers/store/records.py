"""The records of the journal: deliveries, versions, and who signed them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    One thing that somebody sent, and what became of it.

    Attributes
    ----------
    sha256
        Hash of its bytes, as received.
    content
        Hash of what it says, in canonical form; empty if it could not be read.
    findings
        All findings, as JSON writes them; `code` and `severity` are asked of each.
    """

    layer: str
    name: str
    sha256: str
    content: str
    outcome: str
    findings: tuple[Mapping[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """
    One version of a layer.

    Attributes
    ----------
    id
        Number of the version, counted over all layers; 0 is the seed.
    parent
        Version of the same layer it was made from.
    sha256
        Hash of the snapshot's bytes, and its name.
    content
        Hash of the content, the same for any library that writes it.
    decision
        What the author confirmed, or did (`import`, `rollback to 3`).
    as_of
        ISO date the data speak of.
    completeness
        `complete` or `partial`, as in the catalog.
    chain
        Hash over this row and the chain of the version before it.
    """

    id: int
    parent: int
    layer: str
    sha256: str
    content: str
    rows: int
    author: str
    time: str
    tool_version: str
    decision: str
    source: str
    as_of: str
    completeness: str
    delivery: int | None
    changes_sha256: str
    chain: str

    def to_dict(self) -> dict[str, Any]:
        """Return the version as JSON writes it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What the writer knows of a version before the journal gives it a number."""

    layer: str
    parent: int
    sha256: str
    content: str
    rows: int
    decision: str
    source: str
    as_of: str
    completeness: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who writes, when, and with which version of this package."""

    author: str
    time: str
    tool_version: str
