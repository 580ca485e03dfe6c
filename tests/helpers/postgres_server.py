"""
A PostgreSQL server for tests: on loopback, in a folder of its own, gone afterwards.

`initdb` refuses root, so under root the server runs as the user `postgres` that Debian makes.
"""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from sezgeo.database_url import Address
from sezgeo.layers import Catalog, shipped

_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
_PROGRAMS = ("initdb", "pg_ctl", "pg_config", "postgres")
# the machine stays up in these tests, so what the server wrote outlives the server without fsync
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "autovacuum": "off",
}


def programs() -> Path | None:
    """Return the folder of the newest server installed here that has PostGIS; None if none has."""
    found = [Path(place).parent for place in filter(None, [shutil.which("initdb")])]
    for pattern in _PLACES:
        found += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    for folder in found:
        if all((folder / name).is_file() for name in _PROGRAMS) and _has_postgis(folder):
            return folder
    return None


def _has_postgis(folder: Path) -> bool:
    asked = [folder / "pg_config", "--sharedir"]
    shared = subprocess.run(asked, capture_output=True, text=True, check=False)
    return (Path(shared.stdout.strip()) / "extension" / "postgis.control").is_file()


class PostgresServer:
    """One server; `start`, `stop` and `restart` it, and make databases on it."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self.home = Path(tempfile.mkdtemp(prefix="sezgeo-pg-"))
        self.password = "pa ss/" + secrets.token_hex(8) + "@%"
        self._user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if self._user:
            shutil.chown(self.home, **self._user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        secret = self.home / "secret"
        secret.write_text(self.password, encoding="utf-8")
        if self._user:
            shutil.chown(secret, **self._user)
        self._run(
            "initdb", "--pgdata", self.data, "--username=owner", f"--pwfile={secret}", "--no-sync",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions",
        )  # fmt: skip
        secret.unlink()
        lines = [f"{name} = '{value}'" for name, value in _SETTINGS.items()]
        lines += [f"port = {self.port}", f"unix_socket_directories = '{self.home}'"]
        with (self.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    @property
    def data(self) -> Path:
        """Return the folder of the cluster."""
        return self.home / "data"

    def _run(self, program: str, *words: object) -> None:
        subprocess.run(
            [self._binaries / program, *map(str, words)],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **self._user,
        )

    def start(self) -> None:
        """Start, and wait until connections are taken."""
        log = self.home / "log"
        self._run("pg_ctl", "start", "--wait", "--pgdata", self.data, "--log", log)

    def stop(self, mode: str = "immediate") -> None:
        """Stop; `immediate` ends every process at once, as a crash does."""
        self._run("pg_ctl", "stop", "--wait", "--mode", mode, "--pgdata", self.data)

    def remove(self) -> None:
        """Stop, if it runs, and remove everything."""
        if (self.data / "postmaster.pid").is_file():
            self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def address(self, database: str, *, user: str = "owner", options: str = "") -> Address:
        """Return the address of a database, with the owner's password in it."""
        secret = self.password.replace("%", "%25").replace("@", "%40").replace("/", "%2F")
        url = f"postgresql://{user}:{secret.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}"
        return Address.read(url + options)

    def run(self, statement: str, *names: str, database: str = "postgres") -> list[tuple]:
        """Run one statement as the owner, whose `{}` are names."""
        url = self.address(database).url
        with psycopg.connect(url, autocommit=True) as session:
            found = session.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
            return found.fetchall() if found.description else []


@contextmanager
def prepared_server() -> Iterator[PostgresServer]:
    """Run a server with a database `prepared` for the shipped layers; raises LookupError."""
    binaries = programs()
    if binaries is None:
        msg = "no PostgreSQL with PostGIS: install postgresql-15 and postgresql-15-postgis-3"
        raise LookupError(msg)
    server = PostgresServer(binaries)
    try:
        server.start()
        server.run("CREATE DATABASE prepared")
        catalog = Catalog.read(shipped(), store=server.address("prepared"))
        catalog.store.backend.prepare(catalog.schemas)
        yield server
    finally:
        server.remove()
