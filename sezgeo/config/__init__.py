"""
How a TOML file is read: every problem at once, each with its place, in both languages.

Read `toml.py` first, then `model.py` and `figures.py`, of which everything read is built.
"""

from typing import TYPE_CHECKING

from sezgeo.lazy_names import lazy_names

if TYPE_CHECKING:
    from sezgeo.config.figures import Need, Sourced
    from sezgeo.config.model import Model, ProblemsError
    from sezgeo.config.ranges import Range, Size
    from sezgeo.config.toml import build, read, read_tables

_MODULES = {
    "Model": "model",
    "Need": "figures",
    "ProblemsError": "model",
    "Range": "ranges",
    "Size": "ranges",
    "Sourced": "figures",
    "build": "toml",
    "read": "toml",
    "read_tables": "toml",
}
"""Where each public name is; imported when it is first asked for, as pydantic takes its time."""

__all__ = [
    "Model",
    "Need",
    "ProblemsError",
    "Range",
    "Size",
    "Sourced",
    "build",
    "read",
    "read_tables",
]


__getattr__ = lazy_names(__name__, _MODULES)
