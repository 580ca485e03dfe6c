"""`report`: what offices pass on."""

import typer

from sezgeo.cli import passports
from sezgeo.cli.options import told


def register(app: typer.Typer) -> None:
    """Add this module's commands to the application."""
    report = typer.Typer(
        no_args_is_help=True,
        help=told(
            "Документы для передачи: паспорта участков, карты на листе.",
            "Documents to pass on: passports of plots, map sheets.",
        ),
    )
    passports.register(report)
    app.add_typer(report, name="report")
