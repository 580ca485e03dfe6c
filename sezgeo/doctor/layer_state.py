"""The state of each layer: empty, partial, schematic, old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sezgeo.layers import Layer

STALE_AFTER_DAYS = 365
"""Data older than this are worth asking for again."""
_DRAWN_BY = ("outline", "nature")
_SCHEMATIC = ("schematic", "illustrative")
_ROUGH_M = 100.0


@dataclass(frozen=True, slots=True)
class LayerState:
    """
    One layer as its reader should know it.

    Attributes
    ----------
    features
        How many it holds.
    schematic
        How many of them are drawn by us, not surveyed.
    rough
        How many of them may be off by 100 m or more.
    age_days
        Days since the date the data speak of.
    """

    layer: str
    completeness: str
    features: int
    schematic: int
    rough: int
    age_days: int

    @property
    def is_stale(self) -> bool:
        """Tell whether the data are old."""
        return self.features > 0 and self.age_days > STALE_AFTER_DAYS


def layer_states(layers: Mapping[str, Layer], today: date) -> list[LayerState]:
    """Look at every layer; raises what reading a layer raises."""
    return [_state(layer, today) for layer in layers.values()]


def _state(layer: Layer, today: date) -> LayerState:
    frame = layer.frame
    drawn = [frame[name].isin(_SCHEMATIC) for name in _DRAWN_BY if name in frame.columns]
    rough = frame["accuracy_m"] >= _ROUGH_M if "accuracy_m" in frame.columns else []
    return LayerState(
        layer.schema.name,
        "empty" if layer.is_silent else layer.schema.completeness,
        len(frame),
        int(sum(marks.sum() for marks in drawn)),
        int(sum(rough)),
        (today - date.fromisoformat(layer.as_of)).days,
    )
