"""Read the rules: the shipped ones, and those a user adds or puts in their place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sezgeo import display
from sezgeo.config.figures import Switch
from sezgeo.config.model import Model, ProblemsError
from sezgeo.config.toml import listed, named, tables, validated
from sezgeo.errors import NormError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.norms.rule import Rule

SHIPPED = Path(__file__).parent / "rules"
_SETTINGS = "settings"


class Settings(Model):
    """What the law must know of the place; a file may set it in the table `settings`."""

    inside_settlement: Switch = True
    """All ten sites lie within the federal city of Moscow, so inside a settlement."""


class _Saved(Model):
    """What `Rules.to_dict` gives."""

    settings: Settings
    rules: tuple[Rule, ...]


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
        saved, problems = validated(_Saved, data)
        if saved is None:
            raise _refused(problems)
        return cls.of({rule.id: rule for rule in saved.rules}, saved.settings)

    def __getitem__(self, name: str) -> Rule:
        """Return one rule; raises `UnknownNameError` if there is none of that id."""
        if name not in self.by_id:
            raise UnknownNameError(Text("норма", "norm"), name, self.by_id)
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
        rules, place, wrong = _file(path)
        found |= rules
        settings |= place
        problems += wrong
    problems += _strays(found)
    if problems:
        raise _refused(problems)
    return Rules.of(found, Settings(**settings))


def _file(path: Path) -> tuple[dict[str, Rule], dict[str, Any], list[Text]]:
    """Return the rules and the settings of one file, and what is wrong with the others."""
    try:
        data = tables(path)
    except ProblemsError as cause:
        return {}, {}, _told(str(path), cause.texts)
    place, problems = validated(Settings, data.pop(_SETTINGS, {}), within=(_SETTINGS,))
    given, wrong = named(data, "id")
    problems += wrong
    rules: dict[str, Rule] = {}
    for name, table in given.items():
        rule, wrong = validated(Rule, table, within=(name,))
        problems += wrong
        if rule:
            rules[name] = rule
    settings = place.model_dump(exclude_unset=True) if place else {}
    return rules, settings, _told(path.name, problems)


def _told(file: str, problems: Sequence[Text]) -> list[Text]:
    """Say which file the problems are in."""
    return [f"{file}: " + text for text in problems]


def _strays(found: Mapping[str, Rule]) -> Iterator[Text]:
    for rule in found.values():
        if rule.metres_like and not found.get(rule.metres_like, rule).metres:
            yield Text(
                f"{rule.id}.metres_like: у правила «{rule.metres_like}» нет таблицы метров",
                f"{rule.id}.metres_like: no rule {rule.metres_like!r} with a table of metres",
            )


def _refused(problems: Sequence[Text]) -> NormError:
    return NormError(listed(Text("нормы не приняты", "the norms were refused"), problems))


def _placed(rule: Rule, found: Mapping[str, Rule], place: Settings) -> Rule:
    """Fill in a shared table and keep the lines that hold at the place."""
    table = rule.metres or (found[rule.metres_like].metres if rule.metres_like else ())
    here = ("both", "inside" if place.inside_settlement else "outside")
    return rule.model_copy(update={"metres": tuple(c for c in table if c.settlement in here)})
