"""
Torture of the store: killed at random moments, a disk that fills, a folder nobody may write.

Run whole by `make torture`; tests run a short form of it. The oracle is SQLite's own: after any of
it the store holds exactly the old or exactly the new version, every hash is right, and the next
import needs no hand work. Kills are real SIGKILLs at a random call, Python's or C's, of a child.
"""

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

from sezgeo.database_url import Address
from sezgeo.intake.commit import EXPORTING, STEPS, import_delivery, refresh_current
from sezgeo.intake.options import Options, Request
from sezgeo.intake.receive import Reception, receive
from sezgeo.intake.result import ImportResult
from sezgeo.layers import Catalog
from sezgeo.layers.history import state
from sezgeo.layers.store.atomic_files import TEMPORARY
from sezgeo.layers.versions.canonical import canonical, content_sha256
from tests.helpers.deliveries import read_plainly, write_delivery
from tests.helpers.workspaces import NOW, plots, tree, workspace

LAYERS = ("plots", "sites", "gas")
NOBODY = 65534
BROKEN = 77
"""Exit code of a child whose check failed; the reason is on standard error."""


def bring(
    where: Path | Catalog,
    path: Path,
    *,
    wait_s: float = 0.0,
    step=lambda _: None,
    reader=read_plainly,
) -> ImportResult:
    """Import a delivery, whatever it was before."""
    yes = Options(confirm_older=True, confirm_shift=True)
    request = Request(author=f"importer {os.getpid()}", at=NOW, options=yes, wait_s=wait_s)
    result = import_delivery(where, "plots", path, request=request, reader=reader, step=step)
    step(EXPORTING)
    refresh_current(where, request)
    return result


def in_child(work: Callable[[], object]) -> int:
    """Run something in a fork; return its exit code, negative if a signal ended it."""
    child = os.fork()
    if child == 0:
        code = BROKEN
        try:
            work()
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
        except BaseException as error:  # noqa: BLE001 - a child tells its end by its exit code
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def must(fact: object, what: str) -> None:
    """Stop with a reason; unlike assert it works with -O too."""
    if not fact:
        raise SystemExit(what) if os.getpid() == MAIN else AssertionError(what)


MAIN = os.getpid()


class Bench:
    """A workspace at version `old`, and a delivery that makes it `new`."""

    store: Address | None = None

    def __init__(self, home: Path, reader: Callable[..., Reception] = read_plainly) -> None:
        self.bring = partial(bring, reader=reader)
        self.folder = home / "layers"
        self.old = write_delivery(plots(40), home / "old.geojson")
        self.new = write_delivery(plots(41, note="new"), home / "new.geojson")
        workspace(self.folder, LAYERS)
        must(in_child(lambda: accepted(self.bring(self.catalog(), self.old))) == 0, "import one")
        self.fresh = home / "fresh"
        self.put_by()

    def catalog(self) -> Catalog:
        """Read the workspace anew, as the next command would."""
        return Catalog.read(self.folder, store=self.store)

    def put_by(self) -> None:
        """Remember the workspace as it is now."""
        shutil.copytree(self.folder, self.fresh)

    def renew(self) -> None:
        """Put the workspace back to the old version."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.fresh, self.folder)

    def check(self, *, allowed: tuple[Path, ...]) -> None:
        """Check that the store holds one of the allowed contents, whole."""
        must(in_child(lambda: self._whole(allowed)) == 0, "the store is not whole")

    def _whole(self, allowed: tuple[Path, ...]) -> None:
        catalog = self.catalog()
        schema = catalog.schema("plots")
        held = content_sha256(state(catalog, "plots").frame)
        known = {
            content_sha256(canonical(read_plainly(catalog, "plots", path).frame, schema))
            for path in allowed
        }
        must(held in known, "neither the old nor the new version")
        must(not catalog.store.problems(), f"{catalog.store.problems()}")
        must(len(catalog.layer("plots").frame) in (40, 41), "the layer is cut")

    def goes_on(self) -> None:
        """Check that the next import needs no hand work and leaves nothing behind."""
        must(in_child(lambda: accepted(self.bring(self.catalog(), self.new))) == 0, "the next one")
        self.check(allowed=(self.new,))
        must(not list(self.folder.rglob(f"*{TEMPORARY}*")), "half-written files stay")


def accepted(result: ImportResult) -> None:
    """Check that an import went through."""
    must(result.outcome == "accept", str([str(one) for one in result.findings]))


def count_calls(bench: Bench, home: Path) -> list[int]:
    """Count the calls of one import, and say at which each stage begins and the last ends."""
    marks = home / "marks"

    def work() -> None:
        calls = [0]
        begins: list[int] = []
        sys.setprofile(lambda *_: calls.__setitem__(0, calls[0] + 1))
        accepted(bench.bring(bench.catalog(), bench.new, step=lambda _: begins.append(calls[0])))
        sys.setprofile(None)
        marks.write_text(" ".join(map(str, [*begins, calls[0]])), encoding="ascii")

    must(in_child(work) == 0, "the counted import")
    bench.renew()
    return [int(word) for word in marks.read_text(encoding="ascii").split()]


def struck_at(bench: Bench, moment: int, strike: Callable[[], object]) -> ImportResult:
    """Import, and be struck at the given call."""
    left = [moment]

    def tick(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            sys.setprofile(None)
            strike()

    sys.setprofile(tick)
    result = bench.bring(bench.catalog(), bench.new)
    sys.setprofile(None)
    return result


def die() -> None:
    """End this process at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def kills(home: Path, rounds: int, seed: int, reader=read_plainly) -> str:
    """Kill an import at random moments of each stage."""
    return killed(Bench(home, reader), home, rounds, seed)


