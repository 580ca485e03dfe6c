"""`verify`: every hash of the store recomputed."""

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.options import AsJson, Lang, LayersFolder, catalog_of, say, say_json
from sezgeo.i18n import Text

HELP = Text("Пересчитать все хеши хранилища.", "Recompute every hash of the store.")


def verify(layers: LayersFolder = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """Recompute every hash."""
    store = catalog_of(layers).store
    problems = store.problems()
    versions = len(store.versions())
    if as_json:
        lines = [str(problem) for problem in problems]
        say_json({"ok": not problems, "versions": versions, "problems": lines})
    else:
        whole = Text(
            f"Хранилище исправно, версий — {versions}.",
            f"The store is whole, {versions} version(s).",
        )
        say("\n".join(map(str, problems)) if problems else whole)
    if problems:
        raise typer.Exit(Exit.REFUSED)
