"""The face for notebooks: open a folder of layers, study a plant, ask why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sezgeo import criteria, norms
from sezgeo.criteria import Elevation
from sezgeo.layers import Catalog, Layer, shipped
from sezgeo.norms import Plant, Rules
from sezgeo.norms.waivers import waivers
from sezgeo.siting.assembly import Assemblies, Wanted, assemble, with_site
from sezgeo.siting.fit import Fits, fit
from sezgeo.siting.portfolio import Asked, Placed, place
from sezgeo.suitability.experts import Panel, read_weights, weighted
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking import Ranking, rank
from sezgeo.suitability.reasons import Reasons, explain
from sezgeo.suitability.robustness import DRAWS, cross_check, robustness_of
from sezgeo.suitability.stability import stability_of
from sezgeo.suitability.standing import standing
from sezgeo.suitability.what_if import what_if

if TYPE_CHECKING:
    from pandas import DataFrame

    from sezgeo.i18n import Text
    from sezgeo.maps import Page
    from sezgeo.norms.waiver import Waivers
    from sezgeo.siting.portfolio_file import Portfolio
    from sezgeo.suitability.footprint import End
    from sezgeo.suitability.robustness import Robustness
    from sezgeo.suitability.stability import Stability
    from sezgeo.suitability.what_if import WhatIf

DRAWS_FOR_WHY = 1000
"""Draws behind each explanation: a share is known to about three per cent, at once."""


def open(folder: str | Path | None = None) -> Zone:  # noqa: A001 - `sezgeo.open()` is the design
    """
    Open a folder of layers.

    Parameters
    ----------
    folder
        Folder with a `catalog.toml`. By default the layers that come with sezgeo.

    Raises
    ------
    CatalogError
        If the folder has no catalog, or the catalog cannot be read.
    """
    return Zone(Catalog.read(shipped() if folder is None else Path(folder)))


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
    """

    catalog: Catalog
    versions: Mapping[str, str] = field(default_factory=dict)

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

        Raises
        ------
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
                self._measures(wanted, elevation or self.elevation),
                wanted,
                verdicts=norms.check(plots, self.layers, _plant(wanted), law),
                plots=plots.frame[["site", "status", "area_m2"]],
            ),
            law,
            elevation_given=elevation is not None,
            panel=panel,
        )

    def place(
        self, portfolio: Portfolio, asked: Asked | None = None, *, rules: Path | None = None
    ) -> Placed:
        """
        Place several plants jointly.

        Raises
        ------
        SitingError
            If a plant has no plot, or there is no plan; it says why.
        """
        law = norms.read(rules)
        kinds = dict.fromkeys(plant.profile for plant in portfolio.plants)
        ranked = {kind: self.study(kind, rules=law).ranking for kind in kinds}
        return place(portfolio, [ranked[p.profile] for p in portfolio.plants], self.layers, asked)

    def _measures(
        self, profile: Profile, elevation: Elevation | None, plots: Layer | None = None
    ) -> criteria.Measures:
        asked = dict.fromkeys([*profile.criteria, *profile.limits])
        land = profile.needs.get("land_ha")
        return criteria.measure(
            plots or self.layers["plots"],
            self.layers,
            asked,
            elevation=elevation,
            pad_ha=land.value if land else None,
        )

    def __repr__(self) -> str:
        """Name the zone and its folder."""
        return f"<Zone {self.catalog.title}: {len(self.layers)} layers in {self.catalog.folder}>"


