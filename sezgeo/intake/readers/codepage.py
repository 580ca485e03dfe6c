"""
Tell the encoding of Russian text by its bytes.

A shapefile says its encoding in a `.cpg` file or in one byte of the .dbf, and either may be
missing or wrong. UTF-8 proves itself; the others are told apart by how often Russian letters
occur and by capitals that stand inside a word.
"""

import codecs
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

UTF8 = "utf-8"
GUESSES = ("cp1251", "cp866", "koi8-r", "iso8859-5", "mac_cyrillic")
_SAMPLE = 400
_CODE_PAGE = re.compile(r"utf-8|cp\d+|koi8-[rut]|iso8859-\d+|mac_cyrillic|ascii|kz1048|ptcp154")

_DBF_LANGUAGE: Mapping[int, str] = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x26: "cp866", 0x64: "cp852", 0x65: "cp866",
    0x66: "cp865", 0x96: "mac_cyrillic", 0xC8: "cp1250", 0xC9: "cp1251",
}  # fmt: skip
"""Byte 29 of a .dbf; 0x57 ("ANSI") and 0 say nothing."""

_ESRI_NAMES: Mapping[str, str] = {
    "65001": UTF8, "10007": "mac_cyrillic", "88595": "iso8859-5", "88591": "iso8859-1",
    "20866": "koi8-r", "utf8": UTF8, "win1251": "cp1251", "dos866": "cp866",
}  # fmt: skip

# Occurrences of а..я (without ё) per 1000 letters of Russian text, after the National Corpus of
# the Russian Language (Ляшевская, Шаров, Частотный словарь, 2009).
_PER_MILLE = (
    80.1, 15.9, 45.4, 17.0, 29.8, 84.5, 9.4, 16.5, 73.5, 12.1, 34.9, 44.0, 32.1, 67.0, 109.7, 28.1,
    47.3, 54.7, 62.6, 26.2, 2.6, 9.7, 4.8, 14.4, 7.3, 3.6, 0.4, 19.0, 17.4, 3.2, 6.4, 20.1,
)  # fmt: skip
_LIKELY = {chr(ord("а") + i): math.log(p / 1000) for i, p in enumerate(_PER_MILLE)} | {
    "ё": math.log(0.4 / 1000)
}
_USUAL_SIGN, _ODD_SIGN, _CAPITAL_INSIDE = -5.0, -12.0, -9.0
_SIGNS = frozenset("«»№—–°²³„“”…")
_CLEARLY_BETTER = 1.5
_SURE_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """How the bytes of a delivery read: the encoding, and the values that another one fits."""

    encoding: str
    odd: tuple[int, ...] = ()


def by_name(name: str) -> str | None:
    """
    Return Python's name of an encoding, however a `.cpg` or a person wrote it.

    Examples
    --------
    >>> by_name("ANSI 1251"), by_name("UTF-8"), by_name("KLINGON")
    ('cp1251', 'utf-8', None)
    """
    plain = name.strip().strip("\ufeff").lower()
    digits = re.sub(r"\D", "", plain)
    for candidate in (_ESRI_NAMES.get(plain), _ESRI_NAMES.get(digits), plain, f"cp{digits}"):
        if candidate and (known := _codec(candidate)):
            return known
    return None


def _codec(name: str) -> str | None:
    """Return a code page by Python's name; its codecs that are none (`hex`, `zip`) do not count."""
    try:
        codec = codecs.lookup(name).name.replace("_", "-").replace("mac-", "mac_")
    except (LookupError, ValueError):
        return None
    return codec if _CODE_PAGE.fullmatch(codec) else None


def by_language_byte(value: int) -> str | None:
    """Return the encoding that byte 29 of a .dbf names, or None if it names none."""
    return _DBF_LANGUAGE.get(value)


def is_utf8(value: bytes) -> bool:
    """Tell whether bytes are well-formed UTF-8."""
    try:
        value.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True


def without_cut_letter(value: bytes) -> bytes:
    """Drop the first bytes of a letter that was cut off at the end."""
    for size in (1, 2, 3):
        head, tail = value[:-size], value[-size:]
        if tail and tail[0] >= 0xC2 and all(0x80 <= b < 0xC0 for b in tail[1:]):  # noqa: PLR2004
            return head
    return value


def likelihood(text: str) -> float:
    """Return the mean log-likelihood of the letters of a text beyond ASCII, as Russian ones."""
    total, count, before = 0.0, 0, " "
    for letter in text:
        if not letter.isascii():
            total += _letter(letter, before)
            count += 1
        before = letter
    return total / count if count else 0.0


def _letter(letter: str, before: str) -> float:
    small = letter.lower()
    if small not in _LIKELY:
        return _USUAL_SIGN if letter in _SIGNS else _ODD_SIGN
    inside = letter != small and before.islower()
    return _CAPITAL_INSIDE if inside else _LIKELY[small]


@cache
def _score(value: bytes, encoding: str) -> float:
    try:
        return likelihood(value.decode(encoding))
    except UnicodeDecodeError:
        return 2 * _ODD_SIGN


def guess(values: Sequence[bytes], declared: str | None = None) -> str:
    """
    Return the single-byte encoding that makes the best Russian of some values.

    Parameters
    ----------
    values
        Texts with bytes beyond ASCII.
    declared
        Encoding that wins unless another is clearly better.
    """
    sample = b" ".join(_without_runs(value) for value in values[:_SAMPLE])
    scores = {name: _score(sample, name) for name in GUESSES}
    best = max(GUESSES, key=lambda name: scores[name])
    if declared is None:
        return best
    own = scores[declared] if declared in scores else _score(sample, declared)
    return declared if scores[best] - own < _CLEARLY_BETTER else best


def _without_runs(value: bytes) -> bytes:
    """Write repeated letters once: a row of one letter is no evidence."""
    return re.sub(rb"(.)\1+", rb"\1", value, flags=re.DOTALL)


def read(values: Sequence[bytes], declared: str | None) -> Reading:
    """
    Decide how values beyond ASCII read, and which of them read otherwise than the rest.

    Parameters
    ----------
    values
        Texts with bytes beyond ASCII, a letter cut at the end of a full field already dropped.
    declared
        What the delivery says of itself, or None.
    """
    good = [is_utf8(value) for value in values]
    if all(good):
        return Reading(UTF8)
    if any(good):
        return Reading(UTF8, tuple(i for i, fine in enumerate(good) if not fine))
    single = declared if declared != UTF8 else None
    chosen = guess(values, single)
    return Reading(chosen, tuple(_others(values[:_SAMPLE], chosen)))


def _others(values: Iterable[bytes], chosen: str) -> Iterable[int]:
    """Find values that are clearly written in another encoding than the rest."""
    for place, value in enumerate(values):
        if len({byte for byte in value if byte > 0x7F}) < _SURE_LETTERS:  # noqa: PLR2004
            continue
        own = _score(value, chosen)
        if max(_score(value, name) for name in ("cp1251", "cp866")) - own > 2 * _CLEARLY_BETTER:
            yield place
