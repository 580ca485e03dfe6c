"""
Connections to the database: how they are opened, what they promise, how their failures are told.

Nothing of an address is repeated but its masked name, and of the server's answers only its own
words about hosts, roles and tables.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Any, LiteralString
from weakref import finalize

import psycopg
from psycopg import Connection, errors, sql
from psycopg.conninfo import conninfo_to_dict

from sezgeo.database_url import Address
from sezgeo.errors import StoreError
from sezgeo.i18n import Text

FORMAT = 1
"""Format of the tables; `tables.MIGRATIONS` brings older ones here."""

CONNECT_S = 10
STATEMENT_S = 300
"""A statement that takes longer is given up, unless the server or the address says otherwise."""

_TABLES = ("store", "writer", "delivery", "version", "change", "finding", "snapshot", "original",
           "report")  # fmt: skip
# A version that was told to be there is there after a power cut; a connection lives as long as its
# import; a machine that fell off the network frees the lock within a minute.
_PROMISES = """
SELECT set_config('synchronous_commit', 'on', false),
    set_config('idle_session_timeout', '0', false),
    set_config('tcp_keepalives_idle', '30', false),
    set_config('tcp_keepalives_interval', '10', false),
    set_config('tcp_keepalives_count', '3', false),
    CASE current_setting('statement_timeout') WHEN '0'
        THEN set_config('statement_timeout', %s, false) END
"""

Session = Connection[tuple[Any, ...]]
Rows = list[tuple[Any, ...]]


def query(schema: str, text: LiteralString, **parts: sql.Composable) -> sql.Composed:
    """Fill the names of the store's tables, and other parts, into a query."""
    tables = {name: sql.Identifier(schema, name) for name in _TABLES if f"{{{name}}}" in text}
    return sql.SQL(text).format(**tables, **parts)


def connect(address: Address) -> Session:
    """
    Open a connection where every statement is its own transaction until `BEGIN`.

    Raises
    ------
    StoreError
        If the server cannot be reached or does not let us in.
    """
    options: dict[str, Any] = {"fallback_application_name": "sezgeo", "client_encoding": "utf8"}
    try:
        if "connect_timeout" not in conninfo_to_dict(address.url):
            options["connect_timeout"] = os.environ.get("PGCONNECT_TIMEOUT", CONNECT_S)
    except psycopg.ProgrammingError as cause:
        option = _option(cause)
        why = Text(" (параметр {name})", " (option {name})").fill(name=option) if option else ""
        unusable = failure("STORE_ADDRESS", address, why)
        raise unusable from None  # the cause's words may hold a secret
    with database_errors(address):
        session = psycopg.connect(address.url, autocommit=True, **options)
        try:
            session.execute(_PROMISES, (str(STATEMENT_S * 1000),))
        except BaseException:
            session.close()
            raise
    return session


def open_session(address: Address) -> Session:
    """Open a connection to tables of our format; raises like `connect`."""
    session = connect(address)
    try:
        with database_errors(address):
            row = session.execute(query(address.schema, "SELECT format FROM {store}")).fetchone()
        _check_format(address, row[0] if row else 0)
    except BaseException:
        session.close()
        raise
    return session


def _check_format(address: Address, version: int) -> None:
    if version != FORMAT:
        raise wrong_format(address, version)


class Reader:
    """A connection to read by: opened when first asked, and again after it was lost."""

    def __init__(self, address: Address) -> None:
        self._address = address
        # a fork must leave its parent's connection alone
        self._open: dict[int, Session] = {}
        self._lock = RLock()

    def rows(self, text: LiteralString, values: Sequence[object] = ()) -> Rows:
        """Ask a query whose `{tables}` are the store's; raises `StoreError`."""
        return self.ask(query(self._address.schema, text), values)

    def ask(self, question: sql.Composed, values: Sequence[object] = ()) -> Rows:
        """Ask a composed query; asks once more where the connection turns out to be lost."""
        with self._lock, database_errors(self._address):
            session, known = self._session()
            try:
                return session.execute(question, values).fetchall()
            except psycopg.OperationalError:
                if not (known and session.closed):
                    raise
            return self._session()[0].execute(question, values).fetchall()

    def _session(self) -> tuple[Session, bool]:
        session = self._open.get(os.getpid())
        if session is not None and not session.closed:
            return session, True
        session = self._open[os.getpid()] = open_session(self._address)
        finalize(self, _close, session, os.getpid())
        return session, False

    def __reduce__(self) -> "tuple[type[Reader], tuple[Address]]":
        """Travel to another process without the connection."""
        return Reader, (self._address,)


def _close(session: Session, process: int) -> None:
    if process == os.getpid():
        with suppress(psycopg.Error):
            session.close()


