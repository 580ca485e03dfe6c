"""
Rank plots of a special economic zone for new plants, and say why.

>>> import sezgeo
>>> zone = sezgeo.open()
>>> study = zone.study("biotech")

`study.ranking` is the table, `study.why(plot_id)` every part of one plot's score, and
`study.map().save(path)` the page a planner mails.
"""

from typing import TYPE_CHECKING, Any

from sezgeo.version import __version__

if TYPE_CHECKING:
    from sezgeo.zone import Study, Zone, open  # noqa: A004

__all__ = ["Study", "Zone", "__version__", "open"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import the face of the package when it is first asked for: `sezgeo --help` needs none."""
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from sezgeo import zone  # noqa: PLC0415

    return getattr(zone, name)
