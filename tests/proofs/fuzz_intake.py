"""
Mutate good deliveries at random and see what the import makes of them: `make fuzz`.

A run is decided by its seed and count alone. What must hold of every mutant: no exception but a
finding, an answer within ten seconds, and hardly ever a changed content that nobody noticed; never
where a checksum lies beside the delivery.
"""

import argparse
import hashlib
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyogrio
import shapely

from sezgeo.intake.receive import Reception, receive
from sezgeo.layers.catalog import Catalog
from tests.helpers import bad_deliveries
from tests.helpers.deliveries import sites_workspace

SLOW_S = 10.0
MOST_UNNOTICED_SHARE = 0.02


@dataclass(frozen=True)
class Tried:
    """What became of one mutant."""

    name: str
    verdict: str
    """`refused`, `same`, `told` (accepted and said), `unnoticed` or `crashed`."""
    seconds: float
    detail: str = ""


def kinds() -> dict[str, Callable[[Path], Path]]:
    """Return the deliveries that are mutated, by the name of their format."""

    def fgb(folder: Path) -> Path:
        path = folder / "plots.fgb"
        pyogrio.write_dataframe(bad_deliveries.good(), path)
        return path

    def parquet(folder: Path) -> Path:
        path = folder / "plots.parquet"
        bad_deliveries.good().to_parquet(path)
        return path

    def zipped(folder: Path) -> Path:
        return bad_deliveries.zipped(folder, bad_deliveries.parts(folder))

    def csv(folder: Path) -> Path:
        frame = bad_deliveries.good().assign(geometry=bad_deliveries.good().to_crs(4326).geometry)
        path = bad_deliveries.delimited(folder, frame.set_crs(4326, allow_override=True))
        text = path.read_text(encoding="utf-8").replace("POLYGON", "SRID=4326;POLYGON")
        path.write_text(text, encoding="utf-8")
        return path

    def xml(folder: Path) -> Path:
        return bad_deliveries.text(
            folder,
            "kpt.xml",
            bad_deliveries.kpt([("77:10:0000001:1", bad_deliveries.good().geometry[0])]),
        )

    return {
        "shp": bad_deliveries.shp, "gpkg": bad_deliveries.gpkg, "geojson": bad_deliveries.geojson,
        "fgb": fgb, "parquet": parquet, "zip": zipped, "csv": csv, "xml": xml,
    }  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change some bytes, cut, double or insert a piece."""
    raw = bytearray(data)
    if not raw:
        return b"\0"
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        place = chance.randrange(len(raw)) if raw else 0
        match chance.randrange(6):
            case 0:
                raw[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                raw[place : place + 1] = bytes([raw[place] ^ (1 << chance.randrange(8))])
            case 2:
                raw[place : place + 4] = chance.choice(
                    (b"\0\0\0\0", b"\xff" * 4, b"\x7f\xff\xff\xff")
                )
            case 3:
                del raw[place : place + chance.choice((1, 4, 64, len(raw)))]
            case 4:
                raw[place:place] = raw[place : place + chance.choice((1, 8, 64))]
            case _:
                raw[place:place] = chance.randbytes(chance.choice((1, 4, 32)))
        if not raw:
            return b"\0"
    return bytes(raw)


def content(result: Reception) -> list[tuple[object, ...]]:
    """Return what a delivery says, row by row, to the millimetre."""
    frame = result.frame
    assert frame is not None
    shapes = shapely.to_wkb(
        shapely.normalize(shapely.set_precision(frame.geometry.to_numpy(), 0.001))
    )
    table = frame.drop(columns="geometry").astype("string").fillna("")
    table = table.reindex(columns=sorted(table.columns))
    rows = zip(*[table[name] for name in table], shapes, strict=True)
    return sorted(rows, key=lambda row: str(row[:-1]))


@dataclass(frozen=True)
class Sound:
    """A delivery before it is mutated, and what it says."""

    name: str
    layer: str
    path: Path
    wanted: list[tuple[object, ...]]

    @classmethod
    def made(cls, catalog: Catalog, name: str, folder: Path, *, sums: bool) -> "Sound":
        """Make the delivery of one format, with its checksums where they are asked for."""
        layer = "parcels" if name == "xml" else "plots"
        folder.mkdir()
        path = kinds()[name](folder)
        if sums:
            lines = [
                f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}\n"
                for one in _files(path)
            ]
            bad_deliveries.text(path.parent, "SHA256SUMS", "".join(lines))
        return cls(name, layer, path, content(receive(catalog, layer, path)))


def _files(path: Path) -> list[Path]:
    return sorted(one for one in path.parent.iterdir() if one.stem == path.stem and one.is_file())


def tried(catalog: Catalog, sound: Sound, seed: int) -> Tried:
    """Mutate one file of one delivery and receive it."""
    chance = random.Random(seed)  # noqa: S311 - chance is to be repeated, not guarded
    name, layer = sound.name, sound.layer
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(shutil.copytree(sound.path.parent, Path(scratch) / "sent"))
        path = folder / sound.path.name
        victim = chance.choice(_files(path))
        victim.write_bytes(mutated(victim.read_bytes(), chance))
        begun = time.perf_counter()
        try:
            result = receive(catalog, layer, path)
        except Exception as error:  # noqa: BLE001 - the very thing that is looked for
            return Tried(f"{name}:{seed}", "crashed", 0.0, repr(error)[:200])
        seconds = time.perf_counter() - begun
        return Tried(f"{name}:{seed}", _verdict(result, sound.wanted), seconds, victim.suffix)


def _verdict(result: Reception, wanted: list[tuple[object, ...]]) -> str:
    if result.outcome == "refuse":
        return "refused"
    if content(result) == wanted:
        return "same"
    return "told" if result.outcome == "repair" else "unnoticed"


def run(catalog: Catalog, count: int, seed: int = 0, *, sums: bool = False) -> Iterator[Tried]:
    """Try `count` mutants, spread evenly over the formats."""
    with tempfile.TemporaryDirectory() as home:
        every = [Sound.made(catalog, name, Path(home) / name, sums=sums) for name in kinds()]
        for number in range(count):
            yield tried(catalog, every[number % len(every)], seed + number)


def main() -> int:
    """Run and report; fail where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sums", action="store_true", help="put a checksum file beside each")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        catalog = sites_workspace(Path(folder) / "layers", bad_deliveries.SITES)
        seen: Counter[str] = Counter()
        slowest = 0.0
        for one in run(catalog, asked.count, asked.seed, sums=asked.sums):
            seen[one.verdict] += 1
            slowest = max(slowest, one.seconds)
            if one.verdict in ("crashed", "unnoticed") or one.seconds > SLOW_S:
                sys.stdout.write(f"{one}\n")
    sys.stdout.write(f"{dict(seen)}, slowest {slowest:.1f} s\n")
    changed = seen["unnoticed"] + seen["told"]
    allowed = 0 if asked.sums else MOST_UNNOTICED_SHARE * asked.count
    return int(seen["crashed"] > 0 or slowest > SLOW_S or changed > allowed)


if __name__ == "__main__":
    raise SystemExit(main())
