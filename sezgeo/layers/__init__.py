"""
Layers: what each must hold, where its current version lies, and its history.

Begin with `catalog`, then `contract` and `layer`; versions are kept by `store` (or `postgis`),
compared by `versions`, and written for other programs by `export`.
"""

from sezgeo.layers.catalog import Catalog, shipped
from sezgeo.layers.contract import Breach, Column, Schema
from sezgeo.layers.layer import Layer
from sezgeo.layers.store.store import Store

__all__ = ["Breach", "Catalog", "Column", "Layer", "Schema", "Store", "shipped"]
