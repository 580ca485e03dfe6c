"""What is wrong with a file that is no TOML: where, and what was expected, in both languages."""

import re
import tomllib

from sezgeo.i18n import Text

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")
_LONG_NUMBER = re.compile(r"[0-9][0-9_]{4000,}")

_TWICE = Text("этот ключ или таблица уже есть выше", "this key or table is there already, above")
_ESCAPE = Text(
    "знак `\\` в тексте пишут дважды или берут текст в одинарные кавычки",
    "write the sign `\\` twice, or put the text in single quotes",
)
_CHARACTER = Text("здесь недопустимый знак", "this character is not allowed here")
_EXPECTED: dict[str, Text] = {
    "Invalid statement": Text(
        "нужна строка `ключ = значение` или `[таблица]`",
        "a line `key = value` or `[table]` is needed",
    ),
    "Invalid initial character for a key part": Text(
        "нужно имя ключа; ключ не из латинских букв, цифр, `_` и `-` берут в кавычки",
        "a name of a key is needed; quote a key that is not of Latin letters, digits, `_` and `-`",
    ),
    "Expected '=' after a key": Text(
        "после ключа нужен знак `=`", "the sign `=` is needed after a key"
    ),
    "Expected newline or end of document": Text(
        "после значения строка должна кончиться", "the line must end after the value"
    ),
    "Expected ']' at the end of a table": Text(
        "в конце имени таблицы нужна `]`", "`]` is needed at the end of a table's name"
    ),
    "Expected ']]' at the end of an array": Text(
        "в конце имени списка таблиц нужны `]]`", "`]]` is needed at the end of the name"
    ),
    "Unclosed array": Text(
        "в списке не хватает запятой или закрывающей `]`", "the list lacks a comma or its `]`"
    ),
    "Unclosed inline table": Text(
        "в таблице не хватает запятой или закрывающей `}`", "the table lacks a comma or its `}`"
    ),
    "Unterminated string": Text(
        "у текста нет закрывающей кавычки", "the text has no closing quote"
    ),
    "Expected '": Text("у текста нет закрывающей кавычки", "the text has no closing quote"),
    'Expected "': Text("у текста нет закрывающей кавычки", "the text has no closing quote"),
    "Unescaped '\\\\'": _ESCAPE,
    "Unescaped '\\'": _ESCAPE,
    "Invalid hex value": _ESCAPE,
    "Escaped character is not": _ESCAPE,
    "Invalid date or datetime": Text("такой даты не бывает", "there is no such date"),
    "Invalid value": Text(
        "нужно значение: текст в кавычках, число, `true`, `false`, дата, `[список]` или "
        "`{таблица}`",
        "a value is needed: a text in quotes, a number, `true`, `false`, a date, `[list]` or "
        "`{table}`",
    ),
    "Found invalid character": _CHARACTER,
    "Illegal character": _CHARACTER,
    "Cannot declare": _TWICE,
    "Cannot overwrite": _TWICE,
    "Cannot mutate": _TWICE,
    "Cannot redefine": _TWICE,
    "Duplicate inline table key": _TWICE,
}
"""What the parser of the standard library says, by how it begins, and our words for it."""


def syntax_error(cause: Exception, text: str) -> Text:
    """
    Say where a text is not TOML and, where that can be said, what was expected.

    Parameters
    ----------
    cause
        What `tomllib.loads` raised.
    text
        The text it was given.

    Examples
    --------
    >>> try:
    ...     tomllib.loads("a = ")
    ... except tomllib.TOMLDecodeError as cause:
    ...     syntax_error(cause, "a = ").en.partition(":")[0]
    'line 1, column 5'
    """
    if isinstance(cause, RecursionError):
        return Text(
            "списки или таблицы вложены слишком глубоко", "lists or tables are nested too deeply"
        )
    if not isinstance(cause, tomllib.TOMLDecodeError):
        return _too_long(text)
    message = str(cause)
    expected = next((ours for begin, ours in _EXPECTED.items() if message.startswith(begin)), None)
    what = Text("не TOML", "not TOML")
    return (
        _named_place(message, text) + ": " + (what if expected is None else what + ", " + expected)
    )


def _named_place(message: str, text: str) -> Text:
    """Return the place the parser names, the end of the text if it names none."""
    match = _PLACE.search(message)
    return _place(int(match[1]), int(match[2])) if match else _place_of(text, len(text))


def _place(line: int, column: int) -> Text:
    """Name a place in a file; lines and columns count from 1."""
    return Text(f"строка {line}, столбец {column}", f"line {line}, column {column}")


def _place_of(text: str, position: int) -> Text:
    before = text[:position]
    return _place(before.count("\n") + 1, position - before.rfind("\n"))


def _too_long(text: str) -> Text:
    """Say where the number is that has more digits than Python is ready to read."""
    match = _LONG_NUMBER.search(text)
    where = _place_of(text, match.start()) + ": " if match else Text.EMPTY
    return where + Text("число слишком длинное", "the number is too long")
