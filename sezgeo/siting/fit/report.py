"""How fits are printed."""

from sezgeo import display
from sezgeo.crs import degrees, geodesic_area_ha
from sezgeo.display import text_table
from sezgeo.i18n import Text
from sezgeo.layers.value_names import ValueNames, named_cell
from sezgeo.siting.fit.largest_rectangle import largest_of_aspect
from sezgeo.siting.fit.result import Fits
from sezgeo.units import fixed

ANSWERS = {
    "fits": Text("да", "yes"),
    "not_found": Text("не найдено", "not found"),
    "impossible": Text("нет", "no"),
}


@display.shows(Fits)
def shown(fits: Fits) -> display.View:
    """Show the plots, the most to spare first."""
    return display.View(fits.headline, (display.Table.of_frame(fits.table),))


def plots_text(fits: Fits, aspect: float | None, names: ValueNames) -> str:
    """Write one line a plot, the most to spare first."""
    head = [
        Text("участок", "plot"),
        Text("площадка", "site"),
        Text("статус", "status"),
        Text("допустимо для зданий, га", "to build on, ha"),
        Text("размещается", "fits"),
        Text("запас, м", "to spare, m"),
    ]
    several = len(fits.footprint.layouts) > 1
    if several:
        head.append(Text("планировка", "layout"))
    if aspect is not None:
        head.append(Text(f"наибольший {aspect:g}:1, м", f"largest {aspect:g}:1, m"))
    rows = []
    for plot, row in fits.table.to_dict(orient="index").items():
        cells: list[Text | str] = [
            str(plot),
            named_cell(names, "site", row["site"]),
            named_cell(names, "status", row["status"]),
            fixed(row["land_ha"], 2),
            ANSWERS[row["answer"]],
            fixed(row["spare_m"], 1),
        ]
        if several:
            cells.append(fits.layout(str(plot)).title)
        if aspect is not None:
            best = largest_of_aspect(fits.land[str(plot)], aspect)
            cells.append(f"{best[0]:.0f} × {best[1]:.0f}" if best else "—")
        rows.append(cells)
    return f"{fits.headline}\n\n{text_table(head, rows)}\n\n{_AS_DRAWN}"


_AS_DRAWN = Text(
    "Запас: на столько могли бы отступить наружу все стены сразу; с минусом столько не хватает. "
    "Контуры взяты как есть: ответ не точнее их погрешности.",
    "To spare: how far all walls could move outwards at once; with a minus, what is missing. "
    "Outlines are taken as drawn: the answer is no better than their accuracy.",
)


def plot_text(fits: Fits, plot: str, aspect: float) -> str:
    """Write where each building stands."""
    placement = fits.placements[plot]
    rows = [
        (Text("размещается", "fits"), ANSWERS[placement.answer.value]),
        (Text("запас, м", "to spare, m"), fixed(placement.spare_m, 1)),
        (
            Text("запас не больше, м", "to spare at most, m"),
            fixed(placement.most_m, 1),
        ),
        (
            Text(
                "главный корпус, ° от востока",
                "main building, ° from east",
            ),
            fixed(placement.angle_deg, 1),
        ),
        (
            Text("допустимо для зданий, га", "to build on, ha"),
            fixed(geodesic_area_ha(fits.land.loc[[plot]])[0], 2),
        ),
    ]
    if len(fits.footprint.layouts) > 1:
        rows.insert(1, (Text("планировка", "layout"), fits.layout(plot).title))
    if best := largest_of_aspect(fits.land[plot], aspect):
        rows.append(
            (
                Text(
                    f"наибольший {aspect:.3g}:1, м",
                    f"largest {aspect:.3g}:1, m",
                ),
                Text.same("{l} × {w}").fill(l=round(best[0], 1), w=round(best[1], 1)),
            )
        )
    parts = [str(fits.headline), "", text_table((plot, ""), rows)]
    if placement.buildings:
        parts += ["", text_table(_CORNERS, _building_rows(fits, plot))]
    return "\n".join([*parts, "", str(_AS_DRAWN)])


_CORNERS = (
    Text("здание", "building"),
    Text("м", "m"),
    Text("углы: долгота, широта", "corners: longitude, latitude"),
)


def _building_rows(fits: Fits, plot: str) -> list[tuple[Text | str, ...]]:
    buildings = fits.buildings_on(plot)
    rings = degrees(building.outline for building in buildings)
    return [
        (
            building.title,
            f"{building.length_m:g} × {building.width_m:g}",
            "; ".join(f"{x:.6f}, {y:.6f}" for x, y in ring[:-1]),
        )
        for building, ring in zip(buildings, rings, strict=True)
    ]
