"""`serve`: show the folder of maps to browsers on this machine, and to nobody else."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from sezgeo.cli.options import Lang, help_text, say
from sezgeo.i18n import Text

HELP = Text(
    "Открыть папку карт для браузера на этой машине: http://127.0.0.1.",
    "Show the folder of maps to the browser on this machine: http://127.0.0.1.",
)


def serve(
    folder: Annotated[
        Path,
        typer.Argument(metavar="[DIR]", help=help_text("Папка карт.", "Folder of maps.")),
    ] = Path("maps"),
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, help=help_text("Порт; 0 — любой.", "Port; 0 takes any.")),
    ] = 8377,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help=help_text(
                "Только показать адреса и выйти.", "Only tell the addresses, and leave."
            ),
        ),
    ] = False,
    lang: Lang = None,
) -> None:
    """Show the folder of maps until interrupted."""
    from sezgeo.cli.maps_server import HOST, existing, server

    if check:
        existing(folder)
        _say_pages(folder, f"http://{HOST}:{port}/")
        return
    with server(folder, port) as served:
        address = f"http://{HOST}:{served.server_port}/"
        _say_pages(folder, address)
        say(Text(f"папка: {address} (завершить — Ctrl+C)", f"folder: {address} (Ctrl+C ends)"))
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            served.serve_forever()


def _say_pages(folder: Path, address: str) -> None:
    for page in sorted(folder.glob("*.html")):
        say(f"{address}{quote(page.name)}")
