"""`check`: whether layers, profiles and norms hold."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.options import AsJson, Lang, LayersFolder, say, say_json, zone_of
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from collections.abc import Callable


HELP = Text(
    "Проверить все слои, профили и нормы; все ошибки сразу.",
    "Check all layers, profiles and norms; all problems at once.",
)


def check(folder: LayersFolder = None, lang: Lang = None, as_json: AsJson = False) -> None:
    """Check everything a study needs."""
    problems = _problems(folder)
    if as_json:
        say_json({"ok": not problems, "problems": [str(problem) for problem in problems]})
    elif problems:
        say("\n".join(str(problem) for problem in problems))
    else:
        say(Text("ошибок нет", "everything holds"))
    if problems:
        raise typer.Exit(Exit.REFUSED)


def _problems(folder: Path | None) -> list[Text]:
    from sezgeo import norms
    from sezgeo.capacity.ledger import Ledger
    from sezgeo.capacity.report import warnings
    from sezgeo.errors import SezgeoError
    from sezgeo.suitability.profile import Profile

    zone = zone_of(folder)
    reads: list[Callable[[], object]] = [
        *(partial(zone.catalog.layer, name) for name in zone.layers),
        *(partial(Profile.read, name) for name in Profile.shipped()),
        norms.read,
    ]
    problems = []
    for read in reads:
        try:
            read()
        except SezgeoError as error:
            problems.append(error.text)
    return problems or list(warnings(Ledger.of(zone.layers)))
