"""Print the reference of all commands in Markdown; the one argument is the language."""

import sys
from collections.abc import Iterator
from typing import Any

from cells import cell, code, table

from sezgeo.i18n import Text, speak

speak("ru" if sys.argv[1] == "ru" else "en")

import typer  # noqa: E402 - help texts are made in the language in force when they are imported

from sezgeo.cli.app import app  # noqa: E402


def sections(group: Any, before: str) -> Iterator[str]:  # noqa: ANN401 - click's, or typer's own copy
    """Write a section for each command of a group, and of the groups in it."""
    for name, command in group.commands.items():
        words = f"{before} {name}"
        if hasattr(command, "commands"):
            yield from sections(command, words)
            continue
        rows = [
            [code(" ".join([*one.opts, *one.secondary_opts])), cell(one.help or "")]
            for one in command.params
        ]
        head = [Text("аргумент или ключ", "word"), Text("назначение", "what it means")]
        yield f"## {words}\n\n{cell(command.help or '')}\n\n{table(head, rows)}"


sys.stdout.reconfigure(encoding="utf-8")
sys.stdout.write("\n".join(sections(typer.main.get_command(app), "sezgeo")))
