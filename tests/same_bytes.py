"""
Write what the program writes, and print a hash of each: the same before and after a move of code.

    python tests/same_bytes.py FOLDER > hashes.json      # write, and keep the hashes
    python tests/same_bytes.py FOLDER --against hashes.json
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

PROFILES = ("biotech", "biotech_api", "battery_cell", "battery_pack")
PLOTS = ("ALB-012", "PEC-011", "RUD-001")
SCRIPT = re.compile(rb"<script(?![^>]*json)[^>]*>.*?</script>", re.DOTALL)
SCRIPT_HASH = re.compile(rb"'sha256-[^']*'")
PORTFOLIO = """
[[plants]]
name = "insulin"
profile = "biotech"
year = 2027

[[plants]]
name = "bus batteries"
profile = "battery_pack"
year = 2027
join = 3
across_m = 18

[[wishes]]
plants = ["insulin", "bus batteries"]
apart_m = 300

[[sources]]
name = "feeder"
utility = "power_mw"
capacity = 10
sites = ["alabushevo"]
"""


def commands() -> Iterator[tuple[str, list[str]]]:
    """Give each run a name and its words; `{out}` is its file."""
    for profile in PROFILES:
        yield f"rank.{profile}.json", ["rank", profile, "--json"]
        yield f"map.{profile}.html", ["map", profile, "--out", "{out}"]
        yield f"workbook.{profile}.xlsx", ["report", "xlsx", profile, "--out", "{out}"]
        yield f"gis.{profile}.gpkg", ["report", "gis", profile, "--out", "{out}"]
        yield f"study.{profile}.json", ["study", "save", profile, "--out", "{out}"]
        yield f"connect.{profile}.json", ["connect", profile, "PEC-011", "--json"]
        yield f"waivers.{profile}.json", ["waivers", profile, "--json"]
        yield f"robust.{profile}.json", ["robust", profile, "--draws", "300", "--json"]
        yield f"fit.{profile}.json", ["fit", profile, "ALB-010", "--json"]
        for plot in PLOTS:
            yield f"why.{profile}.{plot}.json", ["why", profile, plot, "--json"]
    for lang in ("ru", "en"):
        for profile in PROFILES:
            yield f"rank.{profile}.{lang}", ["rank", profile, "--lang", lang]
            yield f"why.{profile}.{lang}", ["why", profile, "ALB-012", "--lang", lang]
            yield f"connect.{profile}.{lang}", ["connect", profile, "ALB-012", "--lang", lang]
            yield f"fit.{profile}.{lang}", ["fit", profile, "ALB-012", "--lang", lang]
            yield f"whatif.{profile}.{lang}", ["whatif", profile, "ALB-010", "--lang", lang]
            words = ["report", "passport", profile, "ALB-012", "--lang", lang, "--out", "{out}"]
            for kind in ("pdf", "docx", "html"):
                yield f"passport.{profile}.{lang}.{kind}", words
        yield f"robust.{lang}", ["robust", "biotech", "--draws", "300", "--lang", lang]
        yield f"waivers.{lang}", ["waivers", "biotech", "--lang", lang]
        yield f"assemble.{lang}", ["assemble", "biotech", "--reserved", "--lang", lang]
        yield f"norms.{lang}", ["norms", "--lang", lang]
        yield f"layers.{lang}", ["layers", "--lang", lang]
        yield f"layers.plots.{lang}", ["layers", "plots", "--lang", lang]
        yield f"doctor.{lang}", ["doctor", "--lang", lang]
        yield f"check.{lang}", ["check", "--lang", lang]
        yield f"portfolio.{lang}", ["portfolio", "portfolio.toml", "--lang", lang]
        yield (
            f"sheet.{lang}.pdf",
            ["report", "sheet", "alabushevo", "--paper", "A3", "--lang", lang, "--out", "{out}"],
        )
        yield f"import.{lang}", ["import", "plots", "update.geojson", "--dry-run", "--lang", lang]
        yield f"refused.{lang}", ["import", "plots", "bad.geojson", "--dry-run", "--lang", lang]
        yield f"ledger.{lang}", ["ledger", "show", "ps-karacharovo", "--lang", lang]
    yield "map.all.html", ["map", "--routes", "2", "--out", "{out}"]
    yield "planned", ["planned", "planned_layers"]
    yield (
        "map.scenario.html",
        ["map", "biotech", "--scenario", "planned_layers", "--out", "{out}"],
    )
    yield "portfolio.gpkg", ["portfolio", "portfolio.toml", "--no-prices", "--out", "{out}"]
    yield "plans.html", ["portfolio", "portfolio.toml", "--no-prices", "--map", "{out}"]
    yield "portfolio.json", ["portfolio", "portfolio.toml", "--json"]
    yield "sheet.png", ["report", "sheet", "--out", "{out}"]
    yield "norms.json", ["norms", "--json"]
    yield "layers.json", ["layers", "--json"]
    yield "doctor.json", ["doctor", "--json"]
    yield "assemble.json", ["assemble", "biotech", "--reserved", "--json"]
    yield "import.json", ["import", "plots", "update.geojson", "--dry-run", "--json"]
    yield "refused.json", ["import", "plots", "bad.geojson", "--dry-run", "--json"]
    yield (
        "import.html",
        ["import", "plots", "update.geojson", "--dry-run", "--report", "{out}"],
    )
    for ending in ("gpkg", "zip", "parquet", "geojson"):
        words = ["export", "{out}"] if ending == "gpkg" else ["export", "{out}", "--layer", "plots"]
        yield f"export.{ending}", words
    yield "bulk.parquet", ["bulk", "biotech", "plots.geojson", "--out", "{out}"]
    words = ["locate", "biotech", "--area", "3", "--region", "alabushevo"]
    yield "locate.json", [*words, "--margin", "1", "--count", "2", "--json"]


def inputs(layers: Path) -> None:
    """Write the files that commands read."""
    Path("portfolio.toml").write_text(PORTFOLIO, encoding="utf-8")
    seed = json.loads((layers / "plots.geojson").read_text(encoding="utf-8"))
    Path("plots.geojson").write_text(json.dumps(seed), encoding="utf-8")
    rows = seed["features"]
    rows[0]["properties"]["status"] = "occupied"
    Path("update.geojson").write_text(json.dumps(seed), encoding="utf-8")
    rows[1]["properties"]["plot_id"] = "nonsense"
    rows[2]["geometry"]["coordinates"] = [[[0, 0], [1, 1], [0, 0]]]
    Path("bad.geojson").write_text(json.dumps({**seed, "features": rows[:40]}), encoding="utf-8")


def printed(words: list[str]) -> str:
    """Run one command and return what it prints, with its exit code."""
    from sezgeo.cli import main
    from sezgeo.i18n import speak

    out = StringIO()
    speak("en")
    code: object = 0
    with redirect_stdout(out), redirect_stderr(out):
        try:
            main(words)
        except SystemExit as left:
            code = left.code
    return f"{out.getvalue()}\nexit {code}\n"


def without_script(body: bytes) -> bytes:
    """Leave out of a page the scripts that are joined anew when their sources move."""
    return SCRIPT_HASH.sub(b"''", SCRIPT.sub(b"", body))


def main() -> None:
    """Write everything into a folder and print or compare the hashes."""
    folder = Path(sys.argv[1]).resolve()
    layers = Path(__file__).resolve().parents[1] / "layers"
    against = json.loads(Path(sys.argv[3]).read_text()) if len(sys.argv) > 3 else None
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    os.environ.update(SEZGEO_CACHE="off", COLUMNS="100", TZ="UTC")
    inputs(layers)
    hashes: dict[str, str] = {}
    for name, words in commands():
        out = folder / name
        said = printed([out.as_posix() if word == "{out}" else word for word in words])
        said = said.replace(str(folder), "FOLDER").replace(str(layers), "LAYERS")
        Path(f"{name}.said.txt").write_text(said, encoding="utf-8")
        hashes[f"{name}: said"] = hashlib.sha256(said.encode()).hexdigest()
        if "{out}" in words and out.is_file():
            body = out.read_bytes()
            hashes[name] = hashlib.sha256(body).hexdigest()
            if name.endswith(".html"):
                whole = without_script(body)
                hashes[f"{name}: no script"] = hashlib.sha256(whole).hexdigest()
        elif "{out}" in words:
            found = sorted(path for path in out.rglob("*") if path.is_file())
            for path in found:
                key = f"{name}/{path.relative_to(out)}"
                hashes[key] = hashlib.sha256(path.read_bytes()).hexdigest()
    if against is None:
        sys.stdout.write(json.dumps(hashes, indent=1, sort_keys=True))
        return
    differ = [key for key in sorted(against.keys() | hashes) if against.get(key) != hashes.get(key)]
    sys.stdout.write("\n".join([*(f"DIFFERS {key}" for key in differ), f"{len(hashes)} compared"]))
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
