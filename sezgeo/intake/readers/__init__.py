"""
Readers of delivered files, one a format; each hands on a `RawTable`.

Begin with `read`, which chooses among them; `gdal_process` is the child in which GDAL works.
"""

from sezgeo.intake.readers.raw_table import RawTable

__all__ = ["RawTable"]
