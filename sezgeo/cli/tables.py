"""How layers and contracts are printed."""

from collections.abc import Sequence
from typing import Any

from sezgeo.display import text_table
from sezgeo.i18n import Text, language, value_text
from sezgeo.layers import Column, Layer, Schema
from sezgeo.layers.catalog import shipped_catalog
from sezgeo.layers.value_names import value_name
from sezgeo.norms import Rule, ZoneWidth
from sezgeo.units import UNITS, quantity

_SEED = Text("исходная", "seed")


def summary(layer: Layer) -> dict[str, Any]:
    """Return what `sezgeo layers --json` says of one layer."""
    schema = layer.schema
    return {
        "name": schema.name,
        "title": str(schema.title),
        "group": schema.group,
        "features": len(layer.frame),
        "completeness": schema.completeness,
        "as_of": layer.as_of,
        "version": layer.version,
        "licence": layer.licence,
        "note": str(schema.note),
    }


def layers(listed: Sequence[Layer]) -> str:
    """Write the list of layers."""
    head = (
        Text("слой", "layer"),
        Text("название", "what"),
        Text("объектов", "features"),
        Text("полнота", "coverage"),
        Text("данные на", "as of"),
        Text("версия", "version"),
    )
    rows = [
        (
            layer.schema.name,
            layer.schema.title,
            str(len(layer.frame)),
            value_name(layer.schema.completeness),
            layer.as_of,
            _SEED if layer.version == _SEED.en else layer.version,
        )
        for layer in listed
    ]
    return text_table(head, rows)


def contract(schema: Schema) -> str:
    """Write the contract of one layer."""
    head = (
        Text("столбец", "column"),
        Text("тип", "kind"),
        Text("обязателен", "needed"),
        Text("допустимые значения", "allowed"),
        Text("описание", "meaning"),
    )
    rows = [
        (
            name,
            value_name(column.kind),
            Text("да", "yes") if column.required else "",
            _allowed(column),
            column.meaning,
        )
        for name, column in schema.columns.items()
    ]
    about = [
        f"{schema.name}: {schema.title}",
        str(Text("геометрия: ", "geometry: "))
        + str(Text.join(", ", map(value_name, schema.geometry))),
        str(Text("ключ: ", "key: ")) + schema.key,
        str(Text("лицензия: ", "licence: ")) + schema.licence,
        *([str(schema.note)] if str(schema.note) else []),
    ]
    return "\n".join([*about, "", text_table(head, rows)])


def _allowed(column: Column) -> str:
    """Say what a cell may hold; a word that must be typed stands before its name."""
    if column.choices:
        return " | ".join(_typed(word, column.named(word)) for word in column.choices)
    if column.low is not None or column.high is not None:
        unit = f" {UNITS.get(column.unit, column.unit)}".rstrip()
        return f"{_bounds(column.low, column.high)}{unit}"
    return column.pattern or str(UNITS.get(column.unit, column.unit))


def _typed(word: str, name: Text) -> str:
    return word if str(name) == word else f"{word} ({name})"


def _bounds(low: float | None, high: float | None) -> str:
    ends = [None if end is None else value_text(end, language()) for end in (low, high)]
    if ends[0] is None:
        return f"≤ {ends[1]}"
    return f"≥ {ends[0]}" if ends[1] is None else f"{ends[0]}–{ends[1]}"


_KINDS = {
    "prohibition": Text("запрет", "prohibition"),
    "setback": Text("отступ", "setback"),
    "conditional": Text("требуется согласование", "conditional"),
    "status": Text("статус земли", "land status"),
}


_APPLIES_TO = {
    "all": Text("все заводы", "all plants"),
    "pharma": Text("производство лекарственных средств", "pharmaceutical plants"),
    "not_pharma": Text("кроме производства лекарственных средств", "all but pharmaceutical plants"),
    "fit": Text("здания внутри участка", "buildings inside a plot"),
    "housing": Text("жилая застройка", "homes"),
}

_SETTLEMENT = {
    "inside": Text("в границах населённых пунктов", "inside settlements"),
    "outside": Text("вне населённых пунктов", "outside settlements"),
}


def norms(rules: Sequence[Rule]) -> str:
    """Write the list of norms."""
    head = (
        Text("норма", "norm"),
        Text("вид", "kind"),
        Text("м", "metres"),
        Text("достоверность", "confidence"),
        Text("ограничение и документ", "what about, and by which document"),
    )
    rows = [
        (
            rule.id,
            _KINDS[rule.kind],
            _metres(rule.widest) if rule.metres else "",
            value_name(rule.confidence),
            f"{rule.title}: {rule.document}" + (f", {rule.clause}" if rule.clause else ""),
        )
        for rule in rules
    ]
    return text_table(head, rows)


def norm(rule: Rule) -> str:
    """Write one norm in full."""
    facts = [
        f"{rule.id}: {rule.title} ({_KINDS[rule.kind]})",
        f"{rule.document}" + (f", {rule.clause}" if rule.clause else ""),
        f"{Text('слой', 'layer')}: {_layer(rule.layer)}",
        f"{Text('распространяется на', 'applies to')}: {_APPLIES_TO[rule.applies_to]}",
        *(
            [f"{Text('согласующая организация', 'consent')}: {rule.consent}"]
            if str(rule.consent)
            else []
        ),
        *([f"{Text('нет данных', 'no data')}: {rule.ask}"] if str(rule.ask) else []),
        *([note] if (note := Text(rule.note_ru, rule.note_en).say()) else []),
    ]
    if not rule.metres:
        return "\n".join(facts)
    head = (Text("м", "metres"), Text("условие", "for what"))
    return "\n".join(
        [
            *facts,
            "",
            text_table(head, [(_metres(case.metres), _case(case)) for case in rule.metres]),
        ]
    )


def _metres(ends: tuple[float, float]) -> str:
    low, high = (value_text(end, language()) for end in ends)
    return low if low == high else f"{low}–{high}"


def _layer(name: str) -> str:
    schema = shipped_catalog().schemas.get(name)
    return f"{schema.title} ({name})" if schema else name


def _case(case: ZoneWidth) -> str:
    """Say which objects a line of a norm's table is about."""
    parts = [_words(name, words) for name, words in case.words.items()]
    for sign, bounds in (
        (">", case.above),
        ("≤", case.up_to),
        ("≥", case.at_least),
        ("<", case.below),
    ):
        parts += [_bound(name, sign, bound) for name, bound in bounds.items()]
    if case.settlement != "both":
        parts.append(str(_SETTLEMENT[case.settlement]))
    note = Text(case.note_ru, case.note_en).say()
    return ", ".join(parts) + (f" ({note})" if note else "") or str(Text("все", "all"))


_FACTS = {
    "sanitary_class": Text("класс опасности", "sanitary class"),
    "voltage_kv": Text("напряжение", "voltage"),
    "length_km": Text("длина", "length"),
    "bank_slope_deg": Text("уклон берега", "slope of the bank"),
}
"""What the columns of conditions are called; the words of a kind speak for themselves."""


def _words(name: str, words: Sequence[str]) -> str:
    said = str(Text.join(Text(" или ", " or "), [value_name(word) for word in words]))
    return said if name == "kind" else f"{_FACTS.get(name, name)} {said}"


def _bound(name: str, sign: str, bound: float) -> str:
    return f"{_FACTS.get(name, name)} {sign} {quantity(bound, name)}"
