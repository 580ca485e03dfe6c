"""
Reservations written into the store, one version each.

The ledger is read, checked and written by the one writer, so that two who reserve at once cannot
both be given the last megawatt. Log, diff, rollback, verify and export know no difference to an
imported version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from sezgeo import display
from sezgeo.capacity.ledger import Ledger
from sezgeo.capacity.reservation import Reservation, ReservationRequest, read_day
from sezgeo.capacity.rows import LAYER, row_of
from sezgeo.capacity.sources import SUPPLY_LAYERS, SourceKey
from sezgeo.crs import WORK_CRS
from sezgeo.errors import CatalogError, LayerError, SezgeoError, unknown_plot
from sezgeo.i18n import Text
from sezgeo.layers import Catalog, Layer
from sezgeo.layers.history import refresh_export, state
from sezgeo.layers.store.records import Signature, Version
from sezgeo.layers.store.store import Writer
from sezgeo.layers.versions.canonical import canonical
from sezgeo.layers.versions.changes import difference
from sezgeo.version import __version__


@dataclass(frozen=True, slots=True)
class LedgerAuthor:
    """
    Who writes, and when.

    Attributes
    ----------
    wait_s
        How long to wait for another writer.
    """

    author: str
    at: datetime
    wait_s: float = 0.0

    @property
    def signature(self) -> Signature:
        """Return what the journal notes."""
        return Signature(self.author, self.at.isoformat(timespec="seconds"), __version__)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BookedReservation(display.Shown):
    """
    What was written.

    Attributes
    ----------
    reservation
        The reservation as it is now.
    ledger
        The ledger as it is now.
    version
        Version of the layer of reservations.
    late
        What went wrong after the version was safe: the file for QGIS; None if nothing did.
    """

    reservation: Reservation
    ledger: Ledger
    version: Version
    late: Text | None = None


@display.shows(BookedReservation)
def _booked(booked: BookedReservation) -> display.View:
    held = booked.reservation
    ledger = display.view(booked.ledger)
    lines = [ledger.head, *([booked.late] if booked.late else [])]
    pattern = Text(
        "Резерв {number}: {holder}, {source}", "Reservation {number}: {holder}, {source}"
    )
    title = pattern.fill(number=held.number, holder=held.holder, source=str(held.source))
    return display.View(title, (display.Lines(lines), *ledger.parts))


def ledger_layers(catalog: Catalog) -> Mapping[str, Layer]:
    """
    Read the layers that a ledger is made of.

    Raises
    ------
    CatalogError
        If the catalog has no layer of reservations, as one made by an older sezgeo.
    """
    if LAYER not in catalog.schemas:
        raise CatalogError(
            Text(
                f"в каталоге {catalog.folder} нет слоя {LAYER}: перенесите таблицу "
                f"[layers.{LAYER}] и файл из поставленного каталога",
                f"the catalog of {catalog.folder} has no layer {LAYER}: copy the table "
                f"[layers.{LAYER}] and its file from the shipped one",
            )
        )
    names = [supply.layer for supply in SUPPLY_LAYERS if supply.layer in catalog.schemas]
    return {name: catalog.layer(name) for name in (*names, LAYER)}


def reserve(
    catalog: Catalog, request: ReservationRequest, author: LedgerAuthor
) -> BookedReservation:
    """
    Reserve capacity of a source.

    Parameters
    ----------
    catalog
        Folder of layers.
    request
        What to reserve.
    author
        Who reserves.

    Raises
    ------
    LedgerError, UnknownNameError
        If the words make no sense, or there is not so much; nothing is written then.
    BusyError, StoreError
        If somebody else writes, or the disk cannot be written.
    """

    def change(ledger: Ledger, number: str) -> tuple[Ledger, Reservation, str]:
        new = replace(ledger.read_request(request), number=number)
        _known_plot(catalog, new.plot)
        return ledger.with_reservation(new), new, f"reserve {number}"

    return _write(catalog, author, change)


def release(catalog: Catalog, number: str, since: str, author: LedgerAuthor) -> BookedReservation:
    """
    End a reservation from a day on; it stays in the ledger.

    Parameters
    ----------
    catalog
        Folder of layers.
    number
        Number of the reservation.
    since
        Year or ISO date from which it is free again.
    author
        Who releases.

    Raises
    ------
    LedgerError, UnknownNameError
        If there is no such reservation, or it has ended by then; nothing is written then.
    BusyError, StoreError
        If somebody else writes, or the disk cannot be written.
    """
    day = read_day(since)

    def change(ledger: Ledger, _: str) -> tuple[Ledger, Reservation, str]:
        after = ledger.with_release(number, day)
        return after, after.find(number), f"release {number} from {day}"

    return _write(catalog, author, change)


_Change = Callable[[Ledger, str], tuple[Ledger, Reservation, str]]


def _write(catalog: Catalog, author: LedgerAuthor, change: _Change) -> BookedReservation:
    """Check before the store is touched, so that a mistake leaves no trace, and again inside."""
    change(Ledger.of(ledger_layers(catalog)), "")
    with catalog.store.writing(author.signature, since=author.at, wait_s=author.wait_s) as writer:
        layers = ledger_layers(catalog)
        ledger, reservation, decision = change(
            Ledger.of(layers), _next_number(catalog, layers[LAYER])
        )
        version = _commit(
            catalog, writer, layers, reservation, decision=decision, day=author.at.date()
        )
        try:
            refresh_export(catalog)
        except SezgeoError as error:
            return BookedReservation(reservation, ledger, version, error.text)
    return BookedReservation(reservation, ledger, version)


def _known_plot(catalog: Catalog, plot: str) -> None:
    if plot and plot not in (known := catalog.layer("plots").frame.index):
        raise unknown_plot(plot[:80], known)


def _next_number(catalog: Catalog, held: Layer) -> str:
    """Return the number of the version that will bring a reservation: none comes twice."""
    versions = catalog.store.versions()
    known = [int(str(number)[2:]) for number in held.frame.index]
    return f"R-{max([versions[-1].id if versions else 0, *known]) + 1}"


def _commit(
    catalog: Catalog,
    writer: Writer,
    layers: Mapping[str, Layer],
    reservation: Reservation,
    *,
    decision: str,
    day: date,
) -> Version:
    schema, before = catalog.schema(LAYER), state(catalog, LAYER).frame
    rows = {row["reservation_id"]: row for row in before.to_dict("records")}
    place = rows.get(reservation.number, {}).get("geometry") or _place(layers, reservation.source)
    rows[reservation.number] = {
        **rows.get(reservation.number, {}),
        **row_of(reservation),
        "geometry": place,
    }
    table = pd.DataFrame(list(rows.values()), columns=[*schema.columns, "geometry"])
    frame = canonical(gpd.GeoDataFrame(table, crs=WORK_CRS), schema)
    if breaches := schema.breaches(frame):
        raise LayerError(LAYER, [breach.text for breach in breaches])
    return writer.commit(
        schema,
        frame,
        difference(before, frame, key=schema.key),
        source=str(schema.kept_by),
        as_of=day,
        completeness="complete",
        decision=decision,
    )


def _place(layers: Mapping[str, Layer], source: SourceKey) -> BaseGeometry:
    """Return a point of the source, where the map shows the reservation."""
    shape: BaseGeometry = layers[source.layer].frame.geometry[source.feature]
    return shape.representative_point()
