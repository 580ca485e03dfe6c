"""
The one reader of TOML files: every problem at once, each with its place, in both languages.

`read` reads a file into a model. Those who have more to say of a file take it in parts: `load`
reads the text, `validate` builds the model and lists what is wrong, `file_error` is the error.
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
from sezgeo.config.syntax_errors import syntax_error
from sezgeo.config.value_errors import BEYOND, UNKNOWN_KEY, error_texts
from sezgeo.errors import ProfileError, SezgeoError, problem_list
from sezgeo.i18n import Text

T = TypeVar("T")
Place = tuple[str | int, ...]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_KEY_CHARACTERS = 60
_INTEGERS = range(-(2**63), 2**63)
_NO_VALUE = object()
"""Stands for a value whose problem is listed already: no kind of value takes it."""

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
        return load(path)
    except ProblemsError as cause:
        raise file_error(origin or str(path), cause.texts, error=error) from cause


def load(path: Path) -> dict[str, Any]:
    """
    Read a TOML file as it is written, for those who say in their own way what is wrong.

    Raises
    ------
    ProblemsError
        If there is no such file, it is not UTF-8, or not TOML; the place is named.
    """
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as cause:  # ValueError: a path no file can have
        raise ProblemsError([_cannot_open(path, cause)]) from cause
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise ProblemsError([_not_utf8(cause)]) from cause
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as cause:
        raise ProblemsError([syntax_error(cause, text)]) from cause


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
    value, wrong = validate(kind, data)
    if value is None or problems:
        raise file_error(origin, [*problems, *wrong], error=error)
    return value


def validate(kind: type[T], data: object, *, within: Place = ()) -> tuple[T | None, list[Text]]:
    """
    Build a model, or list every problem; `within` is the place of `data` in its file.

    Examples
    --------
    >>> validate(dict[str, float], {"a": "x"}, within=("prices",))[1][0].en
    'prices.a: a number is needed'
    """
    beyond, sound = _without_beyond(data)
    problems = [_at_place((*within, *place), BEYOND) for place in beyond]
    try:
        value = TypeAdapter(kind).validate_python(sound)
    except ValidationError as cause:
        for error in _independent_errors(cause, beyond):
            problems += _problems_of(kind, error, within)
        return None, problems
    return (None, problems) if problems else (value, [])


def file_error(
    origin: str, problems: Sequence[Text], *, error: type[SezgeoError] = ProfileError
) -> SezgeoError:
    """Build the error that lists all problems of one file."""
    heading = Text(f"«{origin}» не принят", f"{origin!r} was refused")
    return error(problem_list(heading, problems))


def with_names(
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
    return filled, [_at_place((*within, name, key), UNKNOWN_KEY) for name in held]


def key_path(place: Place) -> str:
    r"""
    Write the path of a key in a file as TOML does.

    Examples
    --------
    >>> key_path(("criteria", "rail_m", "curve", 0)), key_path(("a b", "\n"))
    ('criteria.rail_m.curve.0', '"a b"."\\n"')
    """
    return ".".join(_step(str(step)) for step in place)


def _step(step: str) -> str:
    if _BARE_KEY.fullmatch(step):
        return step if len(step) <= _KEY_CHARACTERS else step[:_KEY_CHARACTERS] + "…"
    shown = step if step.isprintable() else step.encode("unicode_escape").decode("ascii")
    cut = shown if len(shown) <= _KEY_CHARACTERS else shown[:_KEY_CHARACTERS] + "…"
    return json.dumps(cut, ensure_ascii=False).replace("\\\\", "\\")


def _at_place(place: Place, text: Text) -> Text:
    return f"{key_path(place)}: " + text if place else text


def _independent_errors(
    cause: ValidationError, beyond: Sequence[Place]
) -> Iterator[Mapping[str, Any]]:
    """Leave out what follows from another error: a list seems short if its items are wrong."""
    errors = cause.errors(include_url=False, include_input=False)
    above = {place for error in errors for place in _above(error["loc"])}
    listed = set(beyond)
    for error in errors:
        place = error["loc"]
        follows = error["type"] == "too_short" and place in above
        if not follows and listed.isdisjoint([place, *_above(place)]):
            yield error


def _above(place: Place) -> Iterator[Place]:
    """List the tables and lists that a place lies in."""
    return (place[:length] for length in range(len(place)))


def _problems_of(kind: object, error: Mapping[str, Any], within: Place) -> Iterator[Text]:
    for text in error_texts(error):
        yield _at_place((*within, *error["loc"]), text + _suggestion(kind, error))


def _suggestion(kind: object, error: Mapping[str, Any]) -> Text:
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
        deeper = [model for field in fields for model in _models_in(field.annotation)]
        models = deeper or models
    return models


def _models_in(kind: object) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from _models_in(part)


def _without_beyond(data: object) -> tuple[list[Place], object]:
    """Find integers that TOML does not allow, and return the data with something else there."""
    beyond: list[Place] = []
    holder: list[Any] = [_copied(data)]
    waiting: list[tuple[Any, Place]] = [(holder, ())]
    while waiting:
        inside, place = waiting.pop()
        for key in range(len(inside)) if isinstance(inside, list) else list(inside):
            here: Place = () if inside is holder else (*place, key)
            value = inside[key] = _copied(inside[key])
            if isinstance(value, int) and value not in _INTEGERS:
                beyond.append(here)
                inside[key] = _NO_VALUE
            elif isinstance(value, dict | list):
                waiting.append((value, here))
    return sorted(beyond, key=str), holder[0]


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