def killed(bench: Bench, home: Path, rounds: int, seed: int) -> str:
    """Kill an import on a bench at random moments of each stage."""
    chance = random.Random(seed)  # noqa: S311 - which moment is no secret
    edges = count_calls(bench, home)
    done = 0
    for begins, ends in pairwise(edges):
        for _ in range(rounds):
            moment = chance.randint(begins + 1, ends)
            done += in_child(lambda moment=moment: struck_at(bench, moment, die)) == -signal.SIGKILL
            bench.check(allowed=(bench.old, bench.new))
            bench.goes_on()
            bench.renew()
    must(done > rounds * (len(STEPS) + 1) * 0.9, f"only {done} kills hit")
    return f"{done} kills in {len(edges) - 1} stages: nothing lost"


def full_disk(home: Path, positions: int, reader=read_plainly) -> str:
    """Import on a disk that fills at evenly spaced positions."""
    bench = Bench(home, reader)
    before = tree(bench.folder)
    in_child(lambda: accepted(bench.bring(bench.folder, bench.new)))
    after = tree(bench.folder)
    largest = max(len(body) for name, body in after.items() if name.startswith(".store"))
    limits = [2 * largest * place // positions for place in range(positions - 1)]
    refused = 0
    for limit in [*limits, max(map(len, after.values())) - 1]:
        bench.renew()
        code = in_child(lambda limit=limit: _on_a_small_disk(bench, limit))
        must(code in (0, 1), f"the import on a disk of {limit} bytes ended with {code}")
        refused += code
        bench.check(allowed=(bench.old,) if code else (bench.new, bench.old))
        if code:
            kept = {name: body for name, body in tree(bench.folder).items() if name in before}
            must(kept == before, f"files of before changed on a disk of {limit} bytes")
        bench.goes_on()
    must(refused, "no position refused anything")
    return f"{positions} positions, {refused} refused: nothing lost"


def _on_a_small_disk(bench: Bench, limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    result = bench.bring(bench.folder, bench.new)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    if result.outcome == "accept":
        return
    must([one.code for one in result.findings] == ["DISK_FULL"], f"{result.findings}")
    raise SystemExit(1)


def read_only(home: Path, reader=read_plainly) -> str:
    """Import into a folder that may be read, not written: with a store in it, and without one."""
    bench = Bench(home, reader)
    home.chmod(0o755)
    for store in (True, False):
        if not store:
            shutil.rmtree(bench.folder / ".store")
        before = tree(bench.folder)
        for path in [bench.folder, *bench.folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            must(
                in_child(lambda: _as_nobody(bench, home)) == 0, "an import into a read-only folder"
            )
        finally:
            for path in [bench.folder, *bench.folder.rglob("*")]:
                path.chmod(0o755 if path.is_dir() else 0o644)
        must(tree(bench.folder) == before, "a read-only folder changed")
    return "2 read-only folders: nothing changed"


def _as_nobody(bench: Bench, home: Path) -> None:
    warm = home / f"warm-{os.getpid()}"
    shutil.copytree(bench.fresh, warm)
    accepted(bench.bring(warm, bench.new))  # loads every module while they may still be read
    if os.geteuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    result = bench.bring(bench.folder, bench.new)
    must([one.code for one in result.findings] == ["READ_ONLY"], f"{result.findings}")
    frame = Catalog.read(bench.folder).layer("plots").frame
    must(
        len(frame) == (40 if (bench.folder / ".store").is_dir() else 0), "the layer cannot be read"
    )


def crowd(home: Path, rounds: int, *, importers: int = 8) -> str:
    """Let several importers bring different deliveries at once."""
    folder = home / "layers"
    workspace(folder, LAYERS)
    return crowded(lambda: Catalog.read(folder), home, rounds, importers)


def crowded(where: Callable[[], Catalog], home: Path, rounds: int, importers: int) -> str:
    """Let several importers bring different deliveries into one empty workspace at once."""
    for turn in range(rounds):
        children = []
        for one in range(importers):
            name = f"{turn}-{one}"
            path = write_delivery(plots(40, note=name), home / f"{name}.geojson")
            child = os.fork()
            if child == 0:
                os._exit(in_child(lambda path=path: _until_accepted(where(), path)))
            children.append(child)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        must(codes == [0] * importers, f"importers ended with {codes}")
        must(in_child(lambda turn=turn: _all_there(where(), turn, importers)) == 0, "versions lost")
    return f"{rounds} rounds of {importers} importers: all in the journal"


def _until_accepted(catalog: Catalog, path: Path) -> None:
    """Half of the importers wait in line, half are told that it is busy and come again."""
    wait_s = 60.0 if os.getpid() % 2 else 0.0
    for _ in range(10_000):
        result = bring(catalog, path, wait_s=wait_s)
        if not result.is_busy:
            return accepted(result)
    return must(fact=False, what="the store was busy all the time")


def _all_there(catalog: Catalog, turn: int, importers: int) -> None:
    store = catalog.store
    versions = store.versions("plots")
    must(len(versions) == (turn + 1) * importers, f"{len(versions)} versions")
    must([v.parent for v in versions] == [v.id - 1 for v in versions], "parents are not in a line")
    notes = {store.frame(version)["note"].iloc[0] for version in versions[-importers:]}
    must(notes == {f"{turn}-{one}" for one in range(importers)}, f"{notes}")
    must(turn % 10 or not store.problems(), "hashes do not hold")


def main() -> None:
    """Run all tortures, or those whose counts are not 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="kills of each stage")
    parser.add_argument("--positions", type=int, default=50, help="positions of the full disk")
    parser.add_argument("--rounds", type=int, default=50, help="rounds of eight importers")
    parser.add_argument("--read-only", type=int, default=1, help="0 leaves it out")
    parser.add_argument(
        "--whole-way", action="store_true", help="receive and check as imports do; slower"
    )
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    reader = receive if asked.whole_way else read_plainly
    for wanted, torture in [
        (asked.kills, lambda home: kills(home, asked.kills, asked.seed, reader)),
        (asked.positions, lambda home: full_disk(home, asked.positions, reader)),
        (asked.read_only, lambda home: read_only(home, reader)),
        (asked.rounds, lambda home: crowd(home, asked.rounds)),
    ]:
        if wanted:
            with tempfile.TemporaryDirectory() as home:
                sys.stdout.write(torture(Path(home)) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
