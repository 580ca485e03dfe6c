"""How fits and assemblies are printed."""

import math

from sezgeo.crs import degrees, geodesic_area_ha
from sezgeo.display import text_table
from sezgeo.i18n import LANGUAGES, Text, number
from sezgeo.siting.assembly import Assemblies
from sezgeo.siting.fit import Fits, largest_of_aspect
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking import Ranking

ANSWERS = {
    "fits": Text("да", "yes"),
    "not_found": Text("не найдено", "not found"),
    "impossible": Text("нет", "no"),
}


def every(found: Fits, aspect: float | None) -> str:
    """Write one line a plot, the most to spare first."""
    head = [
        Text("участок", "plot"),
        Text("площадка", "site"),
        Text("статус", "status"),
        Text("под застройку, га", "to build on, ha"),
        Text("помещается", "fits"),
        Text("запас, м", "to spare, m"),
    ]
    several = len(found.footprint.layouts) > 1
    if several:
        head.append(Text("планировка", "layout"))
    if aspect is not None:
        head.append(Text(f"наибольший {aspect:g}:1, м", f"largest {aspect:g}:1, m"))
    rows = []
    for plot, row in found.table.to_dict(orient="index").items():
        cells = [
            str(plot),
            row["site"],
            row["status"],
            _number(row["land_ha"], 2),
            ANSWERS[row["answer"]],
            _number(row["spare_m"], 1),
        ]
        if several:
            cells.append(found.layout(str(plot)).title)
        if aspect is not None:
            best = largest_of_aspect(found.land[str(plot)], aspect)
            cells.append(f"{best[0]:.0f} × {best[1]:.0f}" if best else "—")
        rows.append(cells)
    return f"{found.headline}\n\n{text_table(head, rows)}\n\n{_AS_DRAWN}"


_AS_DRAWN = Text(
    "Запас: на столько могли бы отступить наружу все стены сразу; с минусом столько не хватает. "
    "Контуры взяты как есть: ответ не точнее их погрешности.",
    "To spare: how far all walls could move outwards at once; with a minus, what is missing. "
    "Outlines are taken as drawn: the answer is no better than their accuracy.",
)


def one(found: Fits, plot: str, aspect: float) -> str:
    """Write where each building stands."""
    placed = found.placements[plot]
    rows = [
        (Text("помещается", "fits"), ANSWERS[placed.answer.value]),
        (Text("запас, м", "to spare, m"), _number(placed.spare_m, 1)),
        (
            Text("запас не больше, м", "to spare at most, m"),
            _number(placed.most_m, 1),
        ),
        (
            Text(
                "главный корпус, ° от востока",
                "main building, ° from east",
            ),
            _number(placed.angle_deg, 1),
        ),
        (
            Text("под застройку, га", "to build on, ha"),
            _number(geodesic_area_ha(found.land.loc[[plot]])[0], 2),
        ),
    ]
    if len(found.footprint.layouts) > 1:
        rows.insert(1, (Text("планировка", "layout"), found.layout(plot).title))
    if best := largest_of_aspect(found.land[plot], aspect):
        rows.append(
            (
                Text(
                    f"наибольший {aspect:.3g}:1, м",
                    f"largest {aspect:.3g}:1, m",
                ),
                Text("{l} × {w}", "{l} × {w}").fill(l=round(best[0], 1), w=round(best[1], 1)),
            )
        )
    parts = [str(found.headline), "", text_table((plot, ""), rows)]
    if placed.buildings:
        parts += ["", text_table(_CORNERS, _buildings(found, plot))]
    return "\n".join([*parts, "", str(_AS_DRAWN)])


_CORNERS = (
    Text("здание", "building"),
    Text("м", "m"),
    Text("углы: долгота, широта", "corners: longitude, latitude"),
)


def _buildings(found: Fits, plot: str) -> list[tuple[Text | str, ...]]:
    placed = found.standing(plot)
    rings = degrees(one.outline for one in placed)
    return [
        (
            one.title,
            f"{one.length_m:g} × {one.width_m:g}",
            "; ".join(f"{x:.6f}, {y:.6f}" for x, y in ring[:-1]),
        )
        for one, ring in zip(placed, rings, strict=True)
    ]


def plain(found: Assemblies, ranking: Ranking) -> dict[str, object]:
    """Return assemblies with their scores as plain data."""
    table = found.table.to_dict(orient="index")
    return {
        "profile": ranking.profile.key,
        "whole": found.whole,
        "assemblies": [
            {
                "plot_id": str(key),
                "members": list(found.members[str(key)]),
                "site": row["site"],
                "status": row["status"],
                "area_ha": round(row["area_ha"], 4),
                "spare_m": _known(row.get("spare_m", math.nan)),
                "score": _known(ranking.score[str(key)]),
                "low": _known(ranking.low[str(key)]),
                "high": _known(ranking.high[str(key)]),
            }
            for key, row in table.items()
        ],
    }


def joined(found: Assemblies, ranking: Ranking, area_ha: float, profile: Profile) -> str:
    """Write one line an assembly, the best score first."""
    if not len(found):
        return str(
            Text(
                f"{profile.title.ru}: нет соседних участков, которые вместе дают {area_ha:g} га и "
                "вмещают завод. Попробуйте --reserved, --across 18, --any-shape или меньшую --area."
                f"{_cut_short(found).ru}",
                f"{profile.title.en}: no neighbouring plots together give {area_ha:g} ha and "
                "hold the plant. Try --reserved, --across 18, --any-shape or a smaller --area."
                f"{_cut_short(found).en}",
            )
        )
    head = (
        Text("набор", "set"),
        Text("участки", "plots"),
        Text("площадка", "site"),
        Text("статус", "status"),
        Text("га", "ha"),
        Text("запас, м", "to spare, m"),
        Text("балл", "score"),
        Text("от и до", "from–to"),
    )
    table = found.table.assign(score=ranking.score).sort_values("score", ascending=False)
    rows = [
        (
            str(key),
            row["members"],
            row["site"],
            row["status"],
            _number(row["area_ha"], 2),
            _number(row.get("spare_m", math.nan), 1),
            _number(row["score"], 3),
            f"{_number(ranking.low[str(key)], 3)}–{_number(ranking.high[str(key)], 3)}",
        )
        for key, row in table.to_dict(orient="index").items()
    ]
    return f"{text_table(head, rows)}{_cut_short(found)}"


def _cut_short(found: Assemblies) -> Text:
    if found.whole:
        return Text("", "")
    return Text(
        "\nНаборов слишком много, просмотрены не все: уменьшите --most.",
        "\nThere are too many sets, not all were looked at: lower --most.",
    )


def _number(value: float, digits: int) -> Text:
    return Text(*(number(float(value), lang, digits) for lang in LANGUAGES))


def _known(value: float) -> float | None:
    return round(value, 3) if math.isfinite(value) else None
