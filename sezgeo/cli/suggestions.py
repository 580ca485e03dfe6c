"""Near misses: which command or option was meant by one that does not exist."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

Click = Any  # what click makes, or typer's own copy of it

_LONGEST_WORD, _LONGEST_LINE = 60, 200
# other words for a command; capitals, dashes and underscores do not matter
SYNONYMS: Mapping[str, str] = {
    "map": "html page web карта",
    "rank": "score scores scoring ranking rating order top best рейтинг ранг балл",
    "why": "explain explanation reason reasons because почему объяснить",
    "fit": "place placement siting site buildings layout",
    "assemble": "assembly merge combine neighbours neighbors",
    "connect": "connection connections route routes routing network networks подключение",
    "portfolio": "plan plans plants вариант варианты",
    "report": "reports document documents paper papers print отчёт отчет",
    "report passport": "docx word pdf card паспорт",
    "report sheet": "poster png a3 a4 лист",
    "report xlsx": "excel xls workbook spreadsheet книга",
    "report gis": "gpkg geopackage qgis",
    "serve": "server browser http open",
    "robust": "robustness stability stable sensitivity montecarlo устойчивость",
    "whatif": "improve lack lacks",
    "waivers": "waiver consent consents согласования",
    "locate": "find search where candidates area areas найти",
    "planned": "scenario scenarios",
    "bulk": "batch mass",
    "study save": "record remember",
    "study run": "replay rerun repeat reproduce",
    "layers": "layer contract contracts schema schemas ls columns слои слой",
    "check": "validate validation lint test проверить проверка",
    "doctor": "health status diagnose diagnosis missing",
    "import": "imports load add ingest upload update импорт",
    "fetch osm": "openstreetmap overpass download",
    "diff": "compare difference differences changes сравнить",
    "impact": "effect effects consequences",
    "log": "history versions journal история версии",
    "rollback": "undo revert restore back откат вернуть",
    "verify": "hash hashes integrity audit",
    "export": "exports dump write экспорт",
    "norms": "norm rule rules law laws нормы",
    "ledger": "capacity capacities register реестр",
    "ledger reserve": "book booking reservation резерв",
    "init": "new create setup start",
    "help": "usage man manual commands справка помощь",
    "version": "about версия",
}


class UnknownCommandError(SezgeoError, LookupError):
    """Somebody typed a command that does not exist."""

    def __init__(self, program: Click, path: str, typed: Sequence[str]) -> None:
        word = shown(f"{path} {typed[0]}".strip())
        suggestion = meant(program, path, typed)
        page = f"`sezgeo {path} --help`" if path and not suggestion else "`sezgeo help`"
        parts = [
            Text(f"нет команды «{word}»", f"no command {word!r}"),
            *([suggestion] if suggestion else []),
            Text("все команды: ", "all commands: ") + page,
        ]
        super().__init__(Text.join("; ", parts))


def meant(program: Click, path: str, typed: Sequence[str]) -> Text | None:
    """
    Say what was probably meant by words that begin with no command.

    Parameters
    ----------
    program
        The group of all commands.
    path
        Words of the group that was asked, e.g. `report`; empty for the program.
    typed
        The words after them.
    """
    known = words_of(program)
    own = {word: inner for word, paths in known.items() if (inner := _within(path, paths))}
    first, *rest = typed
    if exact := own.get(_plain(first)) or known.get(_plain(first)):
        return _lead(Text("нужна команда", "the command is"), exact)
    if near := _near(first, own) or _near(first, known):
        return _lead(Text("ближайшая", "the nearest is"), near)
    swapped = _swapped(first, rest, own)
    return _lead(Text("сначала указывается команда:", "the command goes first:"), swapped)


def _lead(beginning: Text, lines: Sequence[str]) -> Text | None:
    choice = " / ".join(f"`sezgeo {path}`" for path in lines)
    return beginning + f" {choice}" if lines else None


def words_of(program: Click) -> dict[str, tuple[str, ...]]:
    """Return every word that may stand for a command, with the commands it stands for."""
    commands: dict[str, tuple[str, ...]] = {}
    paths = dict.fromkeys(_paths(program))
    for path in paths:
        commands[_plain(path)] = (path,)
    for path in paths:
        for word in (path.split()[-1], *SYNONYMS.get(path, "").split()):
            key = _plain(word)
            if commands.get(key) != (key,):  # a command's own name stands for nothing else
                commands[key] = tuple(dict.fromkeys([*commands.get(key, ()), path]))
    return commands


def option_meant(error: Click) -> Text | None:
    """Say which option was meant by one that a command does not have."""
    name, context = getattr(error, "option_name", None), getattr(error, "ctx", None)
    if type(error).__name__ != "NoSuchOption" or name is None or context is None:
        return None
    word = shown(str(name))
    inner = getattr(context.command, "commands", {}).values()
    if any(name in _options(command) for command in inner):
        return Text(f"параметр {word} пишется после команды", f"{word} goes after the command")
    near = ", ".join(get_close_matches(str(name), _options(context.command), cutoff=0.7))
    return Text(
        f"нет параметра {word}" + (f"; ближайший: {near}" if near else ""),
        f"no option {word}" + (f"; the nearest is {near}" if near else ""),
    )


def _options(command: Click) -> list[str]:
    words = [word for param in command.params for word in (*param.opts, *param.secondary_opts)]
    return [word for word in words if word.startswith("--")]


def missing(error: Click) -> Text | None:
    """Say what a command waits for."""
    param = getattr(error, "param", None)
    if type(error).__name__ != "MissingParameter" or param is None:
        return None
    if param.param_type_name == "argument":
        name = (param.metavar or param.name).strip("[]{}").upper()
        return Text(f"не указан аргумент {name}", f"the argument {name} is missing")
    return Text(f"не указан параметр {param.opts[0]}", f"the option {param.opts[0]} is missing")


def shown(word: str) -> str:
    """Write what somebody typed so that it cannot spoil a terminal."""
    return _printable(word[:_LONGEST_WORD])


def _paths(group: Click, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        path = f"{before} {name}".strip()
        yield path
        if hasattr(command, "commands"):
            yield from _paths(command, path)


def _plain(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold()))


def _within(path: str, paths: Sequence[str]) -> tuple[str, ...]:
    return tuple(inner for inner in paths if not path or inner.startswith(f"{path} "))


def _near(word: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the commands a mistyped word is close to; a synonym must be closer than a name."""
    plain = _plain(word)
    names = [key for key, paths in known.items() if any(_is_name_of(path, key) for path in paths)]
    close = get_close_matches(plain, names, n=1, cutoff=0.7) or get_close_matches(
        plain, known, n=1, cutoff=0.85
    )
    return known[close[0]] if close else ()


def _is_name_of(path: str, word: str) -> bool:
    return word in {_plain(path), _plain(path.rpartition(" ")[2])}


def _swapped(
    first: str, rest: Sequence[str], known: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Put a command that was typed too late before the other words."""
    for place in range(len(rest)):
        for length in (2, 1):
            words = rest[place : place + length]
            paths = () if words[0].startswith("-") else known.get(_plain("".join(words)), ())
            if len(paths) == 1:
                others = [first, *rest[:place], *rest[place + length :]]
                return (paths[0] if _is_group(paths[0], known) else _line(paths[0], others),)
    return ()


def _is_group(path: str, known: Mapping[str, tuple[str, ...]]) -> bool:
    return any(_within(path, paths) for paths in known.values())


def _line(path: str, words: Sequence[str]) -> str:
    line = f"{path} {shlex.join(map(_printable, words))}"
    return line if len(line) <= _LONGEST_LINE else path


def _printable(word: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in word)
