"""How layers and contracts are printed."""

from collections.abc import Sequence
from typing import Any

from sezgeo.display import text_table
from sezgeo.i18n import Text
from sezgeo.layers import Column, Layer, Schema
from sezgeo.norms import Case, Rule

_COMPLETENESS = {
    "complete": Text("полный", "complete"),
    "partial": Text("неполный", "partial"),
    "empty": Text("нет данных", "no data"),
}


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


def layers(shown: Sequence[Layer]) -> str:
    """Write the list of layers."""
    head = (
        "layer",
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
            _COMPLETENESS[layer.schema.completeness],
            layer.as_of,
            layer.version,
        )
        for layer in shown
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
            column.kind,
            Text("да", "yes") if column.required else "",
            _allowed(column),
            column.meaning,
        )
        for name, column in schema.columns.items()
    ]
    about = [
        f"{schema.name}: {schema.title}",
        str(Text("геометрия: ", "geometry: ")) + ", ".join(schema.geometry),
        str(Text("ключ: ", "key: ")) + schema.key,
        str(Text("лицензия: ", "licence: ")) + schema.licence,
        *([str(schema.note)] if str(schema.note) else []),
    ]
    return "\n".join([*about, "", text_table(head, rows)])


def _allowed(column: Column) -> str:
    if column.choices:
        return " | ".join(column.choices)
    if column.low is not None or column.high is not None:
        low = "" if column.low is None else f"{column.low:g}"
        high = "" if column.high is None else f"{column.high:g}"
        return f"{low}..{high} {column.unit}".strip()
    return column.pattern or column.unit


_KINDS = {
    "prohibition": Text("запрет", "prohibition"),
    "setback": Text("отступ", "setback"),
    "conditional": Text("требуется согласование", "conditional"),
    "status": Text("статус земли", "land status"),
}


_SETTLEMENT = {
    "inside": Text("в границах населённых пунктов", "inside settlements"),
    "outside": Text("вне населённых пунктов", "outside settlements"),
}


def norms(rules: Sequence[Rule]) -> str:
    """Write the list of norms."""
    head = (
        "id",
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
            rule.confidence,
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
        str(Text("слой: ", "layer: ")) + rule.layer,
        str(Text("распространяется на: ", "applies to: ")) + rule.applies_to,
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
    low, high = ends
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _case(case: Case) -> str:
    """Say which objects a line of a norm's table is about."""
    parts = [f"{name} = {' | '.join(words)}" for name, words in case.words.items()]
    for sign, bounds in (
        (">", case.above),
        ("≤", case.up_to),
        ("≥", case.at_least),
        ("<", case.below),
    ):
        parts += [f"{name} {sign} {bound:g}" for name, bound in bounds.items()]
    if case.settlement != "both":
        parts.append(str(_SETTLEMENT[case.settlement]))
    note = Text(case.note_ru, case.note_en).say()
    return ", ".join(parts) + (f" ({note})" if note else "") or str(Text("все", "all"))
