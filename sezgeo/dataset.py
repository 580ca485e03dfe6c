"""The layers of a zone, and what is measured from them: what a study stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sezgeo import criteria, display
from sezgeo.layers import Catalog, Layer
from sezgeo.terrain.elevation import Elevation

if TYPE_CHECKING:
    from sezgeo.cache import Cache
    from sezgeo.criteria import Criterion
    from sezgeo.suitability.profile import Profile


class Layers(Mapping[str, Layer]):
    """The layers of a folder, each read when it is first asked for."""

    def __init__(self, catalog: Catalog, versions: Mapping[str, str] | None = None) -> None:
        self._catalog = catalog
        self._versions = versions or {}
        self._read: dict[str, Layer] = {}

    def __getitem__(self, name: str) -> Layer:
        """Return one layer; raises what `Catalog.layer` raises."""
        if name not in self._read:
            self._read[name] = (
                self._catalog.version(name, self._versions[name])
                if name in self._versions
                else self._catalog.layer(name)
            )
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        """Tell whether the catalog names the layer, without reading it."""
        return name in self._catalog.schemas

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, in the catalog's order."""
        return iter(self._catalog.schemas)

    def __len__(self) -> int:
        """Count the layers."""
        return len(self._catalog.schemas)

    def __repr__(self) -> str:
        """List the layers, a line each."""
        return "\n".join(
            f"{name}: {schema.title}" for name, schema in self._catalog.schemas.items()
        )

    def _repr_html_(self) -> str:
        rows = [(name, schema.title) for name, schema in self._catalog.schemas.items()]
        return display.block(self._catalog.title, display.html_table(rows))


@dataclass(frozen=True, eq=False)
class Dataset:
    """
    The layers of a zone, as they are or once were, with what is derived from them.

    Attributes
    ----------
    catalog
        The contracts of its layers, and the folder they lie in.
    versions
        Versions read instead of the current ones, by layer.
    cache
        Where measures and drawn zones are kept between studies; by default nowhere.
    """

    catalog: Catalog
    versions: Mapping[str, str] = field(default_factory=dict)
    cache: Cache | None = None

    @cached_property
    def layers(self) -> Layers:
        """Return the layers by name; each is read when it is first asked for."""
        return Layers(self.catalog, self.versions)

    @cached_property
    def elevation(self) -> Elevation | None:
        """Return the heights that the catalog names as `[rasters.elevation]`, if it does."""
        raster = self.catalog.rasters.get("elevation")
        if raster is None:
            return None
        return Elevation.read(
            raster.paths(self.catalog.folder),
            accuracy_m=raster.accuracy_m,
            as_of=raster.as_of.isoformat() if raster.as_of else "",
        )

    def measures(
        self,
        profile: Profile,
        elevation: Elevation | None,
        plots: Layer | None = None,
        *,
        own: Sequence[Criterion] = (),
    ) -> criteria.Measures:
        """Measure what a profile asks for, on the plots of the zone or on others."""
        names = dict.fromkeys([*profile.criteria, *profile.limits])
        land = profile.needs.get("land_ha")
        return criteria.measure(
            plots or self.layers["plots"],
            self.layers,
            criteria.chosen(names, own),
            elevation=elevation,
            pad_ha=land.value if land else None,
            cache=self.cache,
        )
