"""The layers of a zone, and what is measured from them: what a study stands on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sezgeo import criteria, display
from sezgeo.i18n import Text
from sezgeo.layers import Catalog, Layer, Schema
from sezgeo.terrain.elevation import Elevation

if TYPE_CHECKING:
    from sezgeo.cache import Cache
    from sezgeo.criteria import Criterion
    from sezgeo.suitability.profile import Profile


class Layers(display.Shown, Mapping[str, Layer]):
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

    @property
    def title(self) -> Text:
        """Return the title of the folder."""
        return self._catalog.title

    def schema(self, name: str) -> Schema:
        """Return the contract of a layer, without reading the layer."""
        return self._catalog.schema(name)


@dataclass(frozen=True, eq=False, repr=False)
class Dataset(display.Shown):
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
            criteria.select_criteria(names, own),
            elevation=elevation,
            pad_ha=land.value if land else None,
            cache=self.cache,
        )


@display.shows(Layers)
def _layers(layers: Layers) -> display.View:
    rows = [(name, layers.schema(name).title) for name in layers]
    return display.View(layers.title, (display.Table.of((), rows),))


@display.shows(Dataset)
def _dataset(zone: Dataset) -> display.View:
    head = Text("{title}: слоёв {count}, {place}", "{title}: {count} layers, {place}").fill(
        title=zone.catalog.title, count=len(zone.layers), place=zone.catalog.store.backend.name
    )
    past = [f"{name}: {version}" for name, version in zone.versions.items()]
    return display.View(head, (display.Lines(past), *display.view(zone.layers).parts))
