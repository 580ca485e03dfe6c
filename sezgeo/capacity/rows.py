"""Reservations as rows of their layer, and back."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from sezgeo.capacity.reservation import Reservation
from sezgeo.capacity.sources import SourceKey
from sezgeo.capacity.utilities import UTILITIES
from sezgeo.errors import LayerError
from sezgeo.i18n import Text

LAYER = "reservations"
"""The layer the reservations are kept in."""


def read_rows(frame: GeoDataFrame) -> Iterator[Reservation]:
    """Yield the reservations of the layer, by number."""
    order = sorted(frame.to_dict("records"), key=lambda row: int(row["reservation_id"][2:]))
    for row in order:
        held = [name for name in UTILITIES if pd.notna(row.get(name))]
        if len(held) != 1:
            raise LayerError(LAYER, [_not_one(row["reservation_id"])])
        texts = {name: row.get(name) for name in ("until_date", "plot_id", "note")}
        until, plot, note = ("" if pd.isna(text) else str(text) for text in texts.values())
        yield Reservation(
            str(row["reservation_id"]),
            SourceKey(str(row["source_layer"]), str(row["source_id"])),
            held[0],
            float(row[held[0]]),
            str(row["holder"]),
            date.fromisoformat(str(row["from_date"])),
            date.fromisoformat(until) if until else None,
            plot,
            note,
        )


def _not_one(number: str) -> Text:
    return Text(
        f"бронь {number}: заполнен должен быть ровно один столбец из {', '.join(UTILITIES)}",
        f"reservation {number}: just one column of {', '.join(UTILITIES)} must be filled",
    )


def row_of(one: Reservation) -> dict[str, object]:
    """Return a reservation as a row of the layer, without its place."""
    return {
        "reservation_id": one.number,
        "source_layer": one.source.layer,
        "source_id": one.source.feature,
        "holder": one.holder,
        one.utility: one.amount,
        "from_date": one.since.isoformat(),
        "until_date": None if one.until is None else one.until.isoformat(),
        "plot_id": one.plot or None,
        "note": one.note or None,
    }
