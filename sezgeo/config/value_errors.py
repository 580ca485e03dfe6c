"""What is wrong with a value, as the models find it, in both languages."""

import re
from collections.abc import Mapping
from typing import Any

from sezgeo.config.model import ProblemsError
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

UNKNOWN_KEY = Text("лишний ключ", "unknown key")
BEYOND = Text(
    "целое число вне пределов TOML (64 бита)", "a whole number beyond what TOML allows (64 bits)"
)

_MISSING = Text("нет обязательного ключа", "the key is missing")
_NO_ITEM = Text("в списке не хватает значений", "the list lacks a value")
_NUMBER = Text("нужно число", "a number is needed")
_WHOLE = Text("нужно целое число", "a whole number is needed")
_TEXT = Text("нужен текст в кавычках", "a text in quotes is needed")
_SWITCH = Text("нужно true или false", "true or false is needed")
_LIST = Text("нужен список", "a list is needed")
_TABLE = Text("нужна таблица", "a table is needed")
_DATE = Text("нужна дата вида 2025-01-31", "a date like 2025-01-31 is needed")
_OTHER = Text("значение не подходит", "the value does not fit")

_TEXTS: Mapping[str, Text] = {
    "extra_forbidden": UNKNOWN_KEY,
    "missing": _MISSING,
    "string_type": _TEXT,
    "string_too_short": Text("текст пуст", "the text is empty"),
    "string_too_long": Text(
        "текст длиннее {max_length} знаков", "the text is longer than {max_length} characters"
    ),
    "string_pattern_mismatch": Text(
        "текст не подходит под образец `{pattern}`", "the text does not fit the pattern `{pattern}`"
    ),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": Text("нужно конечное число", "a finite number is needed"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "greater_than": Text("число должно быть больше {gt}", "the number must be above {gt}"),
    "greater_than_equal": Text(
        "число должно быть не меньше {ge}", "the number must be at least {ge}"
    ),
    "less_than": Text("число должно быть меньше {lt}", "the number must be below {lt}"),
    "less_than_equal": Text("число должно быть не больше {le}", "the number must be at most {le}"),
    "too_short": Text(
        "список слишком короткий: нужно не меньше {min_length}",
        "the list is too short: at least {min_length} needed",
    ),
    "too_long": Text(
        "список слишком длинный: нужно не больше {max_length}",
        "the list is too long: at most {max_length} allowed",
    ),
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "literal_error": Text("нужно одно из: {choice}", "one of {choice} is needed"),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
}
"""Every kind of error that a model of ours can raise; pydantic's own words are never shown."""


def error_texts(error: Mapping[str, Any]) -> tuple[Text, ...]:
    """Return what one error of pydantic says, in our words."""
    context = error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, ProblemsError):
        return cause.texts
    if isinstance(cause, SezgeoError):
        return (cause.text,)
    if error["type"] == "missing" and isinstance(error["loc"][-1], int):
        return (_NO_ITEM,)
    slots = {name: _bound_text(value) for name, value in context.items()}
    choice = ", ".join(re.findall(r"'[^']*'", str(context.get("expected", ""))))
    return (_TEXTS.get(error["type"], _OTHER).fill(**slots, choice=choice),)


def _bound_text(value: object) -> Text:
    """Write a bound as each language writes it, anything else as it is."""
    if isinstance(value, float):
        return Text(f"{value:g}".replace(".", ","), f"{value:g}")
    return Text.same(value)
