"""Find the one layer among the files of a delivery."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sezgeo.intake.delivery.archive import unpack
from sezgeo.intake.delivery.formats import Format, sniff
from sezgeo.intake.delivery.private_copy import COMPANIONS, Delivery, check_sums, is_sums
from sezgeo.intake.findings import Finding, finding, listing, unreadable

_LAYERS = (
    ".shp", ".gpkg", ".geojson", ".json", ".fgb", ".parquet", ".geoparquet", ".tab", ".mif",
    ".kml", ".csv", ".tsv", ".xml",
)  # fmt: skip
_FOREIGN = (
    ".vrt", ".gml", ".dxf", ".dwg", ".dgn", ".gpx", ".osm", ".pbf", ".graphml", ".sqlite", ".xlsx",
    ".ods", ".tif", ".tiff", ".pdf", ".mbtiles",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One layer to read: its format, its main file, and its companions by their suffix."""

    format: Format
    path: Path
    companions: dict[str, Path] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def choose(delivery: Delivery, folder: Path, *, member: str = "") -> Source:
    """
    Return the one layer of a delivery, unpacking it into `folder` where it is an archive.

    Parameters
    ----------
    member
        Part of the name of the file to take where there are several.

    Raises
    ------
    UnreadableError
        If there is no layer, more than one, or one in a format that is not accepted.
    """
    main = delivery.main or _one_of(delivery.files, member)
    kind = sniff(main)
    if kind != "zip":
        return _source(kind, main, delivery.files)
    files = unpack(main, folder)
    if delivery.files and (sums := [one for one in files if is_sums(one)]):
        hashes = {one.relative_to(folder).as_posix(): _sha256(one) for one in files}
        check_sums(hashes, sums, folder)
    inner = _one_of(files, member)
    kind = sniff(inner)
    if kind == "zip":
        raise unreadable("ARCHIVE_NESTED", found=inner.name)
    return _source(kind, inner, files)


def _sha256(path: Path) -> str:
    with path.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()


def _one_of(files: Sequence[Path], member: str) -> Path:
    """Return the one file that names a layer."""
    found = [one for one in files if one.suffix.lower() in _LAYERS]
    named = [one for one in found if not _is_metadata(one, found)]
    if not named:
        named = [one for one in files if one.suffix.lower() in (*_FOREIGN, ".zip")]
    if member:
        named = [one for one in named if member.casefold() in one.as_posix().casefold()]
    if not named:
        raise unreadable("ARCHIVE_NO_LAYER")
    if len(named) > 1:
        raise unreadable("LAYER_AMBIGUOUS", found=listing(sorted(one.name for one in named)))
    return named[0]


def _is_metadata(path: Path, others: Sequence[Path]) -> bool:
    """Tell whether an XML describes a layer instead of being one: `plots.shp.xml`."""
    if path.suffix.lower() != ".xml":
        return False
    has_inner_suffix = Path(path.stem).suffix.lower() in _LAYERS
    return has_inner_suffix or any(one.suffix.lower() != ".xml" for one in others)


def _source(kind: Format, main: Path, files: Sequence[Path]) -> Source:
    wanted = COMPANIONS.get(_SUFFIX.get(kind, ""), ())
    companions: dict[str, Path] = {}
    for one in sorted(files, key=lambda path: path.stem != main.stem):
        end = one.suffix.lower()
        if (
            end in wanted
            and one.parent == main.parent
            and one.stem.casefold() == main.stem.casefold()
        ):
            companions.setdefault(end, one)
    return Source(kind, main, companions, tuple(_case_findings(main, companions)))


_SUFFIX: dict[Format, str] = {"shapefile": ".shp", "mapinfo_tab": ".tab", "mapinfo_mif": ".mif"}


def _case_findings(main: Path, companions: dict[str, Path]) -> list[Finding]:
    """Say when names of one layer differ in case: other systems would miss a file."""
    needed = [one for end, one in companions.items() if end not in (".cpg", ".cst")]
    odd = [
        one
        for one in needed
        if one.stem != main.stem or one.suffix.isupper() != main.suffix.isupper()
    ]
    if not odd:
        return []
    return [finding("DBF_CASE", found=listing(sorted(one.name for one in [main, *odd])))]
