"""Fixtures every test may ask for."""

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from sezgeo.cli import main
from sezgeo.i18n import speaking
from tests.helpers import ROOT
from tests.helpers.requirements import IN_CI, missing

# Tests keep measures in a folder of their own, never in that of the user.
_CACHE = tempfile.mkdtemp(prefix="sezgeo-cache-")
atexit.register(shutil.rmtree, _CACHE, ignore_errors=True)
os.environ["SEZGEO_CACHE"] = _CACHE
# The many processes that tests start keep what Python compiles, as a user's do.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# In CI the same change gives the same verdict: chance may search on a developer's machine.
settings.register_profile("ci", derandomize=True, deadline=None)
if IN_CI:
    settings.load_profile("ci")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Speak English in every test, whatever the machine's locale and the test before."""
    with speaking("en"):
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the shared facts and real data, beside the repository."""
    folder = Path(os.environ.get("SEZGEO_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        missing(f"no shared data at {folder}: set SEZGEO_SHARED to its folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """One headless Chromium for all browser tests."""
    program = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if program is None:
        missing("no Chromium found: install the package chromium, or set CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[object]:
    """One PostgreSQL server with PostGIS on loopback, and a database prepared to be copied."""
    from tests.helpers.postgres_server import prepared_server

    try:
        with prepared_server() as server:
            yield server
    except LookupError as cause:
        missing(str(cause))


@pytest.fixture
def database(postgres) -> Iterator[object]:
    """Address of a fresh store, prepared for the shipped layers."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    postgres.run("CREATE DATABASE {} TEMPLATE prepared STRATEGY file_copy", name)
    yield postgres.address(name)
    postgres.run("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(params=["folder", pytest.param("postgis", marks=pytest.mark.postgres)])
def anywhere(request) -> object:
    """Address of a team's store, or None for the folder itself: the same laws hold in both."""
    return request.getfixturevalue("database") if request.param == "postgis" else None


@pytest.fixture
def call(capsys):
    """Run one command in this process; return its exit code, answer and complaint."""

    def run(*words):
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


class Watched:
    """A page that records every request it tries, every console error and every exception."""

    def __init__(self, page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        page.on(
            "console",
            lambda line: (
                self.problems.append(f"console: {line.text}")
                if line.type in ("error", "warning")
                else None
            ),
        )
        page.route("**/*", self._route)

    def _route(self, route) -> None:
        url = route.request.url
        if url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            self.requests.append(url)
            route.abort()

    def open(self, path: Path, *, hash_: str = "") -> None:
        """Open a file as a double click would."""
        self.page.goto(path.as_uri() + hash_)


@pytest.fixture
def browser(chromium) -> Iterator[Watched]:
    """Return a fresh page with every request off the file refused and recorded."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900}, locale="ru-RU")
    yield Watched(context.new_page())
    context.close()
