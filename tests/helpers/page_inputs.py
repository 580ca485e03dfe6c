"""Worlds for tests of the page: a small plain one, and one whose every text is an attack."""

import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from sezgeo.i18n import Text
from sezgeo.measures import Measures, Origin
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import rank
from sezgeo.verdict import Outcome, Verdict
from tests.helpers import ROOT, invented_layers

sys.path.append(str(ROOT / "benchmarks"))
import bench_page  # noqa: F401 - the benchmark's plots are the tests' too

TITLE = Text("Пробная зона", "Trial zone")
CRITERIA = ("area_ha", "distance_to_rail_m", "power_mw")
ATTACKS = (
    "<img src=x onerror=\"window.hit='img'\">",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# c #}",
    "${window.hit='literal'}",
    "`+(window.hit='tick')+`",
    "</script><script>window.hit='script'</script>",
    "<!--",
    "C:\\dir\\",
    "\u2028",
    "\"'&lt;&amp;",
    "{measured}",
)
ATTACK = " ".join(ATTACKS)


def layers(**texts):
    """Build sites, plots and a little of everything; `texts` go into every free text column."""
    sites = [
        (
            invented_layers.at(shapely.box(-600, -300, 500, 400)),
            {"site": "miet", "outline": "schematic"},
        ),
        (
            invented_layers.at(shapely.box(3000, -300, 4000, 400)),
            {"site": "mikron", "outline": "published"},
        ),
    ]
    row = [
        invented_layers.at(shapely.box(0, 0, 150, 120), -580 + 170 * place, 0) for place in range(6)
    ]
    holed = shapely.box(0, 0, 200, 200).difference(shapely.box(80, 80, 120, 120))
    far = [invented_layers.at(holed, 3100), invented_layers.at(shapely.box(0, 0, 150, 150), 3400)]
    plots = [
        (shape, {"plot_id": f"TST-{place:03d}", "site": "miet" if place < 6 else "mikron"})
        for place, shape in enumerate([*row, *far])
    ]
    track = invented_layers.at(shapely.LineString([(-2000, -500), (5000, -450)]))
    pond = invented_layers.at(shapely.box(0, 0, 300, 200), 1000, 500)
    stop = invented_layers.at(shapely.Point(0, -480))
    plain = {"status": "free", "nature": "illustrative", "source": "https://example.org/a"}
    made = [
        invented_layers.layer("sites", sites, **_texts("sites", texts)),
        invented_layers.layer("plots", plots, **plain | _texts("plots", texts, without=("site",))),
        invented_layers.layer("railways", [(track, {})], **_texts("railways", texts)),
        invented_layers.layer("water_bodies", [(pond, {})], **_texts("water_bodies", texts)),
        invented_layers.layer("stations", [(stop, {"kind": "metro"})], **_texts("stations", texts)),
        invented_layers.layer("gas", completeness="empty"),
    ]
    return {layer.schema.name: layer for layer in made}


def _texts(name, texts, *, without=()):
    """Fill every column that takes any text at all."""
    if not texts:
        return {}
    columns = invented_layers.shipped_catalog().schemas[name].columns
    free = [
        key
        for key, column in columns.items()
        if column.kind == "text" and not column.pattern and not column.choices
    ]
    return {key: texts["text"] for key in free if not key.endswith("_id") and key not in without}


def profile(key, weights=(3, 2, 1), **texts):
    """Build a profile of three criteria."""
    curves = ([[0, 0.0], [4, 1.0]], [[0, 1.0], [900, 0.1]], [[0, 0.0], [20, 1.0]])
    shared = {"source": texts.get("text", "test"), "why_ru": texts.get("text", "")}
    wishes = {
        name: {"weight": weight, "curve": curve, "range": [0, curve[-1][0]], **shared}
        for name, weight, curve in zip(CRITERIA, weights, curves, strict=True)
    }
    return Profile.from_dict(
        {
            "key": key,
            "title_ru": texts.get("text", f"Завод {key}"),
            "title_en": texts.get("text", f"Plant {key}"),
            "summary_ru": texts.get("text", "Пример"),
            "summary_en": texts.get("text", "Example"),
            "plant": {"spz_m": {"value": 50, "source": "test"}},
            "criteria": wishes,
        }
    )


def rankings(world, **texts):
    """Rank the plots of a world for two plants; one plot is excluded, some power is unknown."""
    index = world["plots"].frame.index
    rng = np.random.default_rng(3)
    values = pd.DataFrame(
        {
            "area_ha": rng.uniform(0.5, 5, len(index)).round(3),
            "distance_to_rail_m": rng.uniform(0, 1200, len(index)).round(2),
            "power_mw": np.where(np.arange(len(index)) % 3 == 0, np.nan, 12.5),
        },
        index=index,
    )
    measures = replace(
        Measures.exact(values),
        origins={"power_mw": (Origin("plots", texts.get("text", "plots.geojson"), "2026", "1"),)},
        titles={name: Text(*[texts.get("text", f"критерий {name}")] * 2) for name in CRITERIA},
        evidence=pd.DataFrame(texts.get("text", "Ветка"), index=index, columns=CRITERIA),
    )
    verdicts = [verdict(index, **texts)]
    about = world["plots"].frame[["site", "status"]]
    return [
        rank(measures, profile(key, weights, **texts), verdicts=verdicts, plots=about)
        for key, weights in (("first", (3, 2, 1)), ("second", (1, 5, 2)))
    ]


def verdict(index, **texts):
    """Say something different of each plot; the last plot is excluded."""
    text = texts.get("text", "правило")
    codes = [int(Outcome(place % 3)) for place in range(len(index) - 1)] + [int(Outcome.EXCLUDED)]
    number = pd.Series(np.arange(len(index)) * 1234.5, index=index)
    said = "до {feature} {measured}{error} м, нужно от {low} до {high} {unit}, {range}, {share} "
    low = number / 7
    high = number * 3
    return Verdict(
        rule="rule",
        title=Text(text, text),
        outcome=pd.Series(codes, index=index),
        measured=number,
        required_low=low,
        required_high=high.mask(index == index[1], low),
        unit=texts.get("text", "m"),
        sentences={outcome: Text(said + text, said + text) for outcome in Outcome},
        document=Text(text, text),
        clause=text,
        confidence="low",
        layer="railways",
        as_of="2026-01-01",
        feature=pd.Series(text, index=index),
        share_left=pd.Series(np.where(np.arange(len(index)) % 2, 0.875, np.nan), index=index),
        consent=Text(text, text),
        accuracy=pd.Series(np.arange(len(index)) % 3 * 40.0, index=index),
        case=pd.Series(np.where(np.arange(len(index)) % 2, "odd", "none"), index=index),
        cases={"odd": Text("случай: " + said, "case: " + said)},
        names={text: Text(text, text + " (en)")},
    )


def hostile_world():
    """Build layers and rankings in which every text, title and note is an attack."""
    made = {}
    for name, layer in layers(text=ATTACK).items():
        schema = layer.schema.model_copy(
            update=dict.fromkeys(("title_ru", "title_en", "note_ru", "note_en", "licence"), ATTACK)
        )
        made[name] = replace(layer, schema=schema, source=ATTACK, version=ATTACK)
    made["plots"].frame["site"] = ATTACK
    return made, rankings(made, text=ATTACK)
