"""One plant studied on all plots of a zone: the ranking, and every question about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sezgeo import display, norms
from sezgeo.layers.plot_names import plot_names
from sezgeo.suitability.ranking.explanation import Reasons, explain
from sezgeo.suitability.ranking.ranking import Ranking, rank
from sezgeo.suitability.robustness.method_comparison import cross_check
from sezgeo.suitability.robustness.plot_robustness import robustness_of_plot
from sezgeo.suitability.robustness.robustness import DRAWS, robustness_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from pandas import DataFrame

    from sezgeo.config.ranges import Size
    from sezgeo.criteria import Criterion
    from sezgeo.dataset import Dataset
    from sezgeo.i18n import Text
    from sezgeo.maps import Overlay, Page
    from sezgeo.norms import Rules
    from sezgeo.norms.waivers.result import Waivers
    from sezgeo.reports.document.content import Document
    from sezgeo.reports.map_sheet.content import PaperSize
    from sezgeo.reports.map_sheet.sheet import MapSheet
    from sezgeo.siting.connection.prices import Prices
    from sezgeo.siting.connection.result import Connections
    from sezgeo.siting.fit.result import Fits
    from sezgeo.siting.land_assembly.options import AssemblyTarget
    from sezgeo.siting.land_assembly.result import Assemblies
    from sezgeo.suitability.experts import ExpertPanel
    from sezgeo.suitability.profile import Profile
    from sezgeo.suitability.robustness.robustness import Robustness
    from sezgeo.suitability.robustness.stability import Stability
    from sezgeo.suitability.what_if.what_if import WhatIf

DRAWS_FOR_WHY = 1000
"""Draws behind each explanation: a share is known to about three per cent, at once."""


@dataclass(frozen=True, slots=True)
class OverlayCounts:
    """
    On how many of each plant's best plots a map draws more than the plot.

    Attributes
    ----------
    fits
        The plant's buildings; fifty are half a second's work.
    routes
        The routes of its utilities; ten are some seconds' work.
    """

    fits: int = 50
    routes: int = 0


@dataclass(frozen=True, eq=False, repr=False)
class Study(display.Shown):
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
    criteria
        Criteria of the analyst's own that the plots were measured by.
    """

    zone: Dataset
    ranking: Ranking
    rules: Rules
    elevation_given: bool = False
    panel: ExpertPanel | None = None
    criteria: tuple[Criterion, ...] = ()

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
        standing = robustness_of_plot(plot_id, *self._robustness_checks)
        return explain(self.ranking, plot_id, standing=standing)

    @cached_property
    def _robustness_checks(self) -> tuple[Robustness, DataFrame]:
        """Return what `why` says of every plot: a thousand draws, and ranks by five methods."""
        return self.robustness(draws=DRAWS_FOR_WHY), cross_check(self.ranking)

    def robustness(self, *, draws: int = DRAWS, seed: int = 0) -> Robustness:
        """Count over random weights and data how often each plot takes each rank."""
        return robustness_of(self.ranking, draws=draws, seed=seed)

    def stability(self, *, draws: int = DRAWS, seed: int = 0) -> Stability:
        """Try how firmly the first places stand, and say what to find out first."""
        from sezgeo.suitability.robustness.stability import stability_of

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
        from sezgeo.suitability.what_if.what_if import what_if

        return what_if(self.ranking, plot_id, fixed=fixed)

    def waivers(self) -> Waivers:
        """Rank the consents that conditional norms ask for by the land that each would win."""
        from sezgeo.norms.waivers.measure import waivers

        layers, cache = self.zone.layers, self.zone.cache
        return waivers(
            layers["plots"],
            layers,
            self.profile.plant.for_norms,
            self.rules,
            verdicts=self.ranking.verdicts,
            cache=cache,
        )

    def fit(self, *, size: Size = "likely", only: Iterable[str] | None = None) -> Fits:
        """
        Place the plant's buildings on every plot, or on those of `only`.

        Parameters
        ----------
        size
            Which end of the ranges of the buildings' sizes.
        only
            Plots to look at; by default all.

        Raises
        ------
        ProfileError
            If the profile names no buildings.
        UnknownNameError
            If there is no such plot.
        """
        from sezgeo.siting.fit.place_buildings import place_buildings

        layers = self.zone.layers
        return place_buildings(
            layers["plots"], layers, self.profile, self.rules, size=size, only=only
        )

    def connect(
        self,
        plots: str | Iterable[str] | None = None,
        *,
        utilities: Sequence[str] | None = None,
        size: Size = "likely",
        prices: Path | Prices | None = None,
        since: date | None = None,
    ) -> Connections:
        """
        Find the routes that connect the plant, and what they cost.

        Parameters
        ----------
        plots
            A plot, or several; by default every plot that is not excluded.
        utilities
            Which needs; by default all.
        size
            Which end of the needs' ranges.
        prices
            TOML file of prices, or what was read of one; by default the shipped ones.
        since
            From when the plant takes from its sources: what the ledger holds for others from then
            on is not theirs to give. By default the date of the newest layer.

        Raises
        ------
        UnknownNameError
            If there is no such plot.
        ProfileError
            If a need lacks its unit, or the prices are incomplete.
        SitingError
            If the plant takes none of the utilities, or one of them does not exist.
        """
        from sezgeo.capacity.ledger import Ledger
        from sezgeo.siting.connection.connect import connect
        from sezgeo.siting.connection.options import ConnectionOptions
        from sezgeo.siting.connection.prices import Prices, read

        layers = self.zone.layers
        since = since or max(schema.as_of for schema in self.zone.catalog.schemas.values())
        options = ConnectionOptions(
            utilities,
            size,
            prices if isinstance(prices, Prices) else read(prices),
            Ledger.of(layers).free_from(since),
        )
        return connect(layers, self.profile, self._plots(plots), options)

    def _plots(self, plots: str | Iterable[str] | None) -> list[str]:
        """Return the plots that were asked for; by default those that are not excluded."""
        if plots is None:
            rank = self.ranking.rank
            return [str(plot) for plot in rank.index[rank.notna()]]
        return [plots] if isinstance(plots, str) else list(plots)

    def assemble(self, target: AssemblyTarget) -> tuple[Assemblies, Ranking]:
        """
        Join neighbouring plots until the plant has what it needs, and rank what was joined.

        Raises
        ------
        ProfileError
            If the plant must fit and its profile names no buildings.
        """
        from sezgeo.siting.land_assembly.assemble import assemble, with_site

        zone, profile = self.zone, self.profile
        assemblies = assemble(zone.layers["plots"], zone.layers, profile, self.rules, target=target)
        plots = assemblies.plots
        measures = zone.measures(profile, zone.elevation, plots, own=self.criteria)
        plant = profile.plant.for_norms
        verdicts = norms.check(plots, zone.layers, plant, self.rules, cache=zone.cache)
        return assemblies, rank(
            with_site(measures, self.ranking.measures, assemblies),
            profile,
            verdicts=verdicts,
            plots=plots.frame[["site", "status", "area_m2"]],
            names=plot_names(zone.layers),
        )

    def passports(self, plots: Iterable[str], *, date: str = "") -> Iterator[Document]:
        """
        Write the passports of plots, one after the other.

        Routes and buildings are found for all of them at once, which takes a fraction of the time.

        Parameters
        ----------
        plots
            The plots.
        date
            ISO date to print; by default that of the newest layer.

        Raises
        ------
        UnknownNameError
            If there is no such plot.
        """
        from sezgeo.reports.passport.passport import PassportBasis, passport_document

        profile, layers = self.profile, self.zone.layers
        plant = profile.plant.for_norms
        basis = PassportBasis(
            self.ranking,
            self._robustness_checks[0],
            layers,
            plant,
            self.rules,
            date,
            self.zone.cache,
        )
        chosen = list(plots)
        fits = self.fit(only=chosen) if profile.footprint else None
        routes = self.connect(chosen)
        for plot in chosen:
            yield passport_document(basis, self.why(plot), fits, routes.alone(plot))

    def sheet(
        self, site: str | None = None, *, paper: PaperSize = "A4", date: str = ""
    ) -> MapSheet:
        """
        Draw the ranked plots of a site, or the sites of the zone, for an A3 or A4 sheet.

        Parameters
        ----------
        site
            Key of the site; by default the whole zone.
        paper
            Size of the sheet.
        date
            ISO date to print; by default that of the newest layer.

        Raises
        ------
        UnknownNameError
            If there is no such site.
        """
        from sezgeo.reports.map_sheet.content import MapSheetContent
        from sezgeo.reports.map_sheet.sheet import MapSheet
        from sezgeo.reports.provenance import stamp_of

        layers = self.zone.layers
        stamp = stamp_of(layers, self.profile, self.rules, date=date)
        title = self.zone.catalog.title
        return MapSheet(MapSheetContent(self.ranking, layers, stamp, paper, site, title))

    def map(self) -> Page:
        """Draw the ranking on a self-contained interactive map."""
        return draw(self.zone, [self])

    def to_xlsx(self, path: str | Path) -> Path:
        """Write the ranking as a spreadsheet that ranks anew when a weight changes."""
        from sezgeo.reports.workbook import write_workbook

        return write_workbook(self.ranking, self.zone.layers, Path(path))


