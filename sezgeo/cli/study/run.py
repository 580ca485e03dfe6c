"""`study run`: a study repeated, and compared with its file."""

from pathlib import Path
from typing import Annotated

import typer

from sezgeo.cli.exits import Exit
from sezgeo.cli.options import Lang, LayersFolder, help_text, say, zone_of
from sezgeo.i18n import Text

HELP = Text(
    "Повторить расчёт на тех же версиях слоёв; результат должен совпасть до байта.",
    "Run a study again on the same versions of the layers; the bytes must be the same.",
)


def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=help_text("Файл расчёта.", "File of a study."))
    ],
    layers: LayersFolder = None,
    lang: Lang = None,
) -> None:
    """Run a study again and compare."""
    from sezgeo import study_file
    from sezgeo.version import __version__

    saved = study_file.read(file)
    rerun = study_file.rerun(saved, zone_of(layers))
    if study_file.rerun_bytes(saved, rerun) == file.read_bytes():
        say(Text(f"{file}: результат совпал до байта", f"{file}: the same answer, byte for byte"))
        return
    say(
        Text(
            f"{file}: данные те же, результат другой (было sezgeo {saved.sezgeo}, сейчас "
            f"{__version__})",
            f"{file}: the same data, another answer (sezgeo then {saved.sezgeo}, now "
            f"{__version__})",
        )
    )
    for difference in study_file.differences(saved, rerun):
        say(difference)
    raise typer.Exit(Exit.REFUSED)
