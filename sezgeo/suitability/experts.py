"""Weights that experts give, read from a TOML file: direct, ranked, swing or pairwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pandas import DataFrame, Series
from pydantic import Field

from sezgeo import display
from sezgeo.arrays import Floats
from sezgeo.config.figures import Filled, NotNegative, Positive
from sezgeo.config.model import Model
from sezgeo.config.toml import file_error, read_tables, validate
from sezgeo.errors import ProfileError
from sezgeo.i18n import Text
from sezgeo.suitability.mcda.weighting import (
    CONSISTENCY_LIMIT,
    Judgement,
    agreement,
    ahp,
    most_inconsistent,
    rank_order_centroid,
    swing,
)
from sezgeo.suitability.profile import Profile
from sezgeo.units import fixed, per_cent


class Expert(Model):
    """What one expert says of the criteria, by one of four methods."""

    name: Filled
    """Who it is, or which group."""
    method: Literal["direct", "ranked", "swing", "ahp"]
    """How the judgements are to be read."""
    votes: Positive = 1.0
    """How much the expert counts in the group."""
    points: dict[str, NotNegative] = Field(default_factory=dict)
    """Weights (`direct`), or points with 100 for the greatest swing (`swing`)."""
    order: tuple[str, ...] = ()
    """Criteria from the most important (`ranked`)."""
    judgements: tuple[tuple[str, str, Positive], ...] = ()
    """First, second, how many times the first matters as much as the second (`ahp`)."""


class _ExpertsFile(Model):
    experts: Annotated[tuple[Expert, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ExpertPanel(display.Shown):
    """
    The weights of a group of experts.

    Attributes
    ----------
    weights : Series
        Share of each criterion: the mean of the experts' shares by their votes.
    experts : DataFrame, shape (experts, criteria)
        Shares each expert gives.
    agreement
        Kendall's W of the experts' orders, 0 to 1.
    consistency : Series
        Consistency ratio of each expert's pairwise judgements; missing for other methods.
    """

    weights: Series
    experts: DataFrame
    agreement: float
    consistency: Series

    def to_dict(self) -> dict[str, Any]:
        """Return the weights as plain JSON values; a missing consistency ratio is null."""
        ratios = self.consistency.items()
        return {
            "weights": {str(name): float(share) for name, share in self.weights.items()},
            "experts": {
                str(name): {str(criterion): float(share) for criterion, share in answers.items()}
                for name, answers in self.experts.iterrows()
            },
            "agreement": self.agreement,
            "consistency": {
                str(name): None if np.isnan(ratio) else float(ratio) for name, ratio in ratios
            },
        }

    @property
    def headline(self) -> Text:
        """Name the expert, or count them and say how far they agree."""
        if len(self.experts) == 1:
            return Text("Веса: ", "Weights: ") + str(self.experts.index[0])
        return Text(
            "Экспертов: {count}, согласованность (W Кендалла) {agreement}",
            "{count} experts, agreement (Kendall's W) {agreement}",
        ).fill(count=str(len(self.experts)), agreement=fixed(self.agreement, 2))

    def rows(self) -> Iterator[list[str]]:
        """Yield each share, the greatest first, between which ends they give it, its criterion."""
        for name, share in self.weights.sort_values(ascending=False, kind="stable").items():
            answers = self.experts[name]
            ends = (per_cent(float(end), 1).say() for end in (answers.min(), answers.max()))
            span = ["–".join(ends)] if len(answers) > 1 else []
            yield [f"{per_cent(float(share), 1).say():>7}", *span, str(name)]


@display.shows(ExpertPanel)
def _panel(panel: ExpertPanel) -> display.View:
    return display.View(panel.headline, (display.Lines(["  ".join(row) for row in panel.rows()]),))


def read_weights(path: Path | str, criteria: Sequence[str]) -> ExpertPanel:
    """
    Read the weights that a group of experts gives to all `criteria`.

    Raises
    ------
    ProfileError
        With every problem of every expert: criteria forgotten or unknown, and pairwise judgements
        with a consistency ratio above 0.10, of which the three worst are named.
    """
    path = Path(path)
    return expert_panel(read_tables(path), criteria, origin=str(path))


def expert_panel(
    data: Mapping[str, Any], criteria: Sequence[str], *, origin: str = "weights"
) -> ExpertPanel:
    """
    Build the weights of a group from what a file holds.

    Raises
    ------
    ProfileError
        As `read_weights`.

    Examples
    --------
    >>> expert = {"name": "A", "method": "ranked", "order": ["rail_m", "area_ha"]}
    >>> expert_panel({"experts": [expert]}, ["area_ha", "rail_m"]).weights.to_dict()
    {'area_ha': 0.25, 'rail_m': 0.75}
    """
    file, problems = validate(_ExpertsFile, data)
    problems += _answer_problems(file.experts if file else _valid_experts(data), criteria)
    if file is None or problems:
        raise file_error(origin, problems)
    names = [expert.name for expert in file.experts]
    shares = DataFrame(
        [_shares(expert, criteria) for expert in file.experts], index=names, columns=list(criteria)
    )
    votes = np.array([expert.votes for expert in file.experts])
    mean = Series(votes @ shares.to_numpy() / votes.sum(), index=shares.columns, name="weight")
    ratios = [
        ahp(_matrix(expert, criteria)).consistency_ratio if expert.method == "ahp" else np.nan
        for expert in file.experts
    ]
    consistency = Series(ratios, index=names, name="consistency")
    return ExpertPanel(mean, shares, agreement(shares), consistency)


def with_weights(profile: Profile, panel: ExpertPanel) -> Profile:
    """
    Return the profile with the weights of a group; what the whole group gives nothing, leaves it.

    Raises
    ------
    ProfileError
        If the group did not weigh the very criteria of this profile.
    """
    differing = panel.weights.index.symmetric_difference(profile.weights.index)
    if len(differing):
        names = ", ".join(map(str, differing))
        raise ProfileError(
            Text(
                f"веса и профиль «{profile.key}» расходятся в критериях: {names}",
                f"weights and profile {profile.key!r} differ in criteria: {names}",
            )
        )
    data = profile.model_dump()
    for name, share in panel.weights.items():
        data["criteria"][name] |= {"weight": float(share), "weight_range": None}
    data["criteria"] = {name: wish for name, wish in data["criteria"].items() if wish["weight"] > 0}
    return Profile.from_dict(data, origin=profile.key)


def _shares(expert: Expert, criteria: Sequence[str]) -> Floats:
    if expert.method == "ahp":
        return ahp(_matrix(expert, criteria)).weights
    if expert.method == "ranked":
        centroid = rank_order_centroid(len(criteria))
        return np.array([centroid[expert.order.index(name)] for name in criteria])
    return swing([expert.points[name] for name in criteria])


def _matrix(expert: Expert, criteria: Sequence[str]) -> Floats:
    index = {name: place for place, name in enumerate(criteria)}
    matrix = np.ones((len(criteria), len(criteria)))
    for first, second, times in expert.judgements:
        matrix[index[first], index[second]] = times
        matrix[index[second], index[first]] = 1 / times
    return matrix


def _valid_experts(data: Mapping[str, Any]) -> list[Expert]:
    """Return the experts that can be understood, in a file where others cannot."""
    tables = data.get("experts")
    experts = [validate(Expert, table)[0] for table in tables] if isinstance(tables, list) else []
    return [expert for expert in experts if expert]


def _answer_problems(experts: Sequence[Expert], criteria: Sequence[str]) -> Iterator[Text]:
    """List what is wrong with the answers of all experts."""
    names = [expert.name for expert in experts]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Text(f"эксперт «{name}» назван дважды", f"expert {name!r} is named twice")
    for expert in experts:
        prefix = Text(f"эксперт «{expert.name}»: ", f"expert {expert.name!r}: ")
        yield from (prefix + text for text in _problems(expert, criteria))


def _problems(expert: Expert, criteria: Sequence[str]) -> list[Text]:
    """List what is wrong with one expert's answers; only sound answers are tested further."""
    if expert.method == "ahp":
        return _pair_problems(expert, criteria) or _consistency_problems(expert, criteria)
    names = expert.order if expert.method == "ranked" else tuple(expert.points)
    problems = _name_problems(names, criteria)
    if not problems and expert.method != "ranked" and not any(expert.points.values()):
        problems = [Text("все веса нулевые", "all weights are zero")]
    return problems


