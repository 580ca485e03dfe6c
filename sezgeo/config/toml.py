"""Read a TOML file into a model and tell every problem at once, in both languages."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sezgeo.errors import ProfileError, SezgeoError
from sezgeo.i18n import Text

M = TypeVar("M", bound=BaseModel)

_SAID: Mapping[str, Text] = {
    "extra_forbidden": Text("лишний ключ", "unknown key"),
    "missing": Text("нет обязательного ключа", "the key is missing"),
    "string_type": Text("нужен текст в кавычках", "a text in quotes is needed"),
    "string_too_short": Text("текст пуст", "the text is empty"),
    "float_type": Text("нужно число", "a number is needed"),
    "float_parsing": Text("нужно число", "a number is needed"),
    "finite_number": Text("нужно конечное число", "a finite number is needed"),
    "bool_type": Text("нужно true или false", "true or false is needed"),
    "bool_parsing": Text("нужно true или false", "true or false is needed"),
    "greater_than": Text("число должно быть больше {gt}", "the number must be above {gt}"),
    "greater_than_equal": Text(
        "число должно быть не меньше {ge}", "the number must be at least {ge}"
    ),
    "less_than_equal": Text("число должно быть не больше {le}", "the number must be at most {le}"),
    "int_type": Text("нужно целое число", "a whole number is needed"),
    "too_short": Text("список слишком короткий", "the list is too short"),
    "tuple_type": Text("нужен список", "a list is needed"),
    "dict_type": Text("нужна таблица", "a table is needed"),
    "model_type": Text("нужна таблица", "a table is needed"),
    "literal_error": Text("нужно одно из: {expected}", "one of {expected} is needed"),
}


class ProblemsError(ValueError):
    """What a model's own checks found wrong; pydantic carries it to the reader."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = tuple(texts)
        super().__init__("; ".join(text.en for text in texts))


def read_toml(path: Path) -> dict[str, Any]:
    """
    Read a TOML file.

    Raises
    ------
    ProfileError
        If there is no such file, it is not UTF-8, or not TOML; the place is named.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as cause:
        text = Text(
            f"файл «{path}» не читается: {cause.strerror}",
            f"the file {str(path)!r} cannot be read: {cause.strerror}",
        )
        raise ProfileError(text) from cause
    except UnicodeDecodeError as cause:
        text = Text(
            f"файл «{path}» не в кодировке UTF-8: сохраните его как UTF-8",
            f"the file {str(path)!r} is not UTF-8: save it as UTF-8",
        )
        raise ProfileError(text) from cause
    except tomllib.TOMLDecodeError as cause:
        text = Text(
            f"файл «{path}» не TOML: {cause}", f"the file {str(path)!r} is not TOML: {cause}"
        )
        raise ProfileError(text) from cause


def build(model: type[M], data: Mapping[str, Any], *, origin: str, words: Iterable[str] = ()) -> M:
    """
    Build a model from what a file holds.

    Parameters
    ----------
    model
        What the file must look like.
    data
        What it holds.
    origin
        Name of the file, for the message.
    words
        Keys the author may have meant by an unknown one.

    Raises
    ------
    ProfileError
        With every problem, each with the path of the key inside the file.
    """
    try:
        return model.model_validate(data)
    except ValidationError as cause:
        found = [text for error in cause.errors() for text in _problems(error, tuple(words))]
        raise refused(origin, found) from cause


def refused(origin: str, problems: Sequence[Text]) -> ProfileError:
    """Build the error that lists all problems of one file."""
    ru, en = ("\n".join(f"  - {text.say(lang)}" for text in problems) for lang in ("ru", "en"))
    return ProfileError(Text(f"«{origin}» не принят:\n{ru}", f"{origin!r} was refused:\n{en}"))


def _problems(error: Mapping[str, Any], words: tuple[str, ...]) -> list[Text]:
    place = ".".join(str(step) for step in error["loc"])
    prefix = f"{place}: " if place else ""
    return [Text(prefix + text.ru, prefix + text.en) for text in _said(error, words)]


def _said(error: Mapping[str, Any], words: tuple[str, ...]) -> tuple[Text, ...]:
    context = error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, ProblemsError):
        return cause.texts
    if isinstance(cause, SezgeoError):
        return (cause.text,)
    said = _SAID.get(error["type"], Text("значение не подходит ({said})", "{said}"))
    said = said.fill(**{name: str(value) for name, value in context.items()}, said=error["msg"])
    near = get_close_matches(str(error["loc"][-1]), words, n=1) if error["loc"] else []
    if error["type"] == "extra_forbidden" and near:
        return (Text(f"{said.ru}; может быть, «{near[0]}»?", f"{said.en}; is {near[0]!r} meant?"),)
    return (said,)
