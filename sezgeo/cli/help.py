"""`help`: what `--help` shows, as a word, for those who do not think of options."""

from typing import Annotated

import typer

from sezgeo.cli.options import Lang, help_text
from sezgeo.i18n import Text

HELP = Text(
    "Показать справку: о программе или о команде, как `sezgeo КОМАНДА --help`.",
    "Show the help: of the program, or of a command, as `sezgeo COMMAND --help` does.",
)


def _names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Complete the names of commands, and of those within them."""
    inner = getattr(ctx.find_root().command, "commands", {})
    for word in ctx.params.get("words") or ():
        inner = getattr(inner.get(word), "commands", {})
    return [name for name in inner if name.startswith(incomplete)]


def help_(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COMMAND]...",
            autocompletion=_names,
            help=help_text(
                "Команда, например report passport.", "A command, e.g. report passport."
            ),
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Show what `--help` shows."""
    root = ctx.find_root()
    root.command.main([*(words or ()), "--help"], prog_name=root.info_name, standalone_mode=False)
