"""
Write the reference pages from the code: `make reference`.

The pages are kept in the repository, so that links to them work wherever it is read; a test fails
when they are not what the code says. Each exists in both languages. Nothing here is written by
hand but headings. The one argument, if any, names another folder to write into.
"""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from cells import cell, code, table

from sezgeo import norms
from sezgeo.criteria import CRITERIA
from sezgeo.glossary import TERMS
from sezgeo.i18n import Language, Text, language, number, speaking
from sezgeo.intake.findings import codes
from sezgeo.layers import Catalog, Schema, shipped
from sezgeo.layers.value_names import value_name
from sezgeo.suitability.profile import Profile

HERE = Path(__file__).parent
FOLDERS: Mapping[Language, str] = {"en": "reference", "ru": "ru/reference"}
MADE = "<!-- Made from the code by `make reference`: a change here is lost. -->"
KINDS = {
    "refuse": Text("отказ", "refused"),
    "repair": Text("принято с исправлением", "let in, with a repair"),
    "info": Text("к сведению", "for your information"),
}


def write(docs: Path) -> None:
    """Write every page in both languages below a folder of documentation."""
    for lang, folder in FOLDERS.items():
        place = docs / folder
        place.mkdir(parents=True, exist_ok=True)
        for name, make in PAGES.items():
            with speaking(lang):
                text = make().rstrip("\n") + "\n"
            (place / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")


def page(title: Text, lead: Text, *parts: str) -> str:
    """Put a page together."""
    return "\n".join([f"# {title}\n", f"{MADE}\n", f"{lead}\n", *parts])


def criteria() -> str:
    """Write what a plot is measured by."""
    better = {
        "less": Text("меньше", "less"),
        "more": Text("больше", "more"),
        "depends": Text("зависит от завода", "depends on the plant"),
    }
    profiles = [Profile.read(key) for key in Profile.shipped()]
    head = [
        Text("критерий", "criterion"),
        Text("что измеряет", "what it measures"),
        Text("лучше", "better"),
        Text("слои", "layers"),
        Text("в каких профилях", "who asks for it"),
    ]
    rows = [
        [
            f"{cell(one.title)}<br>{code(name)}",
            cell(one.meaning),
            better[one.better],
            ", ".join(map(code, one.layers)) or "—",
            cell(", ".join(str(p.title) for p in profiles if name in p.criteria)) or "—",
        ]
        for name, one in CRITERIA.items()
    ]
    return page(
        Text("Критерии", "Criteria"),
        Text(
            "Имя критерия — столбец измерений, ключ профиля и карты; оно кончается единицей.",
            "A criterion's name is the column of measures, and the key in profiles and on the "
            "map; it ends with the unit.",
        ),
        table(head, rows),
    )


def norm_pages() -> str:
    """Write the law that plots are checked against, a section each."""
    kinds = {
        "prohibition": Text("запрет", "prohibition"),
        "setback": Text("отступ", "setback"),
        "conditional": Text("требуется согласование", "with a consent"),
        "status": Text("статус земли", "status of the land"),
    }
    return page(
        Text("Нормы", "Norms"),
        Text(
            "Зона, внесённая в ЕГРН, имеет приоритет перед расстоянием по норме, расстояние по "
            "норме — перед отсутствием данных.",
            "A registered zone goes before a norm's metres, and those before the unknown.",
        ),
        *(_norm(rule, kinds) for rule in norms.read().values()),
    )


def _norm(rule: norms.Rule, kinds: Mapping[str, Text]) -> str:
    low, high = rule.widest
    ends = [number(end, language(), 0) for end in dict.fromkeys((low, high))]
    metres = "–".join(ends) if high else "—"
    rows = [
        (Text("вид", "kind"), kinds[rule.kind]),
        (Text("документ", "document"), cell(rule.document)),
        (Text("пункт", "clause"), cell(rule.clause) or "—"),
        (Text("метры", "metres"), metres),
        (Text("достоверность", "confidence"), value_name(rule.confidence)),
        (Text("слой", "layer"), code(rule.layer)),
        (Text("согласующая организация", "whose consent"), cell(rule.consent) or "—"),
        (Text("примечание", "note"), cell(Text(rule.note_ru, rule.note_en)) or "—"),
    ]
    head = [code(rule.id), ""]
    return f"## {cell(rule.title)}\n\n{table(head, rows)}"


def plants() -> str:
    """Write what each kind of plant wants."""
    return page(
        Text("Заводы", "Plants"),
        Text(
            "Веса — доли суммы. Значение с пометкой «допущение» не опубликовано: приведён "
            "диапазон.",
            "Weights are shares of their sum; a figure marked as an assumption is published "
            "nowhere, and its range is shown.",
        ),
        *(_plant(Profile.read(key)) for key in Profile.shipped()),
    )


def _plant(profile: Profile) -> str:
    shares = profile.weights.sort_values(ascending=False, kind="stable")
    weights = [
        [
            f"{cell(CRITERIA[str(name)].title)}<br>{code(name)}",
            f"{number(100 * share, language(), 1)} %",
            cell("; ".join(f"{x:g} → {y:g}" for x, y in profile.criteria[str(name)].curve)),
        ]
        for name, share in shares.items()
    ]
    head = [
        Text("критерий", "criterion"),
        Text("вес", "weight"),
        Text("нормированное значение", "value"),
    ]
    needs = [
        [
            code(name),
            "–".join(f"{end:g}" for end in dict.fromkeys(figure.range)),
            cell(figure.source or figure.why),
        ]
        for name, figure in profile.needs.items()
    ]
    needed = [Text("потребность", "need"), Text("значение", "how much"), Text("источник", "source")]
    return (
        f"## {cell(profile.title)} {code(profile.key)}\n\n{cell(profile.summary)}\n\n"
        f"{table(needed, needs)}\n{table(head, weights)}"
    )


def layer_pages() -> str:
    """Write the contract of every layer."""
    return page(
        Text("Слои", "Layers"),
        Text(
            "Структура каждого слоя. То же выводит `sezgeo layers СЛОЙ`.",
            "What each layer must hold; `sezgeo layers LAYER` says the same.",
        ),
        *(_layer(schema) for schema in Catalog.read(shipped()).schemas.values()),
    )


def _layer(schema: Schema) -> str:
    head = [Text("столбец", "column"), Text("содержание", "what"), Text("обязателен", "required")]
    rows = [
        [code(name), cell(column.meaning), Text("да", "yes") if column.required else ""]
        for name, column in schema.columns.items()
    ]
    note = f"{cell(schema.note)}\n\n" if str(schema.note) else ""
    return f"## {cell(schema.title)} {code(schema.name)}\n\n{note}{table(head, rows)}"


def findings() -> str:
    """Write every finding of an import with its cure."""
    head = [
        Text("код", "code"),
        Text("исход", "usually"),
        Text("что не так", "what is wrong"),
        Text("что делать", "what to do"),
    ]
    rows = [
        [
            f'<span id="{name}"></span>{code(name)}',
            KINDS[one.severity],
            cell(Text(one.ru, one.en)),
            cell(Text(one.cure_ru, one.cure_en)),
        ]
        for name, one in codes().items()
    ]
    return page(
        Text("Замечания импорта", "Findings of an import"),
        Text(
            "Первым показывается самое важное. Строки, ключи и место на карте указаны в отчёте.",
            "The most decisive comes first. Rows, keys and places are in the report.",
        ),
        table(head, rows),
    )


def commands() -> str:
    """Write every command with its options; their help texts are made when they are imported."""
    words = [sys.executable, str(HERE / "commands.py"), language()]
    sections = subprocess.run(words, check=True, capture_output=True, encoding="utf-8").stdout
    return page(
        Text("Команды", "Commands"),
        Text("То же выводит `sezgeo КОМАНДА --help`.", "`sezgeo COMMAND --help` says the same."),
        sections,
    )


def glossary() -> str:
    """Write what each thing is called, and what it is."""
    head = [Text("термин", "term"), Text("что это", "what it is"), Text("в коде", "in code")]
    rows = [[cell(term.name), cell(term.meaning), code(term.key)] for term in TERMS]
    return page(
        Text("Словарь", "Glossary"),
        Text(
            "Одна вещь — одно имя: на странице, в документах, в командах и в коде.",
            "One thing has one name: on the page, in papers, in commands and in code.",
        ),
        table(head, rows),
    )


PAGES: Mapping[str, Callable[[], str]] = {
    "criteria": criteria,
    "norms": norm_pages,
    "plants": plants,
    "layers": layer_pages,
    "findings": findings,
    "commands": commands,
    "glossary": glossary,
}


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
