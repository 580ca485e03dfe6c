"""Assemblies of neighbouring plots: in words, and as plain data."""

import math

from sezgeo import display
from sezgeo.display import rounded, text_table
from sezgeo.i18n import Text
from sezgeo.layers.value_names import named_cell
from sezgeo.siting.land_assembly.result import Assemblies
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.units import fixed


@display.shows(Assemblies)
def shown(assemblies: Assemblies) -> display.View:
    """Show the assemblies that were found."""
    cut = Text.EMPTY if assemblies.whole else Text(", просмотрены не все", ", not all looked at")
    count = len(assemblies)
    head = Text(f"Наборов соседних участков: {count}", f"{count} sets of neighbouring plots") + cut
    return display.View(head, (display.Table.of_frame(assemblies.table),))


def to_dict(assemblies: Assemblies, ranking: Ranking) -> dict[str, object]:
    """Return assemblies with their scores as plain data."""
    table = assemblies.table.to_dict(orient="index")
    return {
        "profile": ranking.profile.key,
        "whole": assemblies.whole,
        "assemblies": [
            {
                "plot_id": str(key),
                "members": list(assemblies.members[str(key)]),
                "site": row["site"],
                "status": row["status"],
                "area_ha": round(row["area_ha"], 4),
                "spare_m": rounded(row.get("spare_m", math.nan)),
                "score": rounded(ranking.score[str(key)]),
                "low": rounded(ranking.low[str(key)]),
                "high": rounded(ranking.high[str(key)]),
            }
            for key, row in table.items()
        ],
    }


def assembly_table(
    assemblies: Assemblies, ranking: Ranking, area_ha: float, profile: Profile
) -> str:
    """Write one line an assembly, the best score first."""
    if not len(assemblies):
        none = Text(
            f": нет соседних участков, которые вместе дают {area_ha:g} га и вмещают завод. "
            "Попробуйте --reserved, --across 18, --any-shape или меньшую --area.",
            f": no neighbouring plots together give {area_ha:g} ha and hold the plant. Try "
            "--reserved, --across 18, --any-shape or a smaller --area.",
        )
        return str(profile.title + none + _cut_short_note(assemblies))
    head = (
        Text("набор", "set"),
        Text("участки", "plots"),
        Text("площадка", "site"),
        Text("статус", "status"),
        Text("га", "ha"),
        Text("запас, м", "to spare, m"),
        Text("балл", "score"),
        Text("диапазон", "from–to"),
    )
    table = assemblies.table.assign(score=ranking.score).sort_values("score", ascending=False)
    rows = [
        (
            str(key),
            row["members"],
            named_cell(ranking.names, "site", row["site"]),
            named_cell(ranking.names, "status", row["status"]),
            fixed(row["area_ha"], 2),
            fixed(row.get("spare_m", math.nan), 1),
            fixed(row["score"], 3),
            f"{fixed(ranking.low[str(key)], 3)}–{fixed(ranking.high[str(key)], 3)}",
        )
        for key, row in table.to_dict(orient="index").items()
    ]
    return f"{text_table(head, rows)}{_cut_short_note(assemblies)}"


def _cut_short_note(assemblies: Assemblies) -> Text:
    if assemblies.whole:
        return Text.EMPTY
    return Text(
        "\nНаборов слишком много, просмотрены не все: уменьшите --most.",
        "\nThere are too many sets, not all were looked at: lower --most.",
    )
