"""The face for notebooks: open a folder of layers, study a plant, ask why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sezgeo import norms
from sezgeo.cache import Cache
from sezgeo.database_url import Address
from sezgeo.dataset import Dataset, Layers
from sezgeo.layers import Catalog, shipped
from sezgeo.layers.plot_names import plot_names
from sezgeo.norms import Rules
from sezgeo.study import Study
from sezgeo.suitability.experts import ExpertPanel, read_weights, with_weights
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sezgeo.criteria import Criterion, Elevation
    from sezgeo.maps import Page
    from sezgeo.siting.portfolio.file import PlantWish, Portfolio
    from sezgeo.siting.portfolio.options import PortfolioOptions
    from sezgeo.siting.portfolio.places import JoinedPlots
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


@dataclass(frozen=True, eq=False, repr=False)
class Zone(Dataset):
    """
    A zone: its layers, ready to be studied.

    Its attributes are those of a `Dataset`.
    """

    def at(self, versions: Mapping[str, str]) -> Zone:
        """
        Return the same zone with some layers as they once were.

        Parameters
        ----------
        versions
            Version by layer: `seed`, or the number of an import as `sezgeo log` shows it.
        """
        return replace(self, versions={**self.versions, **versions})

    def study(
        self,
        profile: str | Path | Profile,
        *,
        rules: Path | Rules | None = None,
        elevation: Elevation | None = None,
        weights: Path | ExpertPanel | None = None,
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
        profile = profile if isinstance(profile, Profile) else Profile.read(profile)
        panel = (
            weights
            if isinstance(weights, ExpertPanel | None)
            else read_weights(weights, list(profile.criteria))
        )
        profile = with_weights(profile, panel) if panel else profile
        plots = self.layers["plots"]
        rules = rules if isinstance(rules, Rules) else norms.read(rules)
        plant = profile.plant.for_norms
        return Study(
            self,
            rank(
                self.measures(profile, elevation or self.elevation, own=criteria),
                profile,
                verdicts=norms.check(plots, self.layers, plant, rules, cache=self.cache),
                plots=plots.frame[["site", "status", "area_m2"]],
                names=plot_names(self.layers),
            ),
            rules,
            elevation_given=elevation is not None,
            panel=panel,
            criteria=tuple(criteria),
        )

    def place(
        self,
        portfolio: Portfolio,
        options: PortfolioOptions | None = None,
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

        options = options or PortfolioOptions()
        law = norms.read(rules)
        plants = portfolio.plants
        studies = {
            profile: self.study(profile, rules=law)
            for profile in dict.fromkeys(plant.profile for plant in plants)
        }
        joins = [_Join.of(plant) for plant in plants]
        joined = {
            join: _joined(studies[join.profile], join, options)
            for join in dict.fromkeys(joins)
            if join.most > 1
        }
        return place(
            portfolio,
            [studies[plant.profile].ranking for plant in plants],
            self.layers,
            options,
            joined=[joined.get(join) for join in joins],
        )

    def map(self, placed: PortfolioPlans) -> Page:
        """Draw plans, as `place` made them, on a self-contained interactive map."""
        from sezgeo.maps import plans_page

        return plans_page(self.layers, placed, title=self.catalog.title)


class _Join(NamedTuple):
    """How plants of one kind may stand on neighbouring plots joined."""

    profile: str
    most: int
    across_m: float

    @classmethod
    def of(cls, plant: PlantWish) -> _Join:
        return cls(plant.profile, plant.join, plant.across_m)


def _joined(study: Study, join: _Join, options: PortfolioOptions) -> JoinedPlots:
    """Join neighbouring plots for the plants of one kind that ask for it."""
    from sezgeo.siting.land_assembly.adjacency import Adjacency
    from sezgeo.siting.land_assembly.assemble import least_area_ha
    from sezgeo.siting.land_assembly.options import AssemblyTarget
    from sezgeo.siting.portfolio.places import JoinedPlots

    target = AssemblyTarget(
        area_ha=least_area_ha(study.profile),
        fits=study.profile.footprint is not None,
        statuses=("free", "reserved"),
        most=join.most,
        adjacency=Adjacency(across_m=join.across_m),
        size=options.size,
    )
    return JoinedPlots(*study.assemble(target))


__all__ = ["Layers", "Study", "Zone", "open"]
