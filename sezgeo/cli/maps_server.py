"""The server of `serve`: the maps of one folder, for this machine and nobody else."""

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

HOST = "127.0.0.1"


class MapsHandler(SimpleHTTPRequestHandler):
    """Serves the pages of one folder, to requests that name this machine and no other."""

    def send_head(self):  # type: ignore[no-untyped-def]  # noqa: ANN201 - the library's own types are private
        """Refuse foreign names of this host and files that lie outside the folder."""
        host = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if host not in {HOST, "localhost"}:
            # a foreign name that resolves to this machine: DNS rebinding
            self.send_error(HTTPStatus.FORBIDDEN)
            return None
        if not self._is_inside():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def _is_inside(self) -> bool:
        """Tell whether what is asked for lies in the folder, links followed, and is not hidden."""
        folder = Path(self.directory).resolve()
        try:
            path = Path(self.translate_path(self.path)).resolve()
        except ValueError:  # a zero byte in the path
            return False
        if not path.is_relative_to(folder):
            return False
        return not any(part.startswith(".") for part in path.relative_to(folder).parts)

    def end_headers(self) -> None:
        """Let a page be read anew after it was written anew."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the terminal quiet: only the address matters there."""


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """
    Make a server of a folder on the loopback address; port 0 takes any free one.

    Raises
    ------
    SezgeoError
        If there is no such folder, or the port is taken.
    """
    existing(folder)
    try:
        return ThreadingHTTPServer((HOST, port), partial(MapsHandler, directory=str(folder)))
    except OSError as cause:
        raise SezgeoError(
            Text(
                f"порт {port} занят: укажите другой (--port)",
                f"port {port} is taken: name another one (--port)",
            )
        ) from cause


def existing(folder: Path) -> None:
    """Refuse a folder that is not there."""
    if not folder.is_dir():
        raise SezgeoError(
            Text(
                f"нет папки {folder}: сначала выполните sezgeo map или укажите другую папку",
                f"no folder {folder}: run sezgeo map first, or name another one",
            )
        )
