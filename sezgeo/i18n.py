"""
Russian and English: the one home of language.

Every text a user reads is a `Text`, both languages side by side, so that none can be missing and
the map page can carry both. Which one is shown is decided as late as possible.
"""

import locale
import math
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import ClassVar, Literal, Union, get_args

Language = Literal["ru", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_chosen: ContextVar[Language | None] = ContextVar("sezgeo_language", default=None)
_SLOT = re.compile(r"\{(\w+)\}")
THIN_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Text:
    """
    One text in both languages; `str()` gives the language in force.

    Examples
    --------
    >>> with speaking("en"):
    ...     print(Text("Участок {plot}", "Plot {plot}").fill(plot="ALB-014"))
    Plot ALB-014

    Texts add up, to each other and to plain strings:

    >>> (Text("участок", "plot") + " ALB-014").en
    'plot ALB-014'
    """

    ru: str
    en: str

    EMPTY: ClassVar["Text"]
    """Nothing, in both languages."""

    @classmethod
    def same(cls, words: object) -> "Text":
        """
        Return what reads the same in both languages: a key, a code, a number already written.

        Examples
        --------
        >>> Text.same("ALB-014").ru
        'ALB-014'
        """
        return cls(str(words), str(words))

    @classmethod
    def join(cls, separator: Union["Text", str], texts: Iterable[Union["Text", str]]) -> "Text":
        """
        Put texts one after the other, with a separator between them.

        Examples
        --------
        >>> Text.join("; ", [Text("газ", "gas"), "ALB-014"]).en
        'gas; ALB-014'
        """
        parts = list(texts)
        return cls(*(_in(separator, lang).join(_in(p, lang) for p in parts) for lang in LANGUAGES))

    def __add__(self, other: Union["Text", str]) -> "Text":
        """Put another text, or the same words in both languages, behind this one."""
        return Text(*(self.say(lang) + _in(other, lang) for lang in LANGUAGES))

    def __radd__(self, other: str) -> "Text":
        """Put the same words before both languages."""
        return Text(other + self.ru, other + self.en)

    def __str__(self) -> str:
        """Return the text in the language in force."""
        return self.say()

    def say(self, lang: Language | None = None) -> str:
        """Return the text in `lang`, by default the language in force."""
        return self.ru if (lang or language()) == "ru" else self.en

    def fill(self, **values: object) -> "Text":
        """
        Put values into the named slots of both languages.

        Numbers are written as each language writes them, a `Text` in its language. Nothing else
        is interpreted: a value that looks like a slot stays as it is, an unknown slot stays too.
        """
        return Text(*(_fill(self.say(lang), values, lang) for lang in LANGUAGES))

    def to_dict(self) -> dict[Language, str]:
        """
        Return both languages under their keys.

        Examples
        --------
        >>> Text("газ", "gas").to_dict()
        {'ru': 'газ', 'en': 'gas'}
        """
        return {"ru": self.ru, "en": self.en}


Text.EMPTY = Text("", "")


def _in(words: Text | str, lang: Language) -> str:
    return words.say(lang) if isinstance(words, Text) else words


def _fill(template: str, values: dict[str, object], lang: Language) -> str:
    return _SLOT.sub(
        lambda slot: value_text(values[slot[1]], lang) if slot[1] in values else slot[0], template
    )


def value_text(value: object, lang: Language) -> str:
    """Write one value as `lang` writes it; an unknown number is a dash."""
    if isinstance(value, Text):
        return value.say(lang)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return number(value, lang)


def number(value: float, lang: Language, digits: int | None = None) -> str:
    r"""
    Write a number for people: thin spaces between thousands, a comma or a point.

    Parameters
    ----------
    value
        The number; NaN is written as a dash.
    lang
        Language that decides the decimal sign.
    digits
        Digits after the decimal sign; by default 0 from 100 up, 1 from 10, else 2.

    Examples
    --------
    >>> number(1234.5, "en"), number(0.256, "ru"), number(float("nan"), "en")
    ('1\u202f234', '0,26', '—')
    """
    if math.isnan(value):
        return "—"
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 100 or value == int(value) else 1 if size >= 10 else 2  # noqa: PLR2004
    written = f"{value:,.{digits}f}".replace(",", THIN_SPACE)
    return written.replace(".", ",") if lang == "ru" else written


def language() -> Language:
    """Return the language in force: the one chosen, else the locale's, else English."""
    if chosen := _chosen.get():
        return chosen
    name = os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "ru" if name.lower().startswith(("ru", "be", "kk")) else "en"


def speak(lang: Language | None) -> None:
    """Choose the language for everything shown from here on; None leaves it to the locale."""
    _chosen.set(lang)


@contextmanager
def speaking(lang: Language) -> Iterator[None]:
    """Choose the language for a while."""
    token = _chosen.set(lang)
    try:
        yield
    finally:
        _chosen.reset(token)
