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
            raise LayerError(LAYER, [_not_one_utility(row["reservation_id"])])
        texts = {name: row.get(name) for name in ("until_date", "plot_id", "note")}
        until, plot, note = ("" if pd.isna(text) else str(text) for text in texts.values())
        yield Reservation(
            number=str(row["reservation_id"]),
            source=SourceKey(str(row["source_layer"]), str(row["source_id"])),
            utility=held[0],
            amount=float(row[held[0]]),
            holder=str(row["holder"]),
            since=date.fromisoformat(str(row["from_date"])),
            until=date.fromisoformat(until) if until else None,
            plot=plot,
            note=note,
        )


def _not_one_utility(number: str) -> Text:
    return Text(
        f"резерв {number}: заполнен должен быть ровно один столбец из {', '.join(UTILITIES)}",
        f"reservation {number}: just one column of {', '.join(UTILITIES)} must be filled",
    )


def row_of(reservation: Reservation) -> dict[str, object]:
    """Return a reservation as a row of the layer, without its place."""
    return {
        "reservation_id": reservation.number,
        "source_layer": reservation.source.layer,
        "source_id": reservation.source.feature,
        "holder": reservation.holder,
        reservation.utility: reservation.amount,
        "from_date": reservation.since.isoformat(),
        "until_date": None if reservation.until is None else reservation.until.isoformat(),
        "plot_id": reservation.plot or None,
        "note": reservation.note or None,
    }
