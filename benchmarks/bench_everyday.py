"""
How long the everyday commands take, from the first byte of Python to the answer.

Each command runs in a process of its own, in a folder and with a cache of measures of its own:
once with the cache empty, then several times with what it kept; medians are told. Processor time is
told beside the time on the wall, since it hardly depends on what else the machine does. The map's
budget is counted after imports, so what `import sezgeo.zone` takes is taken off.

Run: python benchmarks/bench_everyday.py [--runs 5] [--json FILE]
Fails if a command takes more processor time than its budget.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

SEZGEO = ("-c", "from sezgeo.cli import main; main()")
IMPORTS = ("-c", "import sezgeo.zone")
COMMANDS: Mapping[str, Sequence[str]] = {
    "imports": IMPORTS,
    "help": (*SEZGEO, "--help"),
    "why": (*SEZGEO, "why", "biotech", "ALB-012", "--json"),
    "map": (*SEZGEO, "map"),
    "doctor": (*SEZGEO, "doctor"),
    "passport": (*SEZGEO, "report", "passport", "biotech", "ALB-012"),
    "passports": (*SEZGEO, "report", "passport", "biotech", "--all"),
}
BUDGETS_S: Mapping[str, float] = {"help": 0.3, "why": 1.5, "map": 5.0, "doctor": 5.0}
ONCE = ("passports",)
"""Long work, measured once."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one command took: seconds, medians of the runs."""

    command: str
    empty_cache_wall_s: float
    empty_cache_cpu_s: float
    wall_s: float
    cpu_s: float
    runs: int
    budget_s: float | None
    load: float

    def is_over(self, imports_s: float) -> bool:
        """Tell whether it took more than its budget, the map's without its imports."""
        off = imports_s if self.command == "map" else 0.0
        return self.budget_s is not None and self.cpu_s - off > self.budget_s


def took(command: Sequence[str], folder: Path, cache: Path) -> tuple[float, float]:
    """Run a command; return seconds on the wall and of the processor, its threads and all."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env = {**kept, "SEZGEO_CACHE": str(cache), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, *command], cwd=folder, env=env, stdout=subprocess.DEVNULL, check=True
    )
    wall_s, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall_s, cpu_s


def measured(name: str, runs: int, folder: Path) -> Row:
    """Measure one command with an empty cache, and with a full one."""
    command, runs = COMMANDS[name], 1 if name in ONCE else runs
    took(IMPORTS, folder, folder / "none")
    if name not in ONCE:
        took(command, folder, folder / "none")  # compiles what Python compiles once
    empty = [took(command, folder, folder / f"{name}_{run}") for run in range(runs)]
    full = [took(command, folder, folder / f"{name}_0") for _ in range(runs)]
    walls, cpus = zip(*full, strict=True)
    empty_walls, empty_cpus = zip(*empty, strict=True)
    return Row(
        name,
        *(round(median(times), 3) for times in (empty_walls, empty_cpus, walls, cpus)),
        runs,
        BUDGETS_S.get(name),
        round(os.getloadavg()[0], 1),
    )


def main() -> int:
    """Measure all commands, print a table, and say whether a budget is exceeded."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--json", type=Path, help="file for the rows")
    asked.add_argument("--only", nargs="*", choices=COMMANDS, default=list(COMMANDS))
    given = asked.parse_args()
    sys.stdout.write("seconds, medians    empty cache     full cache\n")
    sys.stdout.write("command             wall    cpu     wall    cpu   budget  load\n")
    rows = []
    with TemporaryDirectory() as folder:
        for name in dict.fromkeys(["imports", *given.only]):
            row = measured(name, given.runs, Path(folder))
            rows.append(row)
            sys.stdout.write(
                f"{name:<16}{row.empty_cache_wall_s:8.2f}{row.empty_cache_cpu_s:7.2f}"
                f"{row.wall_s:9.2f}{row.cpu_s:7.2f}{row.budget_s or '':>9}{row.load:>6}\n"
            )
            sys.stdout.flush()
    if given.json:
        given.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    over = [row.command for row in rows if row.is_over(rows[0].cpu_s)]
    if over:
        sys.stdout.write(f"over budget: {', '.join(over)}\n")
    return int(bool(over))


if __name__ == "__main__":
    sys.exit(main())
