"""
How time and memory grow with the plots: the pipeline of `pipeline.py`, from file to SMAA.

Run: python benchmarks/bench_stream.py [--plots N ...] [--chunk N] [--rounds N] [--json FILE]

Each size is measured in processes of its own, so that peaks are its own; compiling is left out by
a small run before the clock starts. Prints medians, the peak of memory, and the exponent of growth
between one size and the next. Fails over 60 s or 4 GB at 1,000,000 plots, and over an exponent of
1.05 (1 and the noise of a clock).
"""

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import land
import pipeline

MILLION_S, MILLION_MB = 60.0, 4_000.0
STEEPEST = 1.05


def one(path: Path, chunk: int) -> None:
    """Score the plots of a folder; print wall s, CPU s and peak MB."""
    layers, objects = land.targets(), land.constraints()
    folder = path.parent
    heights = land.heights(folder)
    small = folder / "small"
    if not small.exists():
        pipeline.write_plots(small, 2_500)
    pipeline.ours(small, layers, objects, heights)
    wall, cpu = time.perf_counter(), time.process_time()
    pipeline.ours(path, layers, objects, heights, chunk)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measured(path: Path, chunk: int, rounds: int) -> dict[str, float]:
    """Return the medians of several processes."""
    words = [sys.executable, __file__, "--one", str(path), "--chunk", str(chunk)]
    runs = [
        tuple(map(float, subprocess.run(words, check=True, stdout=subprocess.PIPE).stdout.split()))
        for _ in range(rounds)
    ]
    wall, cpu, peak = (median(column) for column in zip(*runs, strict=True))
    return {"wall_s": wall, "cpu_s": cpu, "peak_mb": peak, "rounds": rounds}


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    ask.add_argument("--plots", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    ask.add_argument("--chunk", type=int, default=pipeline.CHUNK)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--json", type=Path)
    ask.add_argument("--one", type=Path, help="score one folder and print bare figures")
    asked = ask.parse_args()
    if asked.one:
        one(asked.one, asked.chunk)
        return 0
    over, results, before = False, {}, None
    with tempfile.TemporaryDirectory(prefix="sezgeo-bench-") as name:
        for count in asked.plots:
            path = Path(name, str(count))
            pipeline.write_plots(path, count, asked.chunk)
            found = measured(path, asked.chunk, asked.rounds)
            results[count] = found
            line = (
                f"{count:>9,} plots {found['wall_s']:>8.2f} s {found['cpu_s']:>8.2f} s CPU"
                f" {found['peak_mb']:>7.0f} MB peak"
            )
            if before:
                steep = math.log(found["wall_s"] / before[1]) / math.log(count / before[0])
                found["exponent"] = steep
                line += f"  exponent {steep:.2f}"
                over |= steep > STEEPEST
            before = count, found["wall_s"]
            if count == 1_000_000:
                over |= found["wall_s"] > MILLION_S or found["peak_mb"] > MILLION_MB
            print(line, flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
