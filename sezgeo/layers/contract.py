"""
What each layer must hold: the contract as data, read from `layers/catalog.toml`.

A contract is checked in one pass and every breach is reported, with a stable code.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series
from pandas.api.types import is_numeric_dtype
from pydantic import AfterValidator, Field
from shapely import GeometryType

from sezgeo import display
from sezgeo.config.figures import Number, Switch
from sezgeo.config.model import Model, ProblemsError
from sezgeo.config.names import BesidePath, FileName
from sezgeo.crs import WORK_CRS
from sezgeo.i18n import Text
from sezgeo.layers.value_names import VALUE_NAMES

Kind = Literal["text", "number", "integer", "date", "bool"]
Completeness = Literal["complete", "partial", "empty"]

TEXT_DTYPE = pd.StringDtype(na_value=np.nan)
"""
What columns of texts are kept as: an empty cell is NaN.

It is the "str" of pandas 3, spelled out because "str" of pandas 2 writes empty cells as 'None'.
"""
_ISO_DATE = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"


def _can_be_read(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as cause:
        text = Text("это не регулярное выражение", "this is no regular expression")
        raise ProblemsError([text]) from cause
    return pattern


Expression = Annotated[str, AfterValidator(_can_be_read)]
"""A regular expression."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One way a table breaks its contract, and the rows that do."""

    code: str
    text: Text
    column: str = ""
    rows: tuple[int, ...] = ()


class Column(Model):
    """One column of a layer."""

    kind: Kind
    """What its cells hold."""
    ru: str
    """Meaning, in Russian."""
    en: str
    """Meaning, in English."""
    required: Switch = False
    """True if the column must be there and every cell filled."""
    unit: str = ""
    """Unit of a number; also the ending of the column's name."""
    low: Number | None = None
    """Least number allowed."""
    high: Number | None = None
    """Greatest number allowed."""
    pattern: Expression = ""
    """Regular expression the whole cell must match."""
    choices: tuple[str, ...] = ()
    """Words allowed; other spellings are mapped by `spellings`."""
    spellings: dict[str, str] = Field(default_factory=dict)
    """Other ways to write a value (case-folded) and the value they mean."""
    capacity: Switch = False
    """True for capacities of utilities: published nowhere, so never filled by the seed."""

    @property
    def meaning(self) -> Text:
        """Return the meaning in both languages."""
        return Text(self.ru, self.en)

    @property
    def expression(self) -> str:
        r"""Return the pattern with `\d` as 0 to 9, and not as any digit that Unicode knows."""
        return self.pattern.replace(r"\d", "[0-9]")

    def named(self, choice: str) -> Text:
        """Return what people call a word of `choices`: in Russian as the contract spells it."""
        known = VALUE_NAMES.get(choice, Text(choice, choice.replace("_", " ")))
        russian = (spelt for spelt, word in self.spellings.items() if word == choice)
        return Text(next(russian, known.ru), known.en)


