"""
Ask a server of Overpass through osmnx, patiently, and keep its answers.

osmnx speaks the protocol: it looks up when the server has a free slot, cuts large areas up and
keeps every answer. What it lacks is added here: a limit of attempts, an answer that broke off on
the server's side is no answer, and a job done once is not asked for again.
"""

import hashlib
import json
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmnx
import requests
import shapely
from osmnx._errors import (
    CacheOnlyInterruptError,
    InsufficientResponseError,
    ResponseStatusCodeError,
)
from shapely import Polygon

from sezgeo.errors import SourceError
from sezgeo.i18n import Text
from sezgeo.sources.osm.mapping import Query
from sezgeo.version import __version__

URL = "https://overpass-api.de/api"
"""The main public server; its policy asks for few requests at a time, which osmnx keeps to."""

_DONE = "done"
_BUSY = (429, 504)
_FIRST_PAUSE_S = 15.0
_LONGEST_PAUSE_S = 240.0
_GRID_DEG = 1e-6


class _TryAgainError(Exception):
    """The server is busy, or its answer broke off."""

    def __init__(self, why: str, pause_s: float = 0.0) -> None:
        self.pause_s = pause_s
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Overpass:
    """
    A server of Overpass, and where its answers are kept.

    Attributes
    ----------
    cache
        Folder of answers; a job found there whole is not asked for again.
    url
        Address of the server's API, without `/interpreter`.
    attempts
        How often one job is tried.
    timeout_s
        How long the server may take for one answer.
    sleep
        Waits between attempts.
    """

    cache: Path
    url: str = URL
    attempts: int = 5
    timeout_s: int = 180
    sleep: Callable[[float], None] = time.sleep

    def answers(self, area: Polygon, query: Query) -> list[Path]:
        """
        Return the answers for one area, asking the server only for what is not kept.

        Parameters
        ----------
        area
            In degrees.
        query
            Tags to ask for; a feature with any of them comes.

        Raises
        ------
        SourceError
            If the server cannot be reached, refuses, or stays busy.
        """
        folder = self.cache / self._job(area, query)
        if not (folder / _DONE).is_file():
            _drop_torn(folder)
            self._ask(area, query, folder)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / _DONE).touch()
        return sorted(folder.glob("*.json"))

    def forget(self) -> None:
        """Drop all answers that are kept."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def _job(self, area: Polygon, query: Query) -> str:
        rounded = shapely.set_precision(area, _GRID_DEG).normalize().wkt
        job = json.dumps([self.url, rounded, query], sort_keys=True)
        return hashlib.sha256(job.encode()).hexdigest()[:20]

    def _ask(self, area: Polygon, query: Query, folder: Path) -> None:
        why: Exception = _TryAgainError("")
        for attempt in range(self.attempts):
            try:
                self._reach()
                with _settings(self, folder):
                    osmnx.features_from_polygon(area, dict(query))
            except CacheOnlyInterruptError:
                return
            except _TryAgainError as cause:
                why, pause = cause, max(cause.pause_s, _FIRST_PAUSE_S * 2**attempt)
            except requests.ConnectionError as cause:
                raise _unreachable(self.url, cause) from cause
            except (requests.RequestException, InsufficientResponseError) as cause:
                why, pause = cause, _FIRST_PAUSE_S * 2**attempt
            except ResponseStatusCodeError as cause:
                raise _refused(self.url, str(cause)) from cause
            if attempt + 1 < self.attempts:
                self.sleep(min(pause, _LONGEST_PAUSE_S))
        raise _stayed_busy(self.url, self.attempts, why) from why

    def _reach(self) -> None:
        """Fail at once where nobody answers: osmnx would wait a minute before it found out."""
        requests.get(f"{self.url.rstrip('/')}/status", timeout=self.timeout_s)


@contextmanager
def _settings(server: Overpass, folder: Path) -> Iterator[None]:
    """Set osmnx up for one job and put everything back, the patched DNS look-up too."""
    options = {
        "overpass_url": server.url,
        "requests_timeout": server.timeout_s,
        "requests_kwargs": {"hooks": {"response": _look_at}},
        "use_cache": True,
        "cache_folder": folder,
        "cache_only_mode": True,
        "overpass_rate_limit": True,
        "doh_url_template": None,
        "http_user_agent": f"sezgeo/{__version__} (osmnx)",
        "http_referer": "",
    }
    before = {name: getattr(osmnx.settings, name) for name in options}
    resolve = socket.getaddrinfo
    try:
        for name, value in options.items():
            setattr(osmnx.settings, name, value)
        yield
    finally:
        socket.getaddrinfo = resolve
        for name, value in before.items():
            setattr(osmnx.settings, name, value)


def _look_at(response: requests.Response, **_: Any) -> None:  # noqa: ANN401 - requests passes more
    """Stop at an answer that is none; osmnx would ask for ever, or take a torn one for whole."""
    if not response.url.split("?")[0].endswith("/interpreter"):
        return
    if not response.ok:
        response.close()
    if response.status_code in _BUSY:
        pause = response.headers.get("Retry-After", "")
        why = f"HTTP {response.status_code} {response.reason}"
        raise _TryAgainError(why, float(pause) if pause.isdecimal() else 0.0)
    if not response.ok:
        raise _refused(response.url, f"HTTP {response.status_code} {response.reason}")
    remark = _remark(response)
    if "error" in remark:
        raise _TryAgainError(remark)


def _remark(response: requests.Response) -> str:
    try:
        answer = response.json()
    except requests.JSONDecodeError:
        return ""
    return str(answer.get("remark", "")) if isinstance(answer, dict) else ""


def _drop_torn(folder: Path) -> None:
    """Drop answers that were being written when somebody pulled the plug."""
    for path in folder.glob("*.json"):
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            path.unlink()


def _unreachable(url: str, cause: Exception) -> SourceError:
    return SourceError(
        Text(
            f"сервер {url} не отвечает ({type(cause).__name__}): проверьте сеть и адрес (--url) "
            "или передайте файл (--file)",
            f"no answer from {url} ({type(cause).__name__}): check the network and the address "
            "(--url), or pass a file (--file)",
        )
    )


def _refused(url: str, why: str) -> SourceError:
    return SourceError(
        Text(
            f"сервер {url.split('?', maxsplit=1)[0]} отказал: {why[:200]}; проверьте адрес (--url)",
            f"{url.split('?', maxsplit=1)[0]} refused: {why[:200]}; check the address (--url)",
        )
    )


def _stayed_busy(url: str, attempts: int, why: Exception) -> SourceError:
    return SourceError(
        Text(
            f"сервер {url} не справился за {attempts} попыток ({str(why)[:200]}): повторите позже "
            "(полученное не скачивается снова) или уменьшите --margin-km",
            f"{url} did not manage in {attempts} attempts ({str(why)[:200]}): run it again later "
            "(what came is not fetched twice), or take a smaller --margin-km",
        )
    )
