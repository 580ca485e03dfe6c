"""
The one reader of TOML files: every problem at once, each with its place, in both languages.

`read` reads a file into a model. Those who have more to say of a file take it in parts: `tables`
reads the text, `validated` builds the model and lists what is wrong, `refused` is the error.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from sezgeo.config.model import ProblemsError
from sezgeo.config.syntax_errors import not_toml
from sezgeo.config.value_errors import BEYOND, UNKNOWN_KEY, texts_of
from sezgeo.errors import ProfileError, SezgeoError
from sezgeo.i18n import Text

T = TypeVar("T")
Place = tuple[str | int, ...]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_KEY_CHARACTERS = 60
_INTEGERS = range(-(2**63), 2**63)
_NO_VALUE = object()
"""Stands for what is told already: no kind of value takes it."""

_CANNOT_OPEN: Mapping[type[Exception], Text] = MappingProxyType(
    {
        FileNotFoundError: Text(
            "нет такого файла, проверьте путь", "there is no such file, check the path"
        ),
        NotADirectoryError: Text(
            "нет такого файла, проверьте путь", "there is no such file, check the path"
        ),
        IsADirectoryError: Text("это папка, а нужен файл", "it is a folder, a file is needed"),
        PermissionError: Text("нет прав на чтение", "there is no right to read it"),
    }
)


def read(
    kind: type[T], path: Path, *, error: type[SezgeoError] = ProfileError, origin: str = ""
) -> T:
    """
    Read a TOML file into a model, or into a table of models.

    Parameters
    ----------
    kind
        What the file must look like: a model, or `dict[str, Model]`.
    path
        The file.
    error
        What is raised if it does not look so.
    origin
        Name of the file in the message; by default its path.

    Raises
    ------
    SezgeoError
        As `error` says, with every problem of the file, each with the path of its key.
    """
    name = origin or str(path)
    return build(kind, read_tables(path, error=error, origin=name), origin=name, error=error)


def read_tables(
    path: Path, *, error: type[SezgeoError] = ProfileError, origin: str = ""
) -> dict[str, Any]:
    """
    Read a TOML file as it is written.

    Raises
    ------
    SezgeoError
        As `error` says, if there is no such file, it is not UTF-8, or not TOML, with the place.
    """
    try:
        return tables(path)
    except ProblemsError as cause:
        raise refused(origin or str(path), cause.texts, error=error) from cause


def tables(path: Path) -> dict[str, Any]:
    """
    Read a TOML file as it is written, for those who say in their own way what is wrong.

    Raises
    ------
    ProblemsError
        If there is no such file, it is not UTF-8, or not TOML; the place is named.
    """
    try:
        written = path.read_bytes()
    except (OSError, ValueError) as cause:  # ValueError: a path no file can have
        raise ProblemsError([_cannot_open(path, cause)]) from cause
    try:
        text = written.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise ProblemsError([_not_utf8(cause)]) from cause
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as cause:
        raise ProblemsError([not_toml(cause, text)]) from cause


def build(
    kind: type[T],
    data: Mapping[str, Any],
    *,
    origin: str,
    error: type[SezgeoError] = ProfileError,
    problems: Sequence[Text] = (),
) -> T:
    """
    Build a model from what a file holds.

    Parameters
    ----------
    kind
        What the file must look like: a model, or `dict[str, Model]`.
    data
        What it holds.
    origin
        Name of the file, for the message.
    error
        What is raised if it does not look so.
    problems
        What was found wrong before.

    Raises
    ------
    SezgeoError
        As `error` says, with every problem, each with the path of the key inside the file.
    """
    value, found = validated(kind, data)
    if value is None or problems:
        raise refused(origin, [*problems, *found], error=error)
    return value


def validated(kind: type[T], data: object, *, within: Place = ()) -> tuple[T | None, list[Text]]:
    """
    Build a model, or list every problem; `within` is the place of `data` in its file.

    Examples
    --------
    >>> validated(dict[str, float], {"a": "x"}, within=("prices",))[1][0].en
    'prices.a: a number is needed'
    """
    beyond, sound = _without_beyond(data)
    told = [_placed((*within, *place), BEYOND) for place in beyond]
    try:
        value = TypeAdapter(kind).validate_python(sound)
    except ValidationError as cause:
        for error in _own(cause, beyond):
            told += _told(kind, error, within)
        return None, told
    return (None, told) if told else (value, [])


def refused(
    origin: str, problems: Sequence[Text], *, error: type[SezgeoError] = ProfileError
) -> SezgeoError:
    """Build the error that lists all problems of one file."""
    return error(listed(Text(f"«{origin}» не принят", f"{origin!r} was refused"), problems))


def listed(heading: Text, problems: Sequence[Text]) -> Text:
    """List problems under a heading, a line each."""
    return heading + ":\n" + Text.join("\n", ["  - " + text for text in problems])


def named(
    data: Mapping[str, Any], key: str, within: Place = ()
) -> tuple[dict[str, Any], list[Text]]:
    """
    Give each table its own name under a key, which the file itself may not hold.

    Returns
    -------
    tables, problems
        The tables; what is no table is left to the models. A problem for each key that is there.
    """
    filled = {
        name: {**table, key: name} if isinstance(table, dict) else table
        for name, table in data.items()
    }
    held = [name for name, table in data.items() if isinstance(table, dict) and key in table]
    return filled, [_placed((*within, name, key), UNKNOWN_KEY) for name in held]


def path_of(place: Place) -> str:
    r"""
    Write the path of a key in a file as TOML does.

    Examples
    --------
    >>> path_of(("criteria", "rail_m", "curve", 0)), path_of(("a b", "\n"))
    ('criteria.rail_m.curve.0', '"a b"."\\n"')
    """
    return ".".join(_step(str(step)) for step in place)


def _step(step: str) -> str:
    if _BARE_KEY.fullmatch(step):
        return step if len(step) <= _KEY_CHARACTERS else step[:_KEY_CHARACTERS] + "…"
    shown = step if step.isprintable() else step.encode("unicode_escape").decode("ascii")
    cut = shown if len(shown) <= _KEY_CHARACTERS else shown[:_KEY_CHARACTERS] + "…"
    return json.dumps(cut, ensure_ascii=False).replace("\\\\", "\\")


def _placed(place: Place, text: Text) -> Text:
    return f"{path_of(place)}: " + text if place else text


def _own(cause: ValidationError, beyond: Sequence[Place]) -> Iterator[Mapping[str, Any]]:
    """Leave out what follows from another error: a list seems short if its items are wrong."""
    errors = cause.errors(include_url=False, include_input=False)
    above = {place for error in errors for place in _above(error["loc"])}
    told = set(beyond)
    for error in errors:
        at = error["loc"]
        follows = error["type"] == "too_short" and at in above
        if not follows and told.isdisjoint([at, *_above(at)]):
            yield error


def _above(place: Place) -> Iterator[Place]:
    """List the tables and lists that a place lies in."""
    return (place[:length] for length in range(len(place)))


def _told(kind: object, error: Mapping[str, Any], within: Place) -> Iterator[Text]:
    for text in texts_of(error):
        yield _placed((*within, *error["loc"]), text + _meant(kind, error))


def _meant(kind: object, error: Mapping[str, Any]) -> Text:
    """Ask for the key that an unknown one was meant to be, if one is near."""
    if error["type"] != "extra_forbidden":
        return Text.EMPTY
    *steps, key = map(str, error["loc"])
    known = {name for model in _models_at(kind, steps) for name in model.model_fields}
    near = get_close_matches(key, sorted(known), n=1)
    return Text(f"; может быть, «{near[0]}»?", f"; is {near[0]!r} meant?") if near else Text.EMPTY


def _models_at(kind: object, steps: Sequence[str]) -> list[type[BaseModel]]:
    """Return the models that a place in a file is read into; names and numbers lead no deeper."""
    models = list(_models_in(kind))
    for step in steps:
        fields = [model.model_fields[step] for model in models if step in model.model_fields]
        deeper = [found for field in fields for found in _models_in(field.annotation)]
        models = deeper or models
    return models


def _models_in(kind: object) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from _models_in(part)


def _without_beyond(data: object) -> tuple[list[Place], object]:
    """Find integers that TOML does not allow, and return the data with something else there."""
    found: list[Place] = []
    holder: list[Any] = [_copied(data)]
    waiting: list[tuple[Any, Place]] = [(holder, ())]
    while waiting:
        inside, place = waiting.pop()
        for at in range(len(inside)) if isinstance(inside, list) else list(inside):
            here: Place = () if inside is holder else (*place, at)
            value = inside[at] = _copied(inside[at])
            if isinstance(value, int) and value not in _INTEGERS:
                found.append(here)
                inside[at] = _NO_VALUE
            elif isinstance(value, dict | list):
                waiting.append((value, here))
    return sorted(found, key=str), holder[0]


def _copied(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, list) else value


def _cannot_open(path: Path, cause: Exception) -> Text:
    kind = type(cause) if isinstance(cause, OSError) else FileNotFoundError
    if kind is PermissionError and path.is_dir():  # so Windows speaks of a folder
        kind = IsADirectoryError
    number = getattr(cause, "errno", None)
    unknown = Text(f"ошибка системы № {number}", f"error No. {number} of the system")
    return Text("файл не читается: ", "the file cannot be read: ") + _CANNOT_OPEN.get(kind, unknown)


def _not_utf8(cause: UnicodeDecodeError) -> Text:
    line = cause.object[: cause.start].count(b"\n") + 1
    return Text(
        f"строка {line}: не UTF-8, сохраните файл в этой кодировке",
        f"line {line}: not UTF-8, save the file in that encoding",
    )
