"""
Connections to the database: how they are opened, what they promise, how their failures are told.

Nothing of an address is repeated but its masked name, and of the server's answers only its own
words about hosts, roles and tables.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import RLock
from typing import Any, LiteralString
from weakref import finalize

import psycopg
from psycopg import Connection, errors, sql
from psycopg.conninfo import conninfo_to_dict

from sezgeo.address import Address
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
    named = {name: sql.Identifier(schema, name) for name in _TABLES if f"{{{name}}}" in text}
    return sql.SQL(text).format(**named, **parts)


def connect(address: Address) -> Session:
    """
    Open a connection where every statement is its own transaction until `BEGIN`.

    Raises
    ------
    StoreError
        If the server cannot be reached or does not let us in.
    """
    given: dict[str, Any] = {"fallback_application_name": "sezgeo", "client_encoding": "utf8"}
    try:
        if "connect_timeout" not in conninfo_to_dict(address.url):
            given["connect_timeout"] = os.environ.get("PGCONNECT_TIMEOUT", CONNECT_S)
    except psycopg.ProgrammingError as cause:
        raise _unusable(address, _option(cause)) from None  # its words may hold a secret
    with database_errors(address):
        session = psycopg.connect(address.url, autocommit=True, **given)
        try:
            session.execute(_PROMISES, (str(STATEMENT_S * 1000),))
        except BaseException:
            session.close()
            raise
    return session


def checked(address: Address) -> Session:
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


def _check_format(address: Address, found: int) -> None:
    if found != FORMAT:
        raise wrong_format(address, found)


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

    def ask(self, asked: sql.Composed, values: Sequence[object] = ()) -> Rows:
        """Ask a composed query; asks once more where the connection turns out to be lost."""
        with self._lock, database_errors(self._address):
            session, known = self._session()
            try:
                return session.execute(asked, values).fetchall()
            except psycopg.OperationalError:
                if not (known and session.closed):
                    raise
            return self._session()[0].execute(asked, values).fetchall()

    def _session(self) -> tuple[Session, bool]:
        session = self._open.get(os.getpid())
        if session is not None and not session.closed:
            return session, True
        session = self._open[os.getpid()] = checked(self._address)
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
    except (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction) as cause:
        raise _denied(address, _words(cause)) from cause
    except (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName) as cause:
        raise not_ready(address) from cause
    except (errors.DiskFull, errors.ProgramLimitExceeded) as cause:
        raise _full(address, _words(cause)) from cause
    except (psycopg.DataError, psycopg.IntegrityError) as cause:
        raise _refused(address, _words(cause)) from cause
    except (psycopg.OperationalError, psycopg.InterfaceError) as cause:
        raise _unreachable(address, _words(cause)) from cause


def _words(cause: psycopg.Error) -> str:
    return " ".join((cause.diag.message_primary or str(cause)).split())


def _option(cause: psycopg.Error) -> str:
    """Tell which option libpq does not know; anything else it says may hold a secret."""
    head, _, name = str(cause).partition('parameter: "')
    return name.partition('"')[0].strip() if head and name.isprintable() else ""


def wrong_format(address: Address, found: int) -> StoreError:
    """Build the error of tables that another version of sezgeo made."""
    if found < FORMAT:
        return not_ready(address)
    return StoreError(
        "STORE_NOT_READY",
        Text(
            f"хранилище {address} формата {found} новее этой программы ({FORMAT}): обновите sezgeo",
            f"the store {address} has format {found}, newer than this program's {FORMAT}: update "
            "sezgeo",
        ),
    )


def not_ready(address: Address) -> StoreError:
    """Build the error of a database without our tables, or with too few of them."""
    return StoreError(
        "STORE_NOT_READY",
        Text(
            f"в {address} нет таблиц хранилища или части слоёв: выполните sezgeo init --store "
            "АДРЕС ролью, которой можно создавать таблицы",
            f"{address} lacks the tables of the store, or of some layers: run sezgeo init --store "
            "ADDRESS as a role that may create tables",
        ),
    )


def _unusable(address: Address, option: str) -> StoreError:
    what = Text(f" (параметр {option})", f" (option {option})") if option else Text("", "")
    return StoreError(
        "STORE_ADDRESS",
        Text(
            f"libpq не понимает адрес {address}{what.ru}: проверьте параметры после «?» и знаки %",
            f"libpq does not understand the address {address}{what.en}: check the options after "
            "'?' and the % signs",
        ),
    )


def _denied(address: Address, why: str) -> StoreError:
    return StoreError(
        "READ_ONLY",
        Text(
            f"в {address} этой роли нельзя писать ({why}): ничего не изменено; попросите права "
            "(docs/postgis.md)",
            f"this role may not write to {address} ({why}): nothing was changed; ask for the "
            "rights (docs/postgis.md)",
        ),
    )


def _full(address: Address, why: str) -> StoreError:
    return StoreError(
        "DISK_FULL",
        Text(
            f"на сервере {address} нет места ({why}): ничего не изменено, прежняя версия цела",
            f"no room on the server of {address} ({why}): nothing was changed, the version before "
            "is whole",
        ),
    )


def _refused(address: Address, why: str) -> StoreError:
    return StoreError(
        "STORE_VALUE",
        Text(
            f"{address} не принимает значение ({why}): ничего не изменено; исправьте данные",
            f"{address} does not take a value ({why}): nothing was changed; mend the data",
        ),
    )


def _unreachable(address: Address, why: str) -> StoreError:
    return StoreError(
        "STORE_UNREACHABLE",
        Text(
            f"нет связи с {address} ({why}): незаконченное отменено целиком, половины версии не "
            "бывает; когда сервер ответит, повторите (что записано, покажет sezgeo log)",
            f"no connection to {address} ({why}): what was not finished is undone as a whole, no "
            "half of a version stays; run it again when the server answers (sezgeo log shows what "
            "is there)",
        ),
    )