@contextmanager
def database_errors(address: Address) -> Iterator[None]:
    """
    Turn failures of the database into findings a user can act on.

    Raises
    ------
    StoreError
        With the code STORE_UNREACHABLE, STORE_NOT_READY, STORE_VALUE, READ_ONLY or DISK_FULL.
    """
    try:
        yield
    except psycopg.Error as cause:
        for kinds, code in _CODES:
            if isinstance(cause, kinds):
                raise failure(code, address, _words(cause)) from cause
        raise


def _words(cause: psycopg.Error) -> str:
    return " ".join((cause.diag.message_primary or str(cause)).split())


def _option(cause: psycopg.Error) -> str:
    """Tell which option libpq does not know; anything else it says may hold a secret."""
    head, _, name = str(cause).partition('parameter: "')
    return name.partition('"')[0].strip() if head and name.isprintable() else ""


# the first that fits: DiskFull is an OperationalError too
_CODES: Sequence[tuple[tuple[type[psycopg.Error], ...], str]] = (
    ((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction), "READ_ONLY"),
    ((errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName), "STORE_NOT_READY"),
    ((errors.DiskFull, errors.ProgramLimitExceeded), "DISK_FULL"),
    ((psycopg.DataError, psycopg.IntegrityError), "STORE_VALUE"),
    ((psycopg.OperationalError, psycopg.InterfaceError), "STORE_UNREACHABLE"),
)


def failure(code: str, address: Address, why: str | Text = "") -> StoreError:
    """Build the error of a code, with its cure."""
    text = _FAILURES[code]
    return StoreError(code, text.fill(address=address.name, why=why))


_FAILURES: Mapping[str, Text] = {
    "STORE_UNREACHABLE": Text(
        "нет связи с {address} ({why}): незавершённая запись отменена целиком, "
        "частично записанных версий не бывает. Повторите, когда сервер будет доступен "
        "(записанные версии выводит sezgeo log).",
        "no connection to {address} ({why}): what was not finished is undone as a whole, no half "
        "of a version stays; run it again when the server answers (sezgeo log shows what is there)",
    ),
    "STORE_NOT_READY": Text(
        "в {address} нет таблиц хранилища или части слоёв: выполните sezgeo init --store АДРЕС "
        "ролью, которой можно создавать таблицы",
        "{address} lacks the tables of the store, or of some layers: run sezgeo init --store "
        "ADDRESS as a role that may create tables",
    ),
    "STORE_VALUE": Text(
        "{address} не принимает значение ({why}): ничего не изменено; исправьте данные",
        "{address} does not take a value ({why}): nothing was changed; mend the data",
    ),
    "STORE_DAMAGED": Text(
        "{why} в {address}: повреждено; восстановите из резервной копии базы или "
        "откатите слой (sezgeo rollback); остальные повреждения выводит sezgeo verify",
        "{why} in {address} is damaged: put it back from a backup of the database, or roll the "
        "layer back (sezgeo rollback); sezgeo verify shows what else is damaged",
    ),
    "STORE_ADDRESS": Text(
        "libpq не распознаёт адрес {address}{why}: проверьте параметры после «?» и знаки %",
        "libpq does not understand the address {address}{why}: check the options after '?' and "
        "the % signs",
    ),
    "READ_ONLY": Text(
        "у роли нет права на запись в {address} ({why}): ничего не изменено; "
        "запросите права (docs/how-to/postgis.md)",
        "this role may not write to {address} ({why}): nothing was changed; ask for the rights "
        "(docs/how-to/postgis.md)",
    ),
    "DISK_FULL": Text(
        "на сервере {address} нет места ({why}): ничего не изменено, прежняя версия цела",
        "no room on the server of {address} ({why}): nothing was changed, the version before is "
        "whole",
    ),
}


def damage_error(address: Address, what: str) -> StoreError:
    """Build the error of a snapshot or a file that is not what was written."""
    return failure("STORE_DAMAGED", address, what)


def unfit_error(address: Address, why: Text) -> StoreError:
    """Build the error of a server or of tables that will not do."""
    return StoreError(
        "STORE_NOT_READY",
        Text("{address} не годится: {why}", "{address} will not do: {why}").fill(
            address=str(address), why=why
        ),
    )


def wrong_format(address: Address, version: int) -> StoreError:
    """Build the error of tables that another version of sezgeo made."""
    if version < FORMAT:
        return failure("STORE_NOT_READY", address)
    newer = f"{version} > {FORMAT}"
    return unfit_error(
        address,
        Text(
            "формат хранилища новее этой программы ({newer}): обновите sezgeo",
            "the store's format is newer than this program ({newer}): update sezgeo",
        ).fill(newer=newer),
    )
