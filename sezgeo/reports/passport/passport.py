"""The passport of a plot: what is known of it for one plant, as the content of two pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import pandas as pd
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from sezgeo.cache import Cache
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.crs import geodesic_area_ha
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.norms import Plant, Rules
from sezgeo.reports.charts.plot_robustness_chart import draw_plot_robustness
from sezgeo.reports.document.content import (
    Block,
    Document,
    KeyFigure,
    Paragraphs,
    Picture,
    Section,
)
from sezgeo.reports.passport.file_names import passport_name
from sezgeo.reports.passport.plot_facts import cell_of, facts, site_of
from sezgeo.reports.passport.site_plan import WIDTH_MM, edges_of, plan_of
from sezgeo.reports.passport.site_plan_drawing import draw_plan
from sezgeo.reports.passport.tables import connections, constraints, known_parts, unknown_parts
from sezgeo.reports.provenance import Stamp, layers_by_date, stamp_of
from sezgeo.siting.connection.report import assumptions
from sezgeo.siting.connection.result import Connections
from sezgeo.siting.fit.placement import FitAnswer
from sezgeo.siting.fit.result import Fits
from sezgeo.suitability.ranking.explanation import Reasons
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.robustness.robustness import Robustness
from sezgeo.units import fixed, per_cent, quantity
from sezgeo.verdict import OUTCOME_TEXTS, PLOT_OUTCOME_TEXTS, Outcome

_SCHEMATIC = Text(
    "Контуры на плане схематичны; их точность указана в сведениях. Стрелки ведут к ближайшим "
    "известным объектам за рамкой, по прямой.",
    "Outlines on the plan are schematic; their accuracy is among the facts. Arrows point to the "
    "nearest known objects beyond the frame, in a straight line.",
)
_ANSWERS: Mapping[FitAnswer, Text] = {
    FitAnswer.FITS: Text(
        "Здания размещаются; запас по отступам со всех сторон — {spare}.",
        "They fit: all walls could move outwards by {spare}.",
    ),
    FitAnswer.NOT_FOUND: Text(
        "Вариант размещения не найден, но и не исключён.",
        "No placement was found, nor was it proven impossible.",
    ),
    FitAnswer.IMPOSSIBLE: Text(
        "Здания не размещаются: места меньше, чем им нужно.",
        "They do not fit: there is less room than the buildings need.",
    ),
}
_ADDS_UP = Text("Из чего сложился балл", "What adds up to the score")
_WOULD_ADD_UP = Text("Из чего сложился бы балл", "What would add up to the score")


@dataclass(frozen=True, eq=False)
class PassportBasis:
    """
    What all passports of one study share.

    Attributes
    ----------
    ranking
        Scores, ranks and verdicts.
    robustness
        What was drawn over all weights and data.
    layers
        All layers there are, by name.
    plant, rules
        What the law must know of the plant, and the norms.
    date
        ISO date to print; by default that of the newest layer.
    cache
        Where drawn zones are kept; by default nowhere.
    """

    ranking: Ranking
    robustness: Robustness
    layers: Mapping[str, Layer]
    plant: Plant
    rules: Rules
    date: str = ""
    cache: Cache | None = None

    @cached_property
    def stamp(self) -> Stamp:
        """Return which program and which data the passports rest on."""
        return stamp_of(self.layers, self.ranking.profile, self.rules, date=self.date)

    @cached_property
    def edges(self) -> tuple[BaseGeometry, ...]:
        """Return the edges of the zones that norms draw around objects."""
        return tuple(edges_of(self.layers, self.plant, self.rules, self.cache))


def passport_document(
    basis: PassportBasis,
    reasons: Reasons,
    fits: Fits | None = None,
    routes: Connections | None = None,
) -> Document:
    """
    Write the passport of one plot.

    Parameters
    ----------
    basis
        What all passports of the study share.
    reasons
        Why the plot stands where it stands.
    fits
        Whether the plant's buildings stand on it, if the profile names any.
    routes
        How it is connected, if that was asked.

    Returns
    -------
    Document
        Its content in both languages; `sezgeo.reports.document.write` sets it as DOCX, PDF or HTML.
    """
    plot, profile = reasons.plot_id, basis.ranking.profile
    row = basis.layers["plots"].frame.loc[plot]
    return Document(
        name=passport_name(profile.key, plot),
        title=Text(f"Паспорт участка {plot}", f"Passport of plot {plot}"),
        subtitle=_subtitle(basis, row),
        lead=reasons.headline,
        keys=tuple(_keys(basis.ranking, plot)),
        sections=tuple(_sections(basis, reasons, fits, routes)),
        stamp=basis.stamp.text,
        date=basis.stamp.date,
    )


def _subtitle(basis: PassportBasis, row: "pd.Series[Any]") -> Text:
    site, plant = site_of(basis.layers, row), basis.ranking.profile.title
    zone = Text("ОЭЗ «Технополис Москва»", "Technopolis Moscow special economic zone")
    line = Text("{zone}, площадка «{site}» · {plant}", "{zone}, site “{site}” · {plant}")
    return line.fill(zone=zone, site=site, plant=plant)


def _keys(ranking: Ranking, plot: str) -> Iterator[KeyFigure]:
    outcome = Outcome(int(ranking.outcome[plot]))
    ranked = int(ranking.rank.notna().sum())
    place = ranking.rank[plot]
    score = ranking.score[plot]
    excluded = pd.isna(place)
    yield KeyFigure(
        Text("место", "rank"),
        Text.same("—") if excluded else Text(f"{place} из {ranked}", f"{place} of {ranked}"),
    )
    low, high = fixed(float(ranking.low[plot])), fixed(float(ranking.high[plot]))
    interval = Text("от {low} до {high}", "from {low} to {high}").fill(low=low, high=high)
    yield KeyFigure(
        Text("балл от 0 до 1", "score from 0 to 1"),
        fixed(float(score)),
        Text.EMPTY if excluded else interval,
    )
    yield KeyFigure(
        Text("обеспеченность данными", "of the weight rests on data"),
        per_cent(float(ranking.known_share[plot])),
    )
    yield KeyFigure(
        Text("ограничения", "constraints"),
        PLOT_OUTCOME_TEXTS[outcome],
        _outcome_counts(ranking, plot),
    )


def _outcome_counts(ranking: Ranking, plot: str) -> Text:
    """Count the rules by outcome, the gravest first."""
    codes = [int(verdict.outcome[plot]) for verdict in ranking.verdicts]
    counts = [(outcome, codes.count(int(outcome))) for outcome in reversed(Outcome)]
    return Text.join("; ", [OUTCOME_TEXTS[o] + f" {count}" for o, count in counts if count])


def _sections(
    basis: PassportBasis, reasons: Reasons, fits: Fits | None, routes: Connections | None
) -> Iterator[Section]:
    plot = reasons.plot_id
    row = basis.layers["plots"].frame.loc[plot]
    yield _plan_section(basis, plot, fits, routes)
    yield Section(Text("Сведения", "Facts"), tuple(facts(basis.layers, row)))
    if fits is not None:
        fit = Paragraphs(_fit(fits, plot))
        yield Section(Text("Размещение зданий", "Does the plant fit"), (fit,))
    if routes is not None and (table := connections(routes, plot)):
        sources = Paragraphs(tuple(assumptions(routes)), small=True)
        yield Section(Text("Подключение", "Connection"), (table, sources))
    yield from _score_sections(basis, reasons)
    yield Section(
        Text("Источники и даты", "Sources and dates"),
        (Paragraphs(tuple(_sources(basis, reasons)), small=True),),
    )


def _plan_section(
    basis: PassportBasis, plot: str, fits: Fits | None, routes: Connections | None
) -> Section:
    lines = _routes(routes, plot)
    plan = plan_of(plot, basis.layers, basis.plant, basis.edges, fits=fits, routes=lines)
    alt = Text(
        f"План участка {plot} с соседями и местом площадки в зоне",
        f"Plan of plot {plot} with its neighbours, and the place of its site in the zone",
    )
    picture = Picture(partial(draw_plan, plan), alt, WIDTH_MM, "plan")
    notes = (Paragraphs((_SCHEMATIC,), small=True),) if plan.schematic else ()
    return Section(Text("План", "Plan"), (picture, *notes))


def _score_sections(basis: PassportBasis, reasons: Reasons) -> Iterator[Section]:
    """Yield what adds up to the score, what is not known, constraints, how sure the rank is."""
    plot, ranking = reasons.plot_id, basis.ranking
    if known := known_parts(reasons):
        yield Section(_ADDS_UP if plot in ranking.score.dropna() else _WOULD_ADD_UP, (known,))
    if unknown := unknown_parts(reasons):
        yield Section(Text("Недостающие данные", "What is not known"), (unknown,))
    yield Section(
        Text("Ограничения: норма и пункт", "Constraints: norm and clause"),
        (constraints(ranking.verdicts, plot),),
    )
    if reasons.standing:
        yield Section(
            Text("Устойчивость места", "How sure the rank is"),
            tuple(_robustness(basis, reasons)),
        )


def _routes(routes: Connections | None, plot: str) -> Iterator[tuple[Text, LineString]]:
    """Yield the routes that the plan draws."""
    for connection in [] if routes is None else routes.found:
        if connection.plot_id == plot:
            utility = UTILITIES[connection.utility]
            yield Text("трасса: ", "route: ") + utility, connection.route


def _fit(fits: Fits, plot: str) -> tuple[Text, ...]:
    """Say whether the buildings stand on the plot, with how much to spare."""
    placed = fits.placements[plot]
    land = quantity(float(geodesic_area_ha(fits.land.loc[[plot]])[0]), "land_ha")
    sizes = "; ".join(
        f"{long:g}\xa0×\xa0{wide:g}" for long, wide in fits.footprint.sizes_m(fits.size)
    )
    gap, edge = fits.footprint.gap_at(fits.size), fits.footprint.edge_at(fits.size)
    buildings = Text(
        "Здания завода: {sizes}\xa0м, противопожарные разрывы {gap}\xa0м, отступ от границ "
        "участка {edge}\xa0м; зона допустимого размещения зданий — {land}.",
        "The plant's buildings: {sizes}\xa0m, gaps {gap}\xa0m, edge {edge}\xa0m; {land} are left "
        "to build on.",
    ).fill(sizes=sizes, gap=f"{gap:g}", edge=f"{edge:g}", land=land)
    spare = quantity(abs(placed.spare_m), "spare_m")
    return (_ANSWERS[placed.answer].fill(spare=spare) + " " + buildings,)


def _robustness(basis: PassportBasis, reasons: Reasons) -> Iterator[Block]:
    plot = reasons.plot_id
    draw = partial(draw_plot_robustness, basis.ranking, basis.robustness, plot)
    alt = Text(
        f"Интервалы балла первых участков и доли мест участка {plot}",
        f"Score intervals of the first plots and how often {plot} takes each rank",
    )
    yield Picture(draw, alt, WIDTH_MM, "standing")
    yield Paragraphs((*reasons.standing, *([reasons.rival] if reasons.rival.en else [])))


def _sources(basis: PassportBasis, reasons: Reasons) -> Iterator[Text]:
    """Name the layers behind the numbers by date and version, and the plot's own source."""
    measured = [origin.layer for part in reasons.parts for origin in part.origins]
    checked = [verdict.layer for verdict in basis.ranking.verdicts if verdict.layer]
    used = dict.fromkeys([*measured, *checked])
    yield from layers_by_date(basis.layers[name] for name in used if name in basis.layers)
    row = basis.layers["plots"].frame.loc[reasons.plot_id]
    if source := cell_of(row, "source"):
        date = f" ({cell_of(row, 'source_date')})" if cell_of(row, "source_date") else ""
        yield Text("Участок: ", "The plot: ") + f"{source}{date}."
