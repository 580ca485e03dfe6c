"""Find the one layer among the files of a delivery."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sezgeo.intake.delivery.archive import unpack
from sezgeo.intake.delivery.formats import Format, sniff
from sezgeo.intake.delivery.private_copy import COMPANIONS, PrivateCopy, check_sums, is_sums
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
class LayerFile:
    """One layer to read: its format, its main file, and its companions by their suffix."""

    format: Format
    path: Path
    companions: dict[str, Path] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def choose(delivery: PrivateCopy, folder: Path, *, member: str = "") -> LayerFile:
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
    if delivery.files and (sums := [path for path in files if is_sums(path)]):
        hashes = {path.relative_to(folder).as_posix(): _sha256(path) for path in files}
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
    layers = [path for path in files if path.suffix.lower() in _LAYERS]
    candidates = [path for path in layers if not _is_metadata(path, layers)]
    if not candidates:
        candidates = [path for path in files if path.suffix.lower() in (*_FOREIGN, ".zip")]
    if member:
        part = member.casefold()
        candidates = [path for path in candidates if part in path.as_posix().casefold()]
    if not candidates:
        raise unreadable("ARCHIVE_NO_LAYER")
    if len(candidates) > 1:
        raise unreadable("LAYER_AMBIGUOUS", found=listing(sorted(path.name for path in candidates)))
    return candidates[0]


def _is_metadata(path: Path, layers: Sequence[Path]) -> bool:
    """Tell whether an XML describes a layer instead of being one: `plots.shp.xml`."""
    if path.suffix.lower() != ".xml":
        return False
    has_inner_suffix = Path(path.stem).suffix.lower() in _LAYERS
    return has_inner_suffix or any(layer.suffix.lower() != ".xml" for layer in layers)


def _source(kind: Format, main: Path, files: Sequence[Path]) -> LayerFile:
    suffixes = COMPANIONS.get(_SUFFIX.get(kind, ""), ())
    companions: dict[str, Path] = {}
    for path in sorted(files, key=lambda each: each.stem != main.stem):
        end = path.suffix.lower()
        if (
            end in suffixes
            and path.parent == main.parent
            and path.stem.casefold() == main.stem.casefold()
        ):
            companions.setdefault(end, path)
    return LayerFile(kind, main, companions, tuple(_case_findings(main, companions)))


_SUFFIX: dict[Format, str] = {"shapefile": ".shp", "mapinfo_tab": ".tab", "mapinfo_mif": ".mif"}


def _case_findings(main: Path, companions: dict[str, Path]) -> list[Finding]:
    """Say when names of one layer differ in case: other systems would miss a file."""
    files = [companion for end, companion in companions.items() if end not in (".cpg", ".cst")]
    odd = [
        companion
        for companion in files
        if companion.stem != main.stem or companion.suffix.isupper() != main.suffix.isupper()
    ]
    if not odd:
        return []
    return [
        finding("DBF_CASE", found=listing(sorted(companion.name for companion in [main, *odd])))
    ]