def _name_problems(named: Sequence[str], criteria: Sequence[str]) -> list[Text]:
    missing = [name for name in criteria if name not in named]
    unknown = [name for name in dict.fromkeys(named) if name not in criteria]
    twice = [name for name in dict.fromkeys(named) if list(named).count(name) > 1]
    problems = (
        (Text("забыты: ", "forgotten: "), missing),
        (Text("нет таких критериев: ", "no such criteria: "), unknown),
        (Text("названы дважды: ", "named twice: "), twice),
    )
    return [problem + ", ".join(names) for problem, names in problems if names]


def _pair_problems(expert: Expert, criteria: Sequence[str]) -> list[Text]:
    named = [name for first, second, _ in expert.judgements for name in (first, second)]
    problems = _name_problems(list(dict.fromkeys(named)), criteria)
    pairs = [frozenset((first, second)) for first, second, _ in expert.judgements]
    if any(len(pair) == 1 for pair in pairs):
        problems.append(Text("критерий сравнён сам с собой", "a criterion is compared with itself"))
    if len(set(pairs)) < len(pairs):
        problems.append(Text("пара названа дважды", "a pair is judged twice"))
    missing = [pair for pair in combinations(criteria, 2) if frozenset(pair) not in pairs]
    if missing and not problems:
        problem = Text(
            "не хватает пар: {count}, первая {first}", "{count} pair(s) missing, the first {first}"
        )
        problems.append(problem.fill(count=str(len(missing)), first=" – ".join(missing[0])))
    return problems


def _consistency_problems(expert: Expert, criteria: Sequence[str]) -> list[Text]:
    matrix = _matrix(expert, criteria)
    ratio = ahp(matrix).consistency_ratio
    if ratio <= CONSISTENCY_LIMIT:
        return []
    worst = Text.join("; ", [_comparison(each, criteria) for each in most_inconsistent(matrix)])
    problem = Text(
        "суждения противоречат друг другу: отношение согласованности {ratio} больше 0,10; "
        "пересмотрите {worst}",
        "the judgements contradict one another: consistency ratio {ratio} is above 0.10; "
        "reconsider {worst}",
    )
    return [problem.fill(ratio=fixed(ratio, 3), worst=worst)]


def _comparison(judgement: Judgement, criteria: Sequence[str]) -> Text:
    """Name one judgement, what was said and what the others imply."""
    return Text(
        "{pair}: {given}, по остальным {implied}", "{pair}: {given}, the others imply {implied}"
    ).fill(
        pair=f"{criteria[judgement.row]} – {criteria[judgement.column]}",
        given=fixed(judgement.given, 2),
        implied=fixed(judgement.implied, 2),
    )
