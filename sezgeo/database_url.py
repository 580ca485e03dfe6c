"""
Address of a database that a team shares; whatever is shown of it holds no secret.

Knows only how addresses are written. Passwords are best left out of them: libpq takes them from
`PGPASSWORD` or `~/.pgpass` too, and other users of a machine can see what a command was given.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlencode

from sezgeo.errors import StoreError
from sezgeo.i18n import Text

SCHEMA = "sezgeo"
"""Schema of the database that holds the store, unless `?schema=NAME` says another."""

_URL = re.compile(r"(postgres(?:ql)?://)([^/?#]*)(?:/([^?#]*))?(?:\?(.*))?", re.DOTALL)
_SHOWN = frozenset({"host", "port", "user", "dbname", "service", "sslmode", "schema"})
_HIDDEN = "***"
_IN_URL = re.compile(r"(postgres(?:ql)?://[^\s:@/?#]*:)[^\s]*@", re.IGNORECASE)
_IN_WORDS = re.compile(r"(password\s*=\s*)(?:'[^']*'|[^\s&'\"]+)", re.IGNORECASE)
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,30}")


@dataclass(frozen=True, slots=True)
class Address:
    """
    Address of a PostgreSQL database, as libpq reads it.

    Attributes
    ----------
    url
        What libpq is given; may hold a password, so it is never shown.
    schema
        Schema of the database that holds the store.
    name
        What people are shown.

    Examples
    --------
    >>> Address.read("postgresql://ivanova:secret@gis.example/zone?sslmode=verify-full")
    Address(schema='sezgeo', name='postgresql://ivanova@gis.example/zone?sslmode=verify-full')
    """

    url: str = field(repr=False)
    schema: str
    name: str

    @classmethod
    def read(cls, text: str) -> "Address":
        """
        Read `postgresql://USER@HOST:PORT/DATABASE`, with libpq's options after a `?`.

        One option is ours: `schema=NAME`.

        Raises
        ------
        StoreError
            If it is no such address; nothing of it is repeated.
        """
        match = _URL.fullmatch(text.strip())
        # a bare @ : / ? # in a password would make libpq take a part of it for the host's name
        if match is None or text.count("@") > match[2].count("@") or match[2].count("@") > 1:
            raise _unreadable()
        scheme, authority, path, query = match.groups(default="")
        options = [_pair(word) for word in query.split("&") if word]
        schema = dict(options).get("schema", SCHEMA)
        if not _NAME.fullmatch(schema):
            raise _unreadable()
        user, separator, host = authority.rpartition("@")
        theirs = [pair for pair in options if pair[0] != "schema"]
        shown = [pair for pair in options if pair[0] in _SHOWN]
        return cls(
            f"{scheme}{authority}/{path}{_query(theirs)}",
            schema,
            f"postgresql://{user.partition(':')[0]}{separator}{host}/{unquote(path)}{_query(shown)}",
        )

    def __str__(self) -> str:
        """Return what people are shown."""
        return self.name


def masked(text: str) -> str:
    """
    Hide the passwords of addresses in a text.

    Examples
    --------
    >>> masked("no such command: postgresql://ivanova:secret@gis.example/zone")
    'no such command: postgresql://ivanova:***@gis.example/zone'
    """
    return _IN_WORDS.sub(rf"\1{_HIDDEN}", _IN_URL.sub(rf"\1{_HIDDEN}@", text))


def no_driver() -> StoreError:
    """Build the error of a program without the driver of PostgreSQL."""
    return StoreError(
        "STORE_DRIVER",
        Text(
            'для хранилища в PostgreSQL нужен psycopg: pip install "sezgeo[postgres]"',
            'a store in PostgreSQL needs psycopg: pip install "sezgeo[postgres]"',
        ),
    )


def _pair(word: str) -> tuple[str, str]:
    """Read one option as libpq does, to which a plus is no blank."""
    key, _, value = word.partition("=")
    return unquote(key), unquote(value)


def _query(options: list[tuple[str, str]]) -> str:
    return f"?{urlencode(options, quote_via=quote)}" if options else ""


def _unreadable() -> StoreError:
    return StoreError(
        "STORE_ADDRESS",
        Text(
            "адрес хранилища не читается: нужно postgresql://ПОЛЬЗОВАТЕЛЬ@УЗЕЛ:ПОРТ/БАЗА; знаки "
            "@ : / ? # % в пароле пишут как %40 %3A %2F %3F %23 %25, а лучше дать пароль через "
            "PGPASSWORD или ~/.pgpass; schema — латинские строчные буквы, цифры и _",
            "the address of the store cannot be read: postgresql://USER@HOST:PORT/DATABASE is "
            "needed; @ : / ? # % in a password are written %40 %3A %2F %3F %23 %25, better still "
            "give it through PGPASSWORD or ~/.pgpass; schema holds lower case letters, digits, _",
        ),
    )
