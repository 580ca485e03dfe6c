"""What the page carries: layers, plots and rankings as columns, and every text beside them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series

from sezgeo.crs import geodesic_area_ha
from sezgeo.i18n import Language, Text
from sezgeo.layers import Layer
from sezgeo.maps.encoding import Pool
from sezgeo.maps.geometry_encoding import pack_shapes
from sezgeo.maps.overlays.overlay import Overlay, overlay_data
from sezgeo.maps.scenario import Scenario
from sezgeo.maps.texts import WORDS
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.units import UNITS
from sezgeo.verdict import Outcome, Verdict

_SQUARE_METRES_PER_HA = 10_000.0
_INTERVAL_DIGITS = 4
_STATED_DIGITS = 6
_PLOT_WORDS = (
    "plot_id",
    "site",
    "cad_num",
    "status",
    "occupant",
    "block",
    "use_type",
    "updated",
    "note",
    "note_en",
    "source_date",
    "confidence",
)


def page_data(
    layers: Mapping[str, Layer],
    rankings: Sequence[Ranking],
    scenarios: Sequence[Scenario] = (),
    overlays: Sequence[Overlay] = (),
    *,
    title: Text,
    language: Language,
) -> dict[str, Any]:
    """Return the whole content of a page as JSON values."""
    pool = Pool()
    plots = layers["plots"]
    data = {
        "language": language,
        "title": title.to_dict(),
        "words": {key: [text.ru, text.en] for key, text in WORDS.items()},
        "units": {key: text.to_dict() for key, text in UNITS.items()},
        "plots": _plots(pool, plots),
        "layers": [_layer(pool, layer) for key, layer in layers.items() if key != "plots"],
        "rankings": [_ranking(pool, ranking, plots.frame.index) for ranking in rankings],
        "overlays": [overlay_data(pool, overlay) for overlay in overlays],
        "scenarios": [_scenario(pool, scenario, plots) for scenario in scenarios],
    }
    return data | {"pool": pool.to_dict()}


def _scenario(pool: Pool, scenario: Scenario, plots: Layer) -> dict[str, Any]:
    shown = scenario.plots or plots
    return {
        "title": scenario.title.to_dict(),
        "plots": _plots(pool, shown) if scenario.plots else None,
        "rankings": [_ranking(pool, ranking, shown.frame.index) for ranking in scenario.rankings],
        "overlays": [overlay_data(pool, overlay) for overlay in scenario.overlays],
        "words": [line.to_dict() for line in scenario.words],
    }


def _heading(layer: Layer) -> dict[str, Any]:
    sources = _words(layer.frame, "source") if "source" in layer.frame else []
    return {
        "key": layer.schema.name,
        "group": layer.schema.group,
        "title": layer.schema.title.to_dict(),
        "note": layer.schema.note.to_dict(),
        "licence": layer.licence,
        "as_of": layer.as_of,
        "version": layer.version,
        "source": layer.source,
        "sources": sorted(set(filter(None, sources))),
        "count": len(layer.frame),
    }


def _layer(pool: Pool, layer: Layer) -> dict[str, Any]:
    names = layer.named().values()
    frame = layer.frame
    return _heading(layer) | {
        "keys": pool.words(map(str, frame.index)),
        "names": pool.texts(names),
        "classes": pool.words(_words(frame, "class" if "class" in frame else "kind")),
        "schematic": pool.numbers(_equal_to(frame, "outline", "schematic")),
        "shapes": pack_shapes(pool, frame.geometry),
    }


def _plots(pool: Pool, plots: Layer) -> dict[str, Any]:
    frame = plots.frame
    words = {name: pool.words(_words(frame, name)) for name in _PLOT_WORDS}
    words["outline_source"] = pool.words(_words(frame, "source"))
    words["plot_id"] = pool.words(map(str, frame.index))
    numbers = {
        "area_ha": pool.numbers(np.round(_area_ha(frame), 4)),
        "accuracy_m": pool.numbers(_numbers(frame, "accuracy_m")),
        "illustrative": pool.numbers(_equal_to(frame, "nature", "illustrative")),
    }
    lists = {"words": list(words), "numbers": list(numbers)}
    return _heading(plots) | words | numbers | lists | {"shapes": pack_shapes(pool, frame.geometry)}


def _ranking(pool: Pool, ranking: Ranking, plots: pd.Index) -> dict[str, Any]:
    profile = ranking.profile
    return {
        "key": profile.key,
        "title": profile.title.to_dict(),
        "summary": profile.summary.to_dict(),
        "outcome": pool.numbers(ranking.outcome.reindex(plots)),
        "criteria": [_criterion(pool, ranking, name, plots) for name in profile.criteria],
        "verdicts": [_verdict(pool, verdict, plots) for verdict in ranking.verdicts],
    }


def _criterion(pool: Pool, ranking: Ranking, name: str, plots: pd.Index) -> dict[str, Any]:
    wish = ranking.profile.criteria[name]
    values, low, high = (
        table[name].reindex(plots).to_numpy(dtype=float)
        for table in (ranking.values, ranking.value_low, ranking.value_high)
    )
    measures = ranking.measures
    raw = measures.values[name].reindex(plots).to_numpy(dtype=float)
    evidence = _words(measures.evidence.reindex(plots), name)
    return {
        "key": name,
        "title": ranking.title(name).to_dict(),
        "weight": float(wish.weight),
        "source": wish.source,
        "why": wish.why.to_dict(),
        "values": pool.numbers(values),
        "below": pool.numbers(_outward(values - low)),
        "above": pool.numbers(_outward(high - values)),
        "raw": pool.numbers(round_for_display(raw)),
        "evidence": pool.texts(map(measures.evidence_name, evidence)),
        "origins": [
            {key: getattr(origin, key) for key in ("layer", "source", "as_of", "version")}
            for origin in measures.origins.get(name, ())
        ],
    }


def _verdict(pool: Pool, verdict: Verdict, plots: pd.Index) -> dict[str, Any]:
    numbers = {
        "outcome": verdict.outcome,
        "measured": verdict.measured,
        "low": verdict.required_low,
        "high": verdict.required_high,
        "share_left": verdict.share_left,
        "accuracy": verdict.accuracy,
    }
    cases = _cells(verdict.case.reindex(plots))
    return {
        "rule": verdict.rule,
        "title": verdict.title.to_dict(),
        "unit": verdict.unit,
        "sentences": {
            outcome.key: verdict.sentences.get(outcome, Text.EMPTY).to_dict() for outcome in Outcome
        },
        "document": verdict.document.to_dict(),
        "clause": verdict.clause,
        "confidence": verdict.confidence,
        "layer": verdict.layer,
        "as_of": verdict.as_of,
        "consent": verdict.consent.to_dict(),
        "feature": pool.texts(map(verdict.feature_name, _cells(verdict.feature.reindex(plots)))),
        "case": pool.words(cases),
        "cases": {key: verdict.cases[key].to_dict() for key in sorted({*cases} & {*verdict.cases})},
    } | {
        key: pool.numbers(np.round(cells.reindex(plots).to_numpy(dtype=float), _STATED_DIGITS))
        for key, cells in numbers.items()
    }


def round_for_display(raw: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Round raw measures to the digits people are shown, one to spare below 1.

    Examples
    --------
    >>> round_for_display(np.array([1234.56, 12.345, 0.12345])).tolist()
    [1235.0, 12.3, 0.123]
    """
    size = np.abs(raw)
    steps = [np.round(raw, 0), np.round(raw, 1), np.round(raw, 2)]
    return np.select([size >= 100, size >= 10, size >= 1], steps, np.round(raw, 3))  # noqa: PLR2004


def _outward(width: NDArray[np.float64]) -> NDArray[np.float64]:
    step = 10.0**_INTERVAL_DIGITS
    return np.ceil(np.round(width * step, 6)) / step


def _area_ha(frame: pd.DataFrame) -> NDArray[np.float64]:
    areas = _numbers(frame, "area_m2") / _SQUARE_METRES_PER_HA
    unknown = np.isnan(areas)
    if unknown.any():
        areas[unknown] = geodesic_area_ha(frame.geometry[unknown])
    return areas


def _equal_to(frame: pd.DataFrame, column: str, word: str) -> NDArray[np.float64]:
    return np.array([cell == word for cell in _words(frame, column)], dtype=float)


def _numbers(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    if column not in frame:
        return np.full(len(frame), np.nan)
    return np.array(frame[column], dtype=float)


def _words(frame: pd.DataFrame, column: str) -> list[str]:
    return _cells(frame[column]) if column in frame else [""] * len(frame)


def _cells(cells: "Series[Any]") -> list[str]:
    empty = cells.isna()
    known: Iterable[tuple[Any, bool]] = zip(cells, empty, strict=True)
    return ["" if is_empty else str(cell) for cell, is_empty in known]
