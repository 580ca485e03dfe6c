"""What people call the sites and the statuses of plots."""

from collections.abc import Mapping

from sezgeo.layers.layer import Layer
from sezgeo.layers.value_names import ValueNames


def plot_names(layers: Mapping[str, Layer]) -> ValueNames:
    """Return what people call the sites and the statuses in the layer of plots."""
    status = layers["plots"].schema.columns["status"]
    return {
        "site": layers["sites"].named(),
        "status": {word: status.named(word) for word in status.choices},
    }