class Schema(Model):
    """The contract of one layer."""

    name: FileName
    """Key of the layer, and of its table in the catalog."""
    file: BesidePath
    """Seed file beside the catalog."""
    group: Literal["zone", "utilities", "transport", "surroundings", "constraints"]
    """Branch of the layer tree."""
    title_ru: str
    """Title, in Russian."""
    title_en: str
    """Title, in English."""
    key: str
    """Column that names a feature, unique and never empty."""
    geometry: Annotated[tuple[str, ...], Field(min_length=1)]
    """Geometry types allowed."""
    licence: str
    """Licence of the data, or what is known of it."""
    as_of: date
    """Date the data speak of."""
    completeness: Completeness
    """`complete`: the nearest feature is the nearest there is. `partial`: others may be nearer.
    `empty`: nobody has sent data, so nothing is known."""
    kept_by: str = ""
    """Command that alone writes the layer, if there is one: it checks what no contract can."""
    note_ru: str = ""
    """What a reader must know before trusting the layer, in Russian."""
    note_en: str = ""
    """The same, in English."""
    columns: dict[str, Column] = Field(default_factory=dict)
    """Columns by name."""

    @property
    def title(self) -> Text:
        """Return the title in both languages."""
        return Text(self.title_ru, self.title_en)

    @property
    def note(self) -> Text:
        """Return the note in both languages."""
        return Text(self.note_ru, self.note_en)

    @cached_property
    def name_columns(self) -> Text:
        """Return the columns that name a feature to people, or the key where there are none."""
        ru = "name_ru" if "name_ru" in self.columns else self.key
        return Text(ru, "name_en" if "name_en" in self.columns else ru)

    def breaches(
        self, frame: GeoDataFrame, *, valid: NDArray[np.bool_] | None = None
    ) -> list[Breach]:
        """
        List every way `frame`, in the working CRS, breaks the contract; empty means it holds.

        Parameters
        ----------
        valid : shape (n,)
            True for rows whose outline was found valid already.
        """
        return [
            *_crs_breaches(frame),
            *self._key_breaches(frame),
            *self._geometry_breaches(frame, valid),
            *self._column_breaches(frame),
        ]

    def _key_breaches(self, frame: GeoDataFrame) -> Iterator[Breach]:
        if self.key not in frame.columns or frame[self.key].is_unique:
            return
        repeated = frame[self.key].duplicated(keep=False) & frame[self.key].notna()
        if repeated.any():
            yield _breach(
                "ID_DUPLICATE",
                self.key,
                repeated,
                Text("повторяется «{cell}»", "{cell!r} appears more than once"),
                cells=frame[self.key],
            )

    def _geometry_breaches(
        self, frame: GeoDataFrame, valid: NDArray[np.bool_] | None
    ) -> Iterator[Breach]:
        shapes = frame.geometry.to_numpy()
        null, empty = shapely.is_missing(shapes), shapely.is_empty(shapes)
        there = ~null & ~empty
        invalid = there.copy() if valid is None else there & ~valid
        invalid[invalid] = ~shapely.is_valid(shapes[invalid])
        words = {word.upper() for word in self.geometry}
        allowed = [kind for kind in GeometryType if kind.name in words]
        for code, bad, text in (
            ("GEOM_NULL", null, Text("нет геометрии", "no geometry")),
            (
                "GEOM_EMPTY",
                ~null & empty,
                Text("пустая геометрия", "empty geometry"),
            ),
            (
                "GEOM_TYPE",
                there & ~np.isin(shapely.get_type_id(shapes), allowed),
                Text("тип геометрии не из {kinds}", "geometry is not one of {kinds}").fill(
                    kinds=", ".join(self.geometry)
                ),
            ),
            (
                "GEOM_INVALID",
                invalid,
                Text("контур сам себя пересекает или незамкнут", "invalid geometry"),
            ),
        ):
            if bad.any():
                yield _breach(code, "geometry", Series(bad, index=frame.index), text)

    def _column_breaches(self, frame: GeoDataFrame) -> Iterator[Breach]:
        for name, column in self.columns.items():
            if name in frame.columns:
                yield from _cell_breaches(name, column, frame[name]) if len(frame) else ()
            elif column.required:
                yield Breach(
                    "COLUMN_MISSING",
                    Text(
                        f"нет столбца «{name}» ({column.ru})",
                        f"no column {name!r} ({column.en})",
                    ),
                    name,
                )


def _crs_breaches(frame: GeoDataFrame) -> Iterator[Breach]:
    if frame.crs is None or frame.crs != WORK_CRS:
        text = Text(
            f"система координат {frame.crs}, нужна {WORK_CRS}",
            f"the coordinate system is {frame.crs}, {WORK_CRS} is needed",
        )
        yield Breach("CRS_BAD", text)


def _cell_breaches(name: str, column: Column, cells: Series) -> Iterator[Breach]:
    empty = cells.isna().to_numpy()
    if not is_numeric_dtype(cells) and not empty.all():
        empty = empty | _blank(_words(cells))
    if column.required and empty.any():
        code = "ID_MISSING" if name.endswith("_id") else "VALUE_MISSING"
        bad = Series(empty, index=cells.index)
        yield _breach(code, name, bad, Text("пустая ячейка", "empty cell"))
    if empty.all():
        return
    filled = cells[~empty] if empty.any() else cells
    if column.kind in ("number", "integer"):
        yield from _number_breaches(name, column, filled)
    elif column.choices or column.pattern or column.kind == "date":
        yield from _word_breaches(name, column, _words(filled))


