"""
The tables of a store in PostGIS, and the way from one format of them to the next.

The journal's tables are those of SQLite. Each layer has a table of features with typed columns and
outlines, a row for each feature of each snapshot, and two views for QGIS: the current version, and
all versions.
"""

from collections.abc import Mapping
from typing import LiteralString

from psycopg import sql

from sezgeo.database_url import Address
from sezgeo.i18n import Text
from sezgeo.layers.contract import Schema
from sezgeo.layers.postgis.features import declare
from sezgeo.layers.postgis.session import (
    FORMAT,
    Session,
    connect,
    database_errors,
    query,
    unfit_error,
    wrong_format,
)

_OLDEST = 140000
"""Oldest server with every setting we ask for: PostgreSQL 14."""

_FIRST: LiteralString = """
CREATE TABLE {writer} (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), who text NOT NULL DEFAULT '',
    since text NOT NULL DEFAULT '', pid integer NOT NULL DEFAULT 0);
INSERT INTO {writer} DEFAULT VALUES;
CREATE TABLE {delivery} (
    id integer PRIMARY KEY, layer text NOT NULL, name text NOT NULL, sha256 text NOT NULL,
    content text NOT NULL, outcome text NOT NULL, author text NOT NULL, time text NOT NULL,
    tool_version text NOT NULL);
CREATE TABLE {snapshot} (sha256 text PRIMARY KEY, body bytea NOT NULL);
ALTER TABLE {snapshot} ALTER body SET STORAGE EXTERNAL;
CREATE TABLE {version} (
    id integer PRIMARY KEY, parent integer NOT NULL, layer text NOT NULL,
    sha256 text NOT NULL REFERENCES {snapshot}, content text NOT NULL, rows integer NOT NULL,
    author text NOT NULL, time text NOT NULL, tool_version text NOT NULL, decision text NOT NULL,
    source text NOT NULL, as_of text NOT NULL, completeness text NOT NULL,
    delivery integer REFERENCES {delivery}, changes_sha256 text NOT NULL, chain text NOT NULL);
CREATE INDEX ON {version} (layer, id);
CREATE TABLE {change} (
    version integer NOT NULL REFERENCES {version}, place integer NOT NULL, kind text NOT NULL,
    feature text NOT NULL, field text NOT NULL, before text NOT NULL, after text NOT NULL,
    PRIMARY KEY (version, place));
CREATE TABLE {finding} (
    delivery integer NOT NULL REFERENCES {delivery}, place integer NOT NULL, code text NOT NULL,
    severity text NOT NULL, body text NOT NULL, PRIMARY KEY (delivery, place));
CREATE TABLE {original} (
    sha256 text NOT NULL, path text NOT NULL, part integer NOT NULL, body bytea NOT NULL,
    PRIMARY KEY (sha256, path, part));
ALTER TABLE {original} ALTER body SET STORAGE EXTERNAL;
CREATE TABLE {report} (
    sha256 text NOT NULL, name text NOT NULL, body bytea NOT NULL, PRIMARY KEY (sha256, name));
"""
MIGRATIONS: tuple[LiteralString, ...] = (_FIRST,)
"""What brings the tables from format n to n + 1."""


def prepare(address: Address, schemas: Mapping[str, Schema]) -> None:
    """
    Make the tables of a store, or bring those there are up to date; run twice it changes nothing.

    Parameters
    ----------
    address
        Where.
    schemas
        Contracts of the layers; each gets its table and views, and new columns where it has more.

    Raises
    ------
    StoreError
        If the server cannot be reached, the role may not create tables, PostGIS is not installed,
        or the tables were made by a newer program.
    """
    with connect(address) as session, database_errors(address), session.transaction():
        # two who prepare at once come one after the other
        session.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"sezgeo {address.schema}",))
        _check_server(session, address)
        if not _is_there(session, address.schema):
            create = sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(address.schema))
            session.execute(create)
        _migrate(session, address)
        for schema in schemas.values():
            declare(session, address.schema, schema)


def _check_server(session: Session, address: Address) -> None:
    encoding = session.info.parameter_status("server_encoding")
    if session.info.server_version < _OLDEST or encoding != "UTF8":
        raise unfit_error(
            address,
            Text("нужен PostgreSQL 14 или новее с базой в UTF8", "PostgreSQL 14 and UTF8 needed"),
        )
    there = session.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone()
    offered = session.execute(
        "SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'"
    ).fetchone()
    if there is None and offered is None:
        raise unfit_error(
            address,
            Text(
                "на сервере нет PostGIS: установите его (в Debian: postgresql-15-postgis-3)",
                "the server has no PostGIS: install it (on Debian: postgresql-15-postgis-3)",
            ),
        )
    if there is None:
        session.execute("CREATE EXTENSION postgis")


def _is_there(session: Session, schema: str) -> bool:
    rows = session.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,))
    return rows.fetchone() is not None


def _migrate(session: Session, address: Address) -> None:
    name = address.schema
    session.execute(
        query(
            name,
            "CREATE TABLE IF NOT EXISTS {store} ("
            "one boolean PRIMARY KEY DEFAULT true CHECK (one), format integer NOT NULL)",
        )
    )
    session.execute(query(name, "INSERT INTO {store} (format) VALUES (0) ON CONFLICT DO NOTHING"))
    row = session.execute(query(name, "SELECT format FROM {store} FOR UPDATE")).fetchone()
    version = row[0] if row else 0
    if version > FORMAT:
        raise wrong_format(address, version)
    for step in MIGRATIONS[version:]:
        session.execute(query(name, step))
    session.execute(query(name, "UPDATE {store} SET format = %s WHERE format <> %s"), [FORMAT] * 2)
