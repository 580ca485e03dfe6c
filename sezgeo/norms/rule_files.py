"""Read the rules: the shipped ones, and those a user adds or puts in their place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sezgeo import display
from sezgeo.config.figures import Switch
from sezgeo.config.model import Model, ProblemsError
from sezgeo.config.toml import load, validate, with_names
from sezgeo.errors import NormError, UnknownNameError, problem_list
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
    as_written
        The rules as they are written, for places of all kinds.
    """

    by_id: Mapping[str, Rule]
    settings: Settings
    as_written: Mapping[str, Rule]

    @classmethod
    def of(cls, as_written: Mapping[str, Rule], settings: Settings) -> "Rules":
        """Fit rules, as they are written, to the place."""
        fitted = {
            name: _fit_to_place(rule, as_written, settings) for name, rule in as_written.items()
        }
        return cls(fitted, settings, as_written)

    def to_dict(self) -> dict[str, Any]:
        """Return all rules and settings as plain JSON values."""
        return {
            "settings": self.settings.model_dump(mode="json"),
            "rules": [
                rule.model_dump(mode="json", exclude_defaults=True)
                for rule in self.as_written.values()
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
        saved, problems = validate(_Saved, data)
        if saved is None:
            raise _error(problems)
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
    rules: dict[str, Rule] = {}
    settings: dict[str, Any] = {}
    for path in (*sorted(SHIPPED.glob("*.toml")), *([extra] if extra else [])):
        file_rules, file_settings, file_problems = _file(path)
        rules |= file_rules
        settings |= file_settings
        problems += file_problems
    problems += _missing_tables(rules)
    if problems:
        raise _error(problems)
    return Rules.of(rules, Settings(**settings))


def _file(path: Path) -> tuple[dict[str, Rule], dict[str, Any], list[Text]]:
    """Return the rules and the settings of one file, and what is wrong with the others."""
    try:
        data = load(path)
    except ProblemsError as cause:
        return {}, {}, _in_file(str(path), cause.texts)
    settings, problems = validate(Settings, data.pop(_SETTINGS, {}), within=(_SETTINGS,))
    rule_tables, wrong = with_names(data, "id")
    problems += wrong
    rules: dict[str, Rule] = {}
    for name, table in rule_tables.items():
        rule, wrong = validate(Rule, table, within=(name,))
        problems += wrong
        if rule:
            rules[name] = rule
    chosen = settings.model_dump(exclude_unset=True) if settings else {}
    return rules, chosen, _in_file(path.name, problems)


def _in_file(file: str, problems: Sequence[Text]) -> list[Text]:
    """Say which file the problems are in."""
    return [f"{file}: " + text for text in problems]


def _missing_tables(rules: Mapping[str, Rule]) -> Iterator[Text]:
    for rule in rules.values():
        if rule.metres_like and not rules.get(rule.metres_like, rule).metres:
            yield Text(
                f"{rule.id}.metres_like: у правила «{rule.metres_like}» нет таблицы метров",
                f"{rule.id}.metres_like: no rule {rule.metres_like!r} with a table of metres",
            )


def _error(problems: Sequence[Text]) -> NormError:
    return NormError(problem_list(Text("нормы не приняты", "the norms were refused"), problems))


def _fit_to_place(rule: Rule, rules: Mapping[str, Rule], place: Settings) -> Rule:
    """Fill in a shared table and keep the lines that hold at the place."""
    table = rule.metres or (rules[rule.metres_like].metres if rule.metres_like else ())
    here = ("both", "inside" if place.inside_settlement else "outside")
    lines = tuple(line for line in table if line.settlement in here)
    return rule.model_copy(update={"metres": lines})
