"""Read the rules: the shipped ones, and those a user adds or puts in their place."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sezgeo import display
from sezgeo.config.model import Model
from sezgeo.errors import NormError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.norms.rule import Rule

SHIPPED = Path(__file__).parent / "rules"
_SETTINGS = "settings"


class Settings(Model):
    """What the law must know of the place; a file may set it in the table `settings`."""

    inside_settlement: bool = True
    """All ten sites lie within the federal city of Moscow, so inside a settlement."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Rules(display.Shown, Mapping[str, Rule]):
    """
    All rules by id, in the order of the files.

    Attributes
    ----------
    by_id
        The rules; tables shared between rules are filled in.
    settings
        What the law must know of the place.
    given
        The rules as they are written, for places of all kinds.
    """

    by_id: Mapping[str, Rule]
    settings: Settings
    given: Mapping[str, Rule]

    @classmethod
    def of(cls, given: Mapping[str, Rule], settings: Settings) -> "Rules":
        """Fit rules, as they are written, to the place."""
        placed = {name: _placed(rule, given, settings) for name, rule in given.items()}
        return cls(placed, settings, given)

    def to_dict(self) -> dict[str, Any]:
        """Return all rules and settings as plain JSON values."""
        return {
            "settings": self.settings.model_dump(mode="json"),
            "rules": [
                rule.model_dump(mode="json", exclude_defaults=True) for rule in self.given.values()
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Rules":
        """
        Build rules from what `to_dict` gave.

        Raises
        ------
        NormError
            If it is not what `to_dict` gives.
        """
        try:
            rules = [Rule.model_validate(rule) for rule in data["rules"]]
            settings = Settings.model_validate(data["settings"])
        except (KeyError, TypeError, ValidationError) as cause:
            raise _refused(
                [Text(f"нормы не читаются: {cause}", f"unreadable norms: {cause}")]
            ) from cause
        return cls.of({rule.id: rule for rule in rules}, settings)

    def __getitem__(self, name: str) -> Rule:
        """Return one rule; raises `UnknownNameError` if there is none of that id."""
        if name not in self.by_id:
            raise UnknownNameError(Text("нормы", "norm"), name, self.by_id)
        return self.by_id[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids."""
        return iter(self.by_id)

    def __len__(self) -> int:
        """Count the rules."""
        return len(self.by_id)


@display.shows(Rules)
def _rules(rules: Rules) -> display.View:
    head = Text("Норм: {count}", "{count} norms").fill(count=len(rules))
    rows = [(name, rule.kind, rule.title) for name, rule in rules.items()]
    return display.View(head, (display.Table.of((), rows),))


def read(extra: Path | None = None) -> Rules:
    """
    Read the shipped rules and a user's own.

    Parameters
    ----------
    extra
        TOML file, one table per rule; a rule with the id of a shipped one takes its place.

    Raises
    ------
    NormError
        If a file cannot be read or a rule is not whole; every problem is listed at once, with
        file, rule and key.

    Examples
    --------
    >>> read()["heat_network"].metres[0].metres
    (3.0, 3.0)
    """
    problems: list[Text] = []
    found: dict[str, Rule] = {}
    settings: dict[str, Any] = {}
    for path in (*sorted(SHIPPED.glob("*.toml")), *([extra] if extra else [])):
        for name, table in _tables(path, problems).items():
            if name == _SETTINGS:
                settings |= _checked_settings(path, table, problems)
            elif rule := _rule(path, name, table, problems):
                found[name] = rule
    problems += _strays(found)
    if problems:
        raise _refused(problems)
    place = Settings(**settings)
    return Rules.of(found, place)


def _tables(path: Path, problems: list[Text]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.append(
            Text(
                f"{path}: нет такого файла, проверьте путь", f"{path}: no such file, check the path"
            )
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        problems.append(Text(f"{path}: не читается: {cause}", f"{path}: cannot be read: {cause}"))
    return {}


def _checked_settings(path: Path, table: object, problems: list[Text]) -> dict[str, Any]:
    try:
        return Settings.model_validate(table).model_dump(exclude_unset=True)
    except ValidationError as cause:
        problems += _told(path, _SETTINGS, cause)
        return {}


def _rule(path: Path, name: str, table: object, problems: list[Text]) -> Rule | None:
    try:
        return Rule.model_validate({**table, "id": name} if isinstance(table, dict) else table)
    except ValidationError as cause:
        problems += _told(path, name, cause)
        return None


def _told(path: Path, name: str, cause: ValidationError) -> Iterator[Text]:
    """Say where each problem is: file, rule, key."""
    for error in cause.errors():
        where = f"{path.name}: " + ".".join(map(str, (name, *error["loc"])))
        if error["type"] == "extra_forbidden":
            yield Text(
                f"{where}: такого ключа нет, исправьте или уберите его",
                f"{where}: there is no such key, correct it or take it out",
            )
        elif error["type"] == "missing":
            yield Text(f"{where}: ключа не хватает", f"{where}: the key is missing")
        else:
            yield Text(
                f"{where}: значение не годится: {error['msg']}",
                f"{where}: the value will not do: {error['msg']}",
            )


def _strays(found: Mapping[str, Rule]) -> Iterator[Text]:
    for rule in found.values():
        if rule.metres_like and not found.get(rule.metres_like, rule).metres:
            yield Text(
                f"{rule.id}.metres_like: у правила «{rule.metres_like}» нет таблицы метров",
                f"{rule.id}.metres_like: no rule {rule.metres_like!r} with a table of metres",
            )


def _refused(problems: list[Text]) -> NormError:
    ru, en = ("\n".join(f"  - {text.say(lang)}" for text in problems) for lang in ("ru", "en"))
    return NormError(Text(f"нормы не приняты:\n{ru}", f"the norms were refused:\n{en}"))


def _placed(rule: Rule, found: Mapping[str, Rule], place: Settings) -> Rule:
    """Fill in a shared table and keep the lines that hold at the place."""
    table = rule.metres or (found[rule.metres_like].metres if rule.metres_like else ())
    here = ("both", "inside" if place.inside_settlement else "outside")
    return rule.model_copy(update={"metres": tuple(c for c in table if c.settlement in here)})