@display.shows(Study)
def _study(study: Study) -> display.View:
    return display.view(study.ranking)


def draw(
    zone: Dataset,
    studies: list[Study],
    *,
    scenarios: Sequence[tuple[Text, list[Study]]] = (),
    basemap: str | None = None,
    overlays: OverlayCounts | None = None,
    passports: Iterable[str] = (),
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
    overlays
        On how many plots buildings and routes are drawn.
    passports
        Files in the folder `passports` beside the page, to link to.
    """
    from sezgeo.maps import Scenario, page

    counts = overlays or OverlayCounts()
    return page(
        zone.layers,
        [study.ranking for study in studies],
        title=zone.catalog.title,
        scenarios=[
            Scenario(title, [study.ranking for study in variants], variants[0].zone.layers["plots"])
            for title, variants in scenarios
        ],
        overlays=[*_fits(studies, counts.fits), *_routes(studies, counts.routes)],
        passports=passports,
        basemap=basemap,
    )


def _fits(studies: Iterable[Study], count: int) -> Iterator[Overlay]:
    """Draw how each plant that names its buildings fits on its best plots."""
    from sezgeo.maps import fit_overlay

    for study in studies:
        best = _best(study, count)
        if study.profile.footprint is not None and best:
            yield fit_overlay(study.fit(only=best))


def _routes(studies: Iterable[Study], count: int) -> Iterator[Overlay]:
    """Draw by which routes each plant's best plots are connected."""
    from sezgeo.maps import route_overlay

    for study in studies:
        if best := _best(study, count):
            yield route_overlay(study.connect(best))


def _best(study: Study, count: int) -> list[str]:
    rank = study.ranking.rank
    return [str(plot) for plot in rank.index[rank <= count]][:count]


__all__ = ["OverlayCounts", "Study", "draw"]
