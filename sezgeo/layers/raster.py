"""Rasters that stand beside the layers: the catalog names their files, others read them."""

from datetime import date
from pathlib import Path

from sezgeo.config.figures import NotNegative
from sezgeo.config.model import Model


class Raster(Model):
    """One raster of a folder of layers: a table `[rasters.<name>]` of its catalog."""

    files: tuple[str, ...]
    """Files beside the catalog, one or the tiles of a mosaic; an absolute path will do too."""
    accuracy_m: NotNegative | None = None
    """By how much two neighbouring cells may be off against one another, 90 %; without it that
    of the format, where it has one."""
    as_of: date | None = None
    """Date of the survey."""
    source: str = ""
    """Who made it."""
    licence: str = ""
    """Its licence."""

    def paths(self, folder: Path) -> tuple[Path, ...]:
        """Return where the files lie."""
        return tuple(folder / name for name in self.files)
