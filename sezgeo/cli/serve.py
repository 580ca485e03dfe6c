"""`serve`: show the folder of maps to browsers on this machine, and to nobody else."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from sezgeo.cli.options import Lang, say, told
from sezgeo.i18n import Text


def register(app: typer.Typer) -> None:
    """Add this module's command to the application."""
    app.command(
        "serve",
        help=told(
            "Показать папку карт браузеру на этой машине: http://127.0.0.1.",
            "Show the folder of maps to the browser on this machine: http://127.0.0.1.",
        ),
    )(serve)


def serve(
    folder: Annotated[
        Path,
        typer.Argument(metavar="[DIR]", help=told("Папка карт.", "Folder of maps.")),
    ] = Path("maps"),
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, help=told("Порт; 0 — любой.", "Port; 0 takes any.")),
    ] = 8377,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help=told("Только назвать адреса и выйти.", "Only tell the addresses, and leave."),
        ),
    ] = False,
    lang: Lang = None,
) -> None:
    """Show the folder of maps until interrupted."""
    from sezgeo.cli.server import HOST, existing, server

    if check:
        existing(folder)
        _say_pages(folder, f"http://{HOST}:{port}/")
        return
    with server(folder, port) as served:
        address = f"http://{HOST}:{served.server_port}/"
        _say_pages(folder, address)
        say(Text(f"папка: {address} (Ctrl+C — конец)", f"folder: {address} (Ctrl+C ends)"))
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            served.serve_forever()


def _say_pages(folder: Path, address: str) -> None:
    for page in sorted(folder.glob("*.html")):
        say(f"{address}{quote(page.name)}")