def fits(words: Series, expression: str) -> Series:
    """Tell which texts an expression matches whole; pandas 2.3 would take `a|b` for `^a|b$`."""
    return words.str.fullmatch(f"^({expression})$")


def _blank(words: Series) -> NDArray[np.bool_]:
    """Tell which texts hold nothing but spaces, without a series for each step."""
    bare = pc.equal(pc.utf8_trim_whitespace(pa.array(words)), "")
    blank: NDArray[np.bool_] = pc.fill_null(bare, fill_value=True).to_numpy(zero_copy_only=False)
    return blank


def _words(cells: Series) -> Series:
    """Return cells as text; what is text already is not copied."""
    return cells if isinstance(cells.dtype, pd.StringDtype) else cells.astype("string")


def _word_breaches(name: str, column: Column, words: Series) -> Iterator[Breach]:
    for code, bad, text in (
        (
            "VALUE_DOMAIN",
            ~words.isin(column.choices) if column.choices else None,
            Text(
                "«{cell}» нет среди: " + ", ".join(column.choices),
                "{cell!r} is none of: " + ", ".join(column.choices),
            ),
        ),
        (
            "ID_PATTERN" if name.endswith("_id") else "VALUE_PATTERN",
            ~fits(words, column.expression) if column.pattern else None,
            Text("«{cell}» не соответствует образцу " + column.pattern, "{cell!r} does not fit"),
        ),
        (
            "DATE_BAD",
            ~fits(words, _ISO_DATE) if column.kind == "date" else None,
            Text("«{cell}» не дата вида 2026-11-23", "{cell!r} is no date like 2026-11-23"),
        ),
    ):
        if bad is not None and bad.any():
            yield _breach(code, name, bad, text, cells=words)


def _number_breaches(name: str, column: Column, filled: Series) -> Iterator[Breach]:
    numbers = filled if is_numeric_dtype(filled) else pd.to_numeric(filled, errors="coerce")
    if numbers.isna().any():
        yield _breach(
            "NUMBER_BAD",
            name,
            numbers.isna(),
            Text("«{cell}» не число", "{cell!r}: no number"),
            cells=filled,
        )
    low, high = column.low, column.high
    outside = (numbers < low if low is not None else False) | (
        numbers > high if high is not None else False
    )
    outside = pd.Series(outside, index=numbers.index, dtype=bool)
    if outside.any():
        bounds = f"[{low if low is not None else '−∞'}, {high if high is not None else '∞'}]"
        yield _breach(
            "VALUE_RANGE",
            name,
            outside,
            Text("{cell} вне " + bounds, "{cell} lies outside " + bounds),
            cells=numbers,
        )


def _breach(
    code: str, column: str, bad: Series, text: Text, *, cells: Series | None = None
) -> Breach:
    """Build a breach from a mask; rows are counted from 0 by position in the mask's own index."""
    rows = tuple(int(row) for row in bad.index[bad.to_numpy()])
    first = "" if cells is None else str(cells[bad.index[bad.to_numpy()][0]])[:40]
    what = Text(
        *(t.replace("{cell!r}", repr(first)).replace("{cell}", first) for t in (text.ru, text.en))
    )
    whole = Text(
        f"столбец «{column}»: {{what}} (строк: {len(rows)}, первая {rows[0]})",
        f"column {column!r}: {{what}} ({len(rows)} row(s), first {rows[0]})",
    )
    return Breach(code, whole.fill(what=what), column, rows)


@display.shows(Schema)
def _schema(schema: Schema) -> display.View:
    head = Text("{title} ({name}), данные на {as_of}", "{title} ({name}), of {as_of}").fill(
        title=schema.title, name=schema.name, as_of=schema.as_of.isoformat()
    )
    heads = (
        Text("столбец", "column"),
        Text("описание", "what it is"),
        Text("обязателен", "required"),
    )
    rows = [
        (name, column.meaning, Text("да", "yes") if column.required else "")
        for name, column in schema.columns.items()
    ]
    notes = [schema.note] if schema.note.en else []
    return display.View(head, (display.Lines(notes), display.Table.of(heads, rows)))
