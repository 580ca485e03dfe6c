"""The face for notebooks: open a folder of layers, study a plant, ask why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sezgeo import criteria, display, norms
from sezgeo.cache import Cache
from sezgeo.criteria import Criterion, Elevation
from sezgeo.database_url import Address
from sezgeo.layers import Catalog, Layer, shipped
from sezgeo.norms import Rules
from sezgeo.study import Study, plant_of
from sezgeo.suitability.experts import Panel, read_weights, weighted
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import rank

if TYPE_CHECKING:
    from sezgeo.maps import Page
    from sezgeo.siting.portfolio.file import Portfolio
    from sezgeo.siting.portfolio.options import PortfolioOptions
    from sezgeo.siting.portfolio.places import Joined
    from sezgeo.siting.portfolio.result import PortfolioPlans


def open(  # noqa: A001 - `sezgeo.open()` is the design
    folder: str | Path | None = None, *, store: str | Address | None = None
) -> Zone:
    """
    Open a folder of layers.

    Parameters
    ----------
    folder
        Folder with a `catalog.toml`. By default the layers that come with sezgeo.
    store
        Address of the PostgreSQL database that a team keeps its imported versions in, such as
        `postgresql://gis.example/zone`. By default they are in the folder.

    Raises
    ------
    CatalogError
        If the folder has no catalog, or the catalog cannot be read.
    StoreError
        If the address of the database cannot be read, or its driver is not installed.
    """
    address = Address.read(store) if isinstance(store, str) else store
    catalog = Catalog.read(shipped() if folder is None else Path(folder), store=address)
    return Zone(catalog, cache=Cache.of_user())


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
class Zone:
    """
    A zone: its layers, ready to be studied.

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

    def at(self, versions: Mapping[str, str]) -> Zone:
        """
        Return the same zone with some layers as they once were.

        Parameters
        ----------
        versions
            Version by layer: `seed`, or the number of an import as `sezgeo log` shows it.
        """
        return replace(self, versions={**self.versions, **versions})

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

    def study(
        self,
        profile: str | Path | Profile,
        *,
        rules: Path | Rules | None = None,
        elevation: Elevation | None = None,
        weights: Path | Panel | None = None,
        criteria: Sequence[Criterion] = (),
    ) -> Study:
        """
        Measure all plots, check them against the norms, and rank them for one kind of plant.

        Parameters
        ----------
        profile
            Name of a shipped profile (`biotech`, `battery_cell`, ...), path of a TOML file, or a
            `Profile`.
        rules
            TOML file with norms that are added to the shipped ones, or replace them by their id;
            or all the norms to use.
        elevation
            Heights, from `sezgeo.criteria.Elevation.read`; by default those of the catalog.
        weights
            TOML file with the weights of experts, or what `read_weights` made of it; by default
            those of the profile.
        criteria
            Criteria of one's own that the profile names beside the shipped ones; each has
            `rule="own"` and a function of the plots and the frames of its layers.

        Raises
        ------
        CriterionError
            If a criterion of one's own cannot be used.
        ProfileError, UnknownNameError
            If the profile does not exist or contradicts itself, or so do the weights.
        CatalogError, LayerError
            If a layer cannot be read or breaks its contract.
        """
        wanted = profile if isinstance(profile, Profile) else Profile.read(profile)
        panel = (
            weights
            if isinstance(weights, Panel | None)
            else read_weights(weights, list(wanted.criteria))
        )
        wanted = weighted(wanted, panel) if panel else wanted
        plots = self.layers["plots"]
        law = rules if isinstance(rules, Rules) else norms.read(rules)
        return Study(
            self,
            rank(
                self.measures(wanted, elevation or self.elevation, own=criteria),
                wanted,
                verdicts=norms.check(plots, self.layers, plant_of(wanted), law, kept=self.cache),
                plots=plots.frame[["site", "status", "area_m2"]],
            ),
            law,
            elevation_given=elevation is not None,
            panel=panel,
            criteria=tuple(criteria),
        )

    def place(
        self,
        portfolio: Portfolio,
        asked: PortfolioOptions | None = None,
        *,
        rules: Path | None = None,
    ) -> PortfolioPlans:
        """
        Place several plants jointly, on what the ledger leaves of each source.

        Raises
        ------
        SitingError
            If a plant has no plot, or there is no plan; it says why.
        """
        from sezgeo.siting.portfolio.options import PortfolioOptions
        from sezgeo.siting.portfolio.place import place

        asked = asked or PortfolioOptions()
        law = norms.read(rules)
        kinds = dict.fromkeys(plant.profile for plant in portfolio.plants)
        studies = {kind: self.study(kind, rules=law) for kind in kinds}
        sets = dict.fromkeys(
            (p.profile, p.join, p.across_m) for p in portfolio.plants if p.join > 1
        )
        joined = {asks: _joined(studies[asks[0]], asks, asked) for asks in sets}
        return place(
            portfolio,
            [studies[p.profile].ranking for p in portfolio.plants],
            self.layers,
            asked,
            [joined.get((p.profile, p.join, p.across_m)) for p in portfolio.plants],
        )

    def map(self, placed: PortfolioPlans) -> Page:
        """Draw plans, as `place` made them, on a self-contained interactive map."""
        from sezgeo.maps import plans_page

        return plans_page(self.layers, placed, title=self.catalog.title)

    def measures(
        self,
        profile: Profile,
        elevation: Elevation | None,
        plots: Layer | None = None,
        *,
        own: Sequence[Criterion] = (),
    ) -> criteria.Measures:
        """Measure what a profile asks for, on the plots of the zone or on others."""
        asked = dict.fromkeys([*profile.criteria, *profile.limits])
        land = profile.needs.get("land_ha")
        return criteria.measure(
            plots or self.layers["plots"],
            self.layers,
            criteria.chosen(asked, own),
            elevation=elevation,
            pad_ha=land.value if land else None,
            cache=self.cache,
        )

    def __repr__(self) -> str:
        """Name the zone and where its layers are."""
        place = self.catalog.store.home.name
        return f"<Zone {self.catalog.title}: {len(self.layers)} layers in {place}>"


def _joined(study: Study, asks: tuple[str, int, float], asked: PortfolioOptions) -> Joined:
    """Join neighbouring plots for the plants of one kind that ask for it."""
    from sezgeo.siting.land_assembly.adjacency import Sides
    from sezgeo.siting.land_assembly.assemble import least_area_ha
    from sezgeo.siting.land_assembly.result import AssemblyTarget
    from sezgeo.siting.portfolio.places import Joined

    _, most, across_m = asks
    wanted = AssemblyTarget(
        area_ha=least_area_ha(study.profile),
        fits=study.profile.footprint is not None,
        statuses=("free", "reserved"),
        most=most,
        sides=Sides(across_m=across_m),
        end=asked.size,
    )
    return Joined(*study.assemble(wanted))


__all__ = ["Layers", "Study", "Zone", "open"]
