"""The shopping list: which missing data would firm up the rankings most, and whom to ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sezgeo.config import toml
from sezgeo.config.model import Model
from sezgeo.criteria.table import CRITERIA
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.suitability.robustness.stability import unknowns_of

DRAWS = 400
"""Draws behind each share: known to about five per cent, at once."""
SHIPPED = Path(__file__).parent / "owners.toml"


class Owner(Model):
    """Whom to ask."""

    ru: str
    """Who keeps the data, in Russian."""
    en: str
    """The same, in English."""


class Owners(Model):
    """Whom to ask for what."""

    layers: dict[str, Owner]
    """By layer."""
    criteria: dict[str, Owner]
    """By criterion, where that is not the owner of its layers."""


@dataclass(frozen=True, slots=True)
class Question:
    """
    One thing that nobody has told.

    Attributes
    ----------
    key
        Criterion, or rule whose width or boundary is open.
    title
        What it is called.
    plots
        Most plots in the running, over the profiles, that it is unknown on.
    changes
        How often the answer would change the first three, by profile.
    owner
        Whom to ask; an empty text if nobody is known.
    """

    key: str
    title: Text
    plots: int
    changes: Mapping[str, float]
    owner: Text

    def worth(self, profiles: int) -> float:
        """Return how often the answer would change the first three, on average of the profiles."""
        return sum(self.changes.values()) / profiles


def questions(rankings: Iterable[Ranking], *, seed: int = 0) -> list[Question]:
    """Collect what is unknown over several rankings, what would firm them up most first."""
    asked: dict[str, Question] = {}
    studied = list(rankings)
    for ranking in studied:
        rules = {verdict.rule: verdict for verdict in ranking.verdicts}
        for name, row in unknowns_of(ranking, DRAWS, seed).iterrows():
            key = str(name)
            title = rules[key].title if key in rules else ranking.title(key)
            layers = [rules[key].layer] if key in rules else _layers_of(key)
            before = asked.get(key, Question(key, title, 0, {}, owner_of(key, layers)))
            changes = {**before.changes, ranking.profile.key: float(row["changes_top_share"])}
            plots = max(before.plots, int(row["plots"]))
            asked[key] = Question(key, title, plots, changes, before.owner)
    return sorted(asked.values(), key=lambda one: (-one.worth(len(studied)), one.key))


def owner_of(key: str, layers: Iterable[str]) -> Text:
    """Return whom to ask for a criterion or rule that rests on some layers."""
    owners = _owners()
    found = [owners.criteria.get(key), *(owners.layers.get(layer) for layer in layers)]
    told = next(filter(None, found), None)
    return Text(told.ru, told.en) if told else Text.EMPTY


def _layers_of(criterion: str) -> tuple[str, ...]:
    known = CRITERIA.get(criterion)
    return (known.layers or ("plots",)) if known else ()


def read_owners(path: Path) -> Owners:
    """
    Read whom to ask for what.

    Raises
    ------
    SezgeoError
        With every problem of the file, each with its place.
    """
    return toml.read(Owners, path, error=SezgeoError)


@cache
def _owners() -> Owners:
    return read_owners(SHIPPED)
