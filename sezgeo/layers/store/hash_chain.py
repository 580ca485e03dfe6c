"""
What every journal writes alike: the rows of changes and findings, and the chain of hashes.

Each version carries a hash of itself and of the version written before it, so a row that somebody
edits or takes out breaks the chain. The same imports give the same chain in every backend.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict

from sezgeo.layers.store.records import Delivery, NewVersion, Signature, Version
from sezgeo.layers.versions.changes import Changes


def finding_rows(number: int, delivery: Delivery) -> Iterator[tuple[int, int, str, str, str]]:
    """Write the findings of a delivery as rows: its number, place, code, severity, JSON."""
    for place, finding in enumerate(delivery.findings):
        yield number, place, str(finding["code"]), str(finding["severity"]), _json(finding)


def change_rows(changes: Changes) -> Iterator[tuple[str, str, str, str, str]]:
    """Write changes as rows: kind, feature, field, before, after; the last two as JSON."""
    if changes.added and changes.n_from == 0 and len(changes.added) == changes.n_to:
        yield "added", "", "", "null", _json(changes.n_to)  # all of them: the snapshot names them
    else:
        yield from (("added", name, "", "null", "null") for name in changes.added)
    for name in changes.removed:
        yield "removed", name, "", "null", "null"
    for split in changes.split:
        yield "split", split.parent, "", _json(split.parent), _json(split.children)
    for merge in changes.merged:
        yield "merged", merge.child, "", _json(merge.parents), _json(merge.child)
    for rename in changes.renamed:
        yield "renamed", rename.new, "", _json(rename.old), _json(rename.new)
    for outline in changes.geometry_changed:
        before = {"area_m2": outline.area_before}
        after = {
            "area_m2": outline.area_after,
            "sym_diff_m2": outline.sym_diff_m2,
            "moved_m": outline.moved_m,
        }
        yield "geometry_changed", outline.id, "geometry", _json(before), _json(after)
    for cell in changes.attribute_changed:
        yield "attribute_changed", cell.id, cell.field, _json(cell.old), _json(cell.new)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)


def digest(rows: Iterable[Sequence[str]]) -> str:
    """Hash the rows of a version's changes."""
    text = "".join("\x1f".join(row) + "\x1e" for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()


def seal(
    entry: NewVersion,
    signature: Signature,
    *,
    number: int,
    delivery: int | None,
    changes_sha256: str,
    before: str,
) -> Version:
    """Give a new version its number, and the hash over itself and the chain before it."""
    version = Version(
        id=number,
        **asdict(entry),
        author=signature.author,
        time=signature.time,
        tool_version=signature.tool_version,
        delivery=delivery,
        changes_sha256=changes_sha256,
        chain="",
    )
    return _chained(version, before)


def broken_versions(
    versions: Iterable[Version], changes: Callable[[int], Iterable[Sequence[str]]]
) -> list[str]:
    """
    List versions whose row, changes or place in the chain are not what was written.

    Parameters
    ----------
    versions
        All versions, the oldest first.
    changes
        Reads the rows of one version's changes, in the order they were written.
    """
    broken = []
    chain = ""
    for place, version in enumerate(versions, start=1):
        whole = version.id == place and _chained(version, chain).chain == version.chain
        if not whole or digest(changes(version.id)) != version.changes_sha256:
            broken.append(f"version {version.id}")
        chain = version.chain
    return broken


def _chained(version: Version, before: str) -> Version:
    """Return the version with the hash over its own fields and the chain before it."""
    fields = asdict(version) | {"chain": before}
    return Version(**(fields | {"chain": hashlib.sha256(_json(fields).encode()).hexdigest()}))