@dataclass(frozen=True, eq=False)
class Study:
    """
    One plant studied on all plots of a zone.

    Attributes
    ----------
    zone
        The zone and its layers.
    ranking
        Scores, ranks, constraints and everything behind them; a table that shows itself.
    rules
        The norms the plots were checked against.
    elevation_given
        True if heights were handed over that the catalog does not name.
    panel
        The experts whose weights are used, if they are not the profile's own.
    """

    zone: Zone
    ranking: Ranking
    rules: Rules
    elevation_given: bool = False
    panel: Panel | None = None

    @property
    def profile(self) -> Profile:
        """Return what the plant wants."""
        return self.ranking.profile

    def why(self, plot_id: str) -> Reasons:
        """
        Explain one plot: every part of its score, every constraint, what is unknown.

        Raises
        ------
        UnknownNameError
            If there is no such plot.
        """
        sure = standing(plot_id, *self._tried)
        return explain(self.ranking, plot_id, standing=sure)

    @cached_property
    def _tried(self) -> tuple[Robustness, DataFrame]:
        """Return what `why` says of every plot: a thousand draws, and ranks by five methods."""
        return self.robustness(draws=DRAWS_FOR_WHY), cross_check(self.ranking)

    def robustness(self, *, draws: int = DRAWS, seed: int = 0) -> Robustness:
        """Count over random weights and data how often each plot takes each rank."""
        return robustness_of(self.ranking, draws=draws, seed=seed)

    def stability(self, *, draws: int = DRAWS, seed: int = 0) -> Stability:
        """Try how firmly the first places stand, and say what to find out first."""
        return stability_of(self.ranking, draws=draws, seed=seed)

    def what_if(self, plot_id: str, *, fixed: Collection[str] = ()) -> WhatIf:
        """
        Say what would make a plot win, or become eligible.

        Parameters
        ----------
        plot_id
            The plot.
        fixed
            Criteria nobody can change.

        Raises
        ------
        UnknownNameError
            If there is no such plot or criterion.
        """
        return what_if(self.ranking, plot_id, fixed=fixed)

    def waivers(self) -> Waivers:
        """Rank the consents that conditional norms ask for by the land that each would win."""
        layers = self.zone.layers
        plant = _plant(self.profile)
        return waivers(layers["plots"], layers, plant, self.rules, self.ranking.verdicts)

    def fit(self, *, end: End = "likely", only: Iterable[str] | None = None) -> Fits:
        """
        Place the plant's buildings on every plot, or on those of `only`.

        Raises
        ------
        ProfileError
            If the profile names no buildings.
        UnknownNameError
            If there is no such plot.
        """
        layers = self.zone.layers
        return fit(layers["plots"], layers, self.profile, self.rules, end=end, only=only)

    def assemble(self, wanted: Wanted) -> tuple[Assemblies, Ranking]:
        """
        Join neighbouring plots until the plant has what it needs, and rank what was joined.

        Raises
        ------
        ProfileError
            If the plant must fit and its profile names no buildings.
        """
        zone, profile = self.zone, self.profile
        found = assemble(zone.layers["plots"], zone.layers, profile, self.rules, wanted)
        measures = zone._measures(profile, zone.elevation, found.plots)  # noqa: SLF001 - its own study
        verdicts = norms.check(found.plots, zone.layers, _plant(profile), self.rules)
        return found, rank(
            with_site(measures, self.ranking.measures, found),
            profile,
            verdicts=verdicts,
            plots=found.plots.frame[["site", "status", "area_m2"]],
        )

    def map(self) -> Page:
        """Draw the ranking on a self-contained interactive map."""
        return draw(self.zone, [self])

    def _repr_html_(self) -> str:
        return self.ranking._repr_html_()

    def __repr__(self) -> str:
        """Show the ranking."""
        return repr(self.ranking)


def draw(
    zone: Zone,
    studies: list[Study],
    *,
    scenarios: Sequence[tuple[Text, list[Study]]] = (),
    basemap: str | None = None,
) -> Page:
    """
    Draw several studies of one zone on one page, the first one shown.

    Parameters
    ----------
    zone
        The zone whose layers are the backdrop.
    studies
        One per profile.
    scenarios
        Studies of the same profiles on other plots or at another time, each set with its title.
    basemap
        Address of online tiles or of a WMS server; by default none.
    """
    from sezgeo.maps import Scenario, page  # noqa: PLC0415 - Folium is slow and seldom needed

    return page(
        zone.layers,
        [study.ranking for study in studies],
        title=zone.catalog.title,
        scenarios=[
            Scenario(title, [one.ranking for one in others], others[0].zone.layers["plots"])
            for title, others in scenarios
        ],
        basemap=basemap,
    )


def _plant(profile: Profile) -> Plant:
    return Plant(spz_m=profile.plant.spz_m.range, sensitive=profile.plant.sensitive)


__all__ = ["Layers", "Study", "Zone", "draw", "open"]
