"""
Torture of the team's store: importers killed, connections cut, the server stopped in the middle.

The laws and the importers are those of `torture_store`; here the store is a database, put by as a
copy of itself. Tests run short forms of it on the server they start, `make torture` all of it.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from sezgeo.intake.commit import ImportResult
from sezgeo.layers import Catalog
from tests.helpers.postgres_server import PostgresServer, prepared_server
from tests.helpers.workspaces import workspace
from tests.proofs.torture_store import (
    LAYERS,
    Bench,
    accepted,
    count_calls,
    crowded,
    in_child,
    killed,
    must,
    struck_at,
)

UNREACHABLE = 3
"""Exit code of an importer that told its user that the server is gone."""


class DatabaseBench(Bench):
    """A bench whose store is a database of a server."""

    def __init__(self, home: Path, server: PostgresServer, name: str) -> None:
        self.server = server
        self.name = name
        self.store = server.address(name)
        self._create("prepared", name)
        super().__init__(home)

    def _create(self, template: str, name: str) -> None:
        self.server.run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)

    def put_by(self) -> None:
        """Copy the database as it is now."""
        self._create(self.name, f"{self.name}_fresh")

    def renew(self) -> None:
        """Put the database back to the old version."""
        self.server.run("DROP DATABASE {} WITH (FORCE)", self.name)
        self._create(f"{self.name}_fresh", self.name)

    def remove(self) -> None:
        """Drop both databases."""
        for name in (self.name, f"{self.name}_fresh"):
            self.server.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def kills(bench: DatabaseBench, home: Path, rounds: int, seed: int) -> str:
    """Kill importers at random moments of each stage."""
    return killed(bench, home, rounds, seed)


def cuts(bench: DatabaseBench, home: Path, rounds: int, seed: int) -> str:
    """Cut the importer's connections at random moments, as an administrator may."""
    return _struck(bench, home, rounds, seed, strike=lambda: _cut(bench), mend=lambda: None)


def crashes(bench: DatabaseBench, home: Path, rounds: int, seed: int) -> str:
    """Stop the server without warning at random moments, and start it again."""
    return _struck(bench, home, rounds, seed, strike=bench.server.stop, mend=bench.server.start)


def _struck(
    bench: DatabaseBench,
    home: Path,
    rounds: int,
    seed: int,
    *,
    strike: Callable[[], object],
    mend: Callable[[], object],
) -> str:
    chance = random.Random(seed)  # noqa: S311 - which moment is no secret
    begins, *_, ends = count_calls(bench, home)
    told = 0
    for _ in range(rounds):
        moment = chance.randint(begins + 1, ends)
        code = in_child(lambda moment=moment: _tell(struck_at(bench, moment, strike)))
        mend()
        must(code in (0, UNREACHABLE), f"the importer ended with {code}")
        told += code == UNREACHABLE
        bench.check(allowed=(bench.old, bench.new) if code else (bench.new,))
        bench.goes_on()
        bench.renew()
    must(told, "no importer was told, so nothing was tried")
    return f"{rounds} times, {told} importers told so: nothing lost"


def _tell(result: ImportResult) -> None:
    if [one.code for one in result.findings] == ["STORE_UNREACHABLE"]:
        raise SystemExit(UNREACHABLE)
    accepted(result)


def _cut(bench: DatabaseBench) -> None:
    bench.server.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sezgeo'"
    )


def crowd(home: Path, server: PostgresServer, name: str, *, rounds: int, importers: int) -> str:
    """Let several importers bring different deliveries into one database at once."""
    server.run("CREATE DATABASE {} TEMPLATE prepared STRATEGY file_copy", name)
    folder = home / f"layers-{os.getpid()}-{importers}"
    workspace(folder, LAYERS)
    try:
        address = server.address(name)
        return crowded(lambda: Catalog.read(folder, store=address), home, rounds, importers)
    finally:
        server.run("DROP DATABASE {} WITH (FORCE)", name)
        shutil.rmtree(folder)


def main() -> None:
    """Run all tortures on a server of their own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="kills of each stage")
    parser.add_argument("--cuts", type=int, default=100, help="cut connections")
    parser.add_argument("--crashes", type=int, default=50, help="stops of the server")
    parser.add_argument("--rounds", type=int, default=20, help="rounds of eight importers")
    asked = parser.parse_args()
    with prepared_server() as server, tempfile.TemporaryDirectory() as place:
        for torture, rounds in ((kills, asked.kills), (cuts, asked.cuts), (crashes, asked.crashes)):
            home = Path(place) / torture.__name__
            home.mkdir()
            bench = DatabaseBench(home, server, torture.__name__)
            sys.stdout.write(f"{torture.__name__}: {torture(bench, home, rounds, seed=1)}\n")
            sys.stdout.flush()
            bench.remove()
        said = crowd(Path(place), server, "crowd", rounds=asked.rounds, importers=8)
        sys.stdout.write(f"{said}\n")


if __name__ == "__main__":
    main()
