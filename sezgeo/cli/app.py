"""Run one command: errors become messages, bugs become incidents."""

import sys
import traceback
import uuid
from datetime import UTC, datetime
from pathlib import Path
from tempfile import gettempdir

import typer

from sezgeo.cli import version as version_word
from sezgeo.cli.exits import Exit
from sezgeo.cli.help_pages import WIDEST, Command, CommandGroup
from sezgeo.cli.options import Lang, StoreUrl, help_text
from sezgeo.cli.panels import COMMANDS, CommandEntry
from sezgeo.cli.suggestions import missing, option_meant
from sezgeo.database_url import masked
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

# Typer carries its own click, and shows the root of its errors under no name of its own.
ClickError: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="sezgeo",
    cls=CommandGroup,
    context_settings={"max_content_width": WIDEST},
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=help_text(
        "Ранжирует участки особой экономической зоны под новые заводы и обосновывает результат.",
        "Rank plots of a special economic zone for new plants, and say why.",
    ),
    epilog=help_text(
        "Коды выхода: 0 — готово, 2 — принято с исправлениями, 3 — отказ (что "
        "изменить, указано в сообщении), 4 — занято, 5 — внутренняя ошибка.",
        "Exit codes: 0 done, 2 accepted with repairs, 3 refused (the message says "
        "what to change), 4 busy, 5 internal error.",
    ),
)


def _add_commands() -> None:
    """Give the program every command, with its help and its short line."""
    groups = {"": app}
    for path, entry in COMMANDS.items():
        before, _, name = path.rpartition(" ")
        if entry.function is None:
            groups[path] = _group(path, entry)
            continue
        groups[before].command(
            name,
            cls=Command,
            help=entry.help.say(),
            short_help=entry.line.say(),
        )(entry.function)


def _group(path: str, entry: CommandEntry) -> typer.Typer:
    """Give the program a command that holds others."""
    group = typer.Typer(
        name=path,
        cls=CommandGroup,
        no_args_is_help=True,
        help=entry.help.say(),
        short_help=entry.line.say(),
        callback=_hear_language,
    )
    app.add_typer(group)
    return group


def _hear_language(lang: Lang = None) -> None:
    """Hear `--lang` after the name of a group too."""


_add_commands()


def _version(*, wanted: bool) -> None:
    if wanted:
        version_word.version()
        raise typer.Exit


@app.callback()
def _start(
    version: bool = typer.Option(
        False,
        "--version",
        is_eager=True,
        callback=lambda wanted: _version(wanted=wanted),
        help=help_text("Показать версию.", "Show the version."),
    ),
    lang: Lang = None,
    store: StoreUrl = None,
) -> None:
    pass


def run(words: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        return int(app(_store_first(words), standalone_mode=False, prog_name="sezgeo") or Exit.DONE)
    except typer.Exit as leaving:
        return leaving.exit_code
    except BrokenPipeError:  # the reader has seen enough: `sezgeo rank biotech | head`
        return Exit.DONE
    except (SezgeoError, ClickError, typer.Abort, KeyboardInterrupt, OSError) as error:
        return _helped(error) if type(error).__name__ == "NoArgsIsHelpError" else _refused(error)
    except Exception:  # noqa: BLE001 - the last door: a user gets an incident, never a traceback
        return _incident(traceback.format_exc())


def _store_first(words: list[str]) -> list[str]:
    """Bring `--store` before the command: it belongs to the program, wherever it was typed."""
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == "--store" or word.startswith("--store="):
            end = place + (1 if "=" in word else 2)
            return [*words[place:end], *words[:place], *words[end:]]
    return words


def _message(error: BaseException) -> str:
    if isinstance(error, ClickError):
        context = getattr(error, "ctx", None)
        usage = f"\n{context.get_usage()}" if context else ""
        message = option_meant(error) or missing(error)
        return str(message or getattr(error, "format_message", error.__str__)()) + usage
    if isinstance(error, OSError):
        what = error.strerror or str(error)
        return f"{error.filename}: {what}" if error.filename else what
    return str(error) or str(Text("прервано", "interrupted"))


def _helped(page: BaseException) -> int:
    """Answer a group without a command by its help; older click has done it by itself."""
    sys.stdout.write(f"{page}\n")
    return Exit.DONE


def _refused(error: BaseException) -> int:
    sys.stderr.write(f"sezgeo: {masked(_message(error))}\n")
    return Exit.REFUSED


def _incident(trace: str) -> int:
    name = uuid.uuid4().hex[:12]
    log = Path(gettempdir()) / f"sezgeo-{name}.log"
    details = f"{datetime.now(UTC).isoformat()} {sys.argv}\n{trace}"
    log.write_text(masked(details), encoding="utf-8")
    message = Text(
        f"Внутренняя ошибка программы (инцидент {name}). Передайте файл {log} разработчикам.",
        f"Internal error of the program (incident {name}). Send the file {log} to its developers.",
    )
    sys.stderr.write(f"sezgeo: {message}\n")
    return Exit.BUG
