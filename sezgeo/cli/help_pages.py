"""
How the help is drawn: commands under who uses them, headings in the user's language.

It is plain text for terminals, pipes and files alike. Rich would draw the same panels in twice the
time of the whole `--help`, and read [words in brackets] as its markup.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import groupby
from typing import Any, Protocol

from typer.core import TyperCommand, TyperGroup

from sezgeo.cli.panels import ORDER, panel_of
from sezgeo.cli.suggestions import UnknownCommandError
from sezgeo.i18n import Text

Click = Any  # what click makes, or typer's own copy of it
Rows = list[tuple[str, str]]

WIDEST = 120
USAGE = Text("Использование: ", "Usage: ")
ARGUMENTS = Text("Аргументы", "Arguments")
OPTIONS = Text("Параметры", "Options")
COMMANDS = Text("Команды", "Commands")
# options that typer makes by itself
MEANINGS = {
    "--help": Text("Показать эту справку.", "Show this message and exit."),
    "--install-completion": Text(
        "Включить автодополнение команд в этой оболочке.",
        "Install completion for the current shell.",
    ),
    "--show-completion": Text(
        "Показать сценарий автодополнения, чтобы скопировать или изменить его.",
        "Show completion for the current shell, to copy it or customize the installation.",
    ),
}
# what typer adds to the help of an option: "... [default: 3; x>=1]"
_REMARK = re.compile(r"(\[(?:default|env var|required|x)\b[^\]]*\]|\[\S+<=x[^\]]*\])$")
_REMARKS = {
    "default: ": Text("по умолчанию: ", "default: "),
    "env var: ": Text("переменная среды: ", "env var: "),
    "required": Text("обязательно", "required"),
}


class HelpWriter(Protocol):
    """What click writes a page of help with."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the first line."""

    def section(self, name: str) -> AbstractContextManager[None]:
        """Begin a part with a heading."""

    def write_dl(self, rows: Rows) -> None:
        """Write words and what they mean."""


class Command(TyperCommand):
    """A command that draws its help in the user's language."""

    def format_usage(self, ctx: Click, formatter: HelpWriter) -> None:
        """Write how it is called."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Click, formatter: HelpWriter) -> None:
        """Write its arguments and options."""
        _write_options(self, ctx, formatter)


class CommandGroup(TyperGroup):
    """A group that draws its commands in panels, and leads a mistyped one to where it should go."""

    def format_usage(self, ctx: Click, formatter: HelpWriter) -> None:
        """Write how it is called."""
        _write_usage(self, ctx, formatter)

    def format_options(self, ctx: Click, formatter: HelpWriter) -> None:
        """Write its commands after its options."""
        _write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Click, formatter: HelpWriter) -> None:
        """Write a panel for each of those who use them."""
        listed = {name: command for name, command in self.commands.items() if not command.hidden}
        wide = max(map(len, listed), default=0)
        for title, names in _panels(_path(ctx), listed):
            with formatter.section(title):
                formatter.write_dl([(n.ljust(wide), _line(listed[n])) for n in names])

    def resolve_command(self, ctx: Click, args: list[str]) -> Click:
        """
        Find the command that was typed.

        Raises
        ------
        UnknownCommandError
            If there is none; it says which one was meant.
        """
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise UnknownCommandError(ctx.find_root().command, _path(ctx), args)
        return super().resolve_command(ctx, args)


def _path(ctx: Click) -> str:
    """Return the words of a command without the name of the program."""
    return str(ctx.command_path).partition(" ")[2]


def _panels(path: str, names: Iterable[str]) -> Iterator[tuple[str, Iterable[str]]]:
    def place(name: str) -> int:
        return ORDER.get(f"{path} {name}".strip(), len(ORDER))

    def panel(name: str) -> str:
        own_panel = panel_of(f"{path} {name}".strip())
        return (own_panel.title if own_panel else COMMANDS).say()

    yield from groupby(sorted(names, key=place), panel)


def _line(command: Click) -> str:
    return str(command.short_help or command.help or "")


def _write_usage(command: Click, ctx: Click, page: HelpWriter) -> None:
    page.write_usage(ctx.command_path, " ".join(command.collect_usage_pieces(ctx)), USAGE.say())


def _write_options(command: Click, ctx: Click, page: HelpWriter) -> None:
    for title, kind in (ARGUMENTS, "argument"), (OPTIONS, "option"):
        params = [param for param in command.get_params(ctx) if param.param_type_name == kind]
        if rows := [row for param in params for row in _rows(param, ctx)]:
            with page.section(title.say()):
                page.write_dl(rows)


def _rows(param: Click, ctx: Click) -> Iterator[tuple[str, str]]:
    if record := param.get_help_record(ctx):  # a hidden option has none
        words, meaning = record
        own = MEANINGS.get(param.opts[0])
        yield words, own.say() if own else _remarked(meaning)


def _remarked(meaning: str) -> str:
    """Say in the user's language what typer adds to the help of an option."""
    remark = _REMARK.search(meaning)
    if remark is None:
        return meaning
    words = remark[1]
    for english, text in _REMARKS.items():
        words = words.replace(english, text.say())
    return meaning[: remark.start()] + words
