"""What an import did to the rankings: whose rank or outcome changed, and through which edit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Index, Series

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.layers import Catalog, Layer
from sezgeo.layers.history import compare
from sezgeo.layers.store.records import Version
from sezgeo.layers.store.store import SEED
from sezgeo.layers.versions.changes import Changes
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.ranking.ranking import Ranking
from sezgeo.verdict import PLOT_OUTCOME_TEXTS, Outcome
from sezgeo.zone import Zone

PLOTS = "plots"
_LISTED = 5
SAME_VALUE = 1e-4
"""Values and scores nearer to each other than this are the same: the millimetre grid of imported
outlines moves them by less."""


@dataclass(frozen=True, slots=True)
class PlotRank:
    """Where a plot stands in one ranking; all None and empty where it is not there."""

    rank: int | None = None
    score: float | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Impact(display.Shown):
    """
    One plot whose rank or outcome an import changed.

    Attributes
    ----------
    criteria
        Criteria and rules that see the plot otherwise than before; empty if it was only overtaken.
    features
        Edited features behind it.
    through
        Plots that overtook it, or fell behind it.
    titles
        What people call the criteria, the rules and the features.
    """

    profile: str
    plot_id: str
    before: PlotRank
    after: PlotRank
    criteria: tuple[str, ...]
    features: tuple[str, ...]
    through: tuple[str, ...]
    titles: Mapping[str, Text] = field(default_factory=dict, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the impact as JSON writes it."""
        return {
            "profile": self.profile,
            "plot_id": self.plot_id,
            "rank": [self.before.rank, self.after.rank],
            "score": [self.before.score, self.after.score],
            "outcome": [self.before.outcome or None, self.after.outcome or None],
            "criteria": list(self.criteria),
            "features": list(self.features),
            "through": list(self.through),
        }


class Impacts(display.Shown, list[Impact]):
    """Plots whose rank or outcome an import changed."""


@dataclass(frozen=True, slots=True, eq=False)
class _Edit:
    """What a version changed, as the rankings may meet it."""

    layer: str
    before: Layer
    after: Layer
    changes: Changes

    @property
    def features(self) -> set[str]:
        """Return the ids of all features the edit touched, old and new."""
        changes = self.changes
        return {
            *changes.added,
            *changes.removed,
            *(name for split in changes.split for name in (split.parent, *split.children)),
            *(name for merge in changes.merged for name in (*merge.parents, merge.child)),
            *(name for rename in changes.renamed for name in (rename.old, rename.new)),
            *(change.id for change in changes.geometry_changed),
            *(change.id for change in changes.attribute_changed),
        }

    @property
    def renamed(self) -> Mapping[str, str]:
        """Return the new id of each plot that only changed its name."""
        if self.layer != PLOTS:
            return {}
        return {rename.old: rename.new for rename in self.changes.renamed}


def impact(catalog: Catalog, version: Version, profiles: Iterable[str]) -> Impacts:
    """
    Rank the plots before and after one version of one layer, the other layers as they are now.

    Parameters
    ----------
    catalog
        Folder of layers.
    version
        The import to look at.
    profiles
        Profiles to rank for.

    Returns
    -------
    Impacts
        Plots whose rank or outcome changed, by profile and plot.

    Raises
    ------
    ProfileError, CatalogError, LayerError, StoreError
        If a profile or a layer cannot be read.
    """
    edit = _Edit(
        version.layer,
        _layer(catalog, version.layer, version.parent),
        _layer(catalog, version.layer, version.id),
        compare(catalog, version.layer, version.parent, version.id),
    )
    before, after = (
        Zone(catalog, {edit.layer: layer.version}) for layer in (edit.before, edit.after)
    )
    impacts = Impacts()
    for name in profiles:
        profile = Profile.read(name)
        rankings = [
            None if zone.layers[PLOTS].is_silent else zone.study(profile).ranking
            for zone in (before, after)
        ]
        plots = after.layers[PLOTS].frame, before.layers[PLOTS].frame
        impacts += _impacts(profile.key, rankings, edit, _Places(edit, plots))
    return impacts


def _layer(catalog: Catalog, name: str, number: int) -> Layer:
    if number == SEED:
        return catalog.seed(name)
    return catalog.store.read(catalog.schema(name), number)


class _Reading(NamedTuple):
    """What a criterion or a rule says of a plot, and the feature it names."""

    value: float
    feature: str


class _Places:
    """Where plots and edited features lie: for measures that name no feature."""

    def __init__(self, edit: _Edit, plots: Sequence[GeoDataFrame]) -> None:
        self._plots = plots
        touched = Index(sorted(edit.features))
        shapes = [
            layer.frame.geometry[layer.frame.index.intersection(touched)]
            for layer in (edit.after, edit.before)
        ]
        both = pd.concat(shapes)
        self._edited = both[~both.index.duplicated()]

    def nearest(self, plot: str) -> tuple[str, ...]:
        """Return the edited feature nearest to a plot."""
        for frame in self._plots:
            if plot in frame.index and len(self._edited):
                return (str(self._edited.distance(frame.geometry[plot]).idxmin()),)
        return ()


def _impacts(
    profile: str, rankings: Sequence[Ranking | None], edit: _Edit, places: _Places
) -> Iterator[Impact]:
    old, new = (_table(ranking) for ranking in rankings)
    old = old.rename(index=dict(edit.renamed))
    plots = old.index.union(new.index)
    old, new = old.reindex(plots), new.reindex(plots)
    rescored = plots[_differ(old, new, ["outcome", "score"])]
    causes = {plot: _causes(str(plot), rankings, edit, places) for plot in rescored}
    titles = _titles(rankings, edit)
    for plot in plots[_differ(old, new, ["outcome", "rank"])]:
        through = () if plot in causes else _crossed(plot, old["rank"], new["rank"], rescored)
        criteria, features = causes.get(plot, ((), ()))
        if not features:
            features = tuple(sorted({name for rival in through for name in causes[rival][1]}))
        ranks = _plot_rank(old.loc[plot]), _plot_rank(new.loc[plot])
        yield Impact(profile, str(plot), *ranks, criteria, features, through, titles)


def _titles(rankings: Sequence[Ranking | None], edit: _Edit) -> dict[str, Text]:
    """Name the edited features, and the criteria and rules of the rankings."""
    titles: dict[str, Text] = {}
    for layer in (edit.before, edit.after) if edit.layer != PLOTS else ():
        titles |= {str(key): name for key, name in layer.named().items()}
    for ranking in rankings:
        if ranking is not None:
            titles |= {str(name): ranking.title(str(name)) for name in ranking.values.columns}
            titles |= {verdict.rule: verdict.title for verdict in ranking.verdicts}
    return titles


def _differ(old: pd.DataFrame, new: pd.DataFrame, columns: list[str]) -> NDArray[np.bool_]:
    same = np.isclose(old[columns], new[columns], rtol=0, atol=SAME_VALUE, equal_nan=True)
    return np.asarray(~same.all(axis=1))


def _table(ranking: Ranking | None) -> pd.DataFrame:
    if ranking is None:
        return pd.DataFrame({"rank": [], "score": [], "outcome": []}, dtype=float)
    return pd.DataFrame(
        {
            "rank": ranking.rank.astype(float),
            "score": ranking.score.astype(float),
            "outcome": ranking.outcome.astype(float),
        }
    )


def _plot_rank(row: Series) -> PlotRank:
    if np.isnan(row["outcome"]):
        return PlotRank()
    return PlotRank(
        None if np.isnan(row["rank"]) else int(row["rank"]),
        None if np.isnan(row["score"]) else float(row["score"]),
        Outcome(int(row["outcome"])).key,
    )


def _crossed(plot: str, old: Series, new: Series, others: Index) -> tuple[str, ...]:
    """Name the plots that overtook this one or fell behind it; one without a rank is last."""
    was, now = (ranks.fillna(np.inf)[others] < ranks.fillna(np.inf)[plot] for ranks in (old, new))
    return tuple(sorted(map(str, others[(was != now).to_numpy()])))


def _causes(
    plot: str, rankings: Sequence[Ranking | None], edit: _Edit, places: _Places
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the criteria and rules that see a plot otherwise, and the edited features behind."""
    names = {new: old for old, new in edit.renamed.items()}
    readings = [
        {} if ranking is None else dict(_readings(name, ranking))
        for name, ranking in zip((names.get(plot, plot), plot), rankings, strict=True)
    ]
    criteria = sorted(
        name
        for name in readings[0].keys() | readings[1].keys()
        if _unlike(readings[0].get(name), readings[1].get(name))
    )
    if edit.layer == PLOTS:
        lineage = {plot, names.get(plot, plot)} & edit.features
        return tuple(criteria), tuple(sorted(lineage)) or places.nearest(plot)
    evidence = {side[name].feature for side in readings for name in criteria if name in side}
    features = {
        key
        for layer in (edit.before, edit.after)
        for key, name in layer.named().items()
        if name.ru in evidence and str(key) in edit.features
    }
    return tuple(criteria), tuple(sorted(map(str, features))) or places.nearest(plot)


def _readings(plot: str, ranking: Ranking) -> Iterator[tuple[str, _Reading]]:
    """List what each criterion and each rule says of a plot, and the feature it names."""
    if plot not in ranking.values.index:
        return
    for name in ranking.values.columns:
        evidence = ranking.measures.evidence[name].get(plot, "")
        yield str(name), _Reading(float(ranking.values[name][plot]), str(evidence))
    for verdict in ranking.verdicts:
        feature = str(verdict.feature.get(plot) or "")
        yield verdict.rule, _Reading(float(verdict.outcome[plot]), feature)


def _unlike(old: _Reading | None, new: _Reading | None) -> bool:
    if old is None or new is None:
        return True
    return not np.isclose(old.value, new.value, rtol=0, atol=SAME_VALUE, equal_nan=True)


def sentence(impact: Impact) -> Text:
    """Say what happened to a plot and why."""
    line = Text(
        "{plot} — {was} → {now}{outcome}. Причина: изменение {why}",
        "{plot}: {was} → {now}{outcome}. Because of a change of {why}",
    ).fill(
        plot=impact.plot_id,
        was=_rank(impact.before),
        now=_rank(impact.after),
        outcome=_outcomes(impact),
        why=_changed(impact),
    )
    if impact.through:
        others = _few(impact.through, {})
        return line + Text(". Порядок изменился относительно ", ". Changed places with ") + others
    return line + " (" + _few(impact.criteria, impact.titles) + ")" if impact.criteria else line


@display.shows(Impacts)
def _show_impacts(impacts: Impacts) -> display.View:
    head = Text(
        "Участков с изменением места или исхода — {count}",
        "Plots whose rank or outcome changed: {count}",
    )
    sentences = [sentence(impact) for impact in impacts]
    return display.View(head.fill(count=len(impacts)), (display.Items(sentences),))


@display.shows(Impact)
def _show_impact(impact: Impact) -> display.View:
    return display.View(sentence(impact))


def _rank(place: PlotRank) -> Text:
    if place.rank is None:
        return Text("вне рейтинга", "unranked")
    return Text("{rank}-е место", "rank {rank}").fill(rank=str(place.rank))


def _outcomes(impact: Impact) -> Text:
    before, after = impact.before.outcome, impact.after.outcome
    if before == after:
        return Text.EMPTY
    texts = {outcome.key: text for outcome, text in PLOT_OUTCOME_TEXTS.items()}
    nowhere = Text("участка нет", "none")
    return ", " + texts.get(before, nowhere) + " → " + texts.get(after, nowhere)


def _changed(impact: Impact) -> Text:
    if not impact.features:
        return Text("слоя", "the layer")
    kind = "объекта " if len(impact.features) == 1 else "объектов "
    return Text(kind, "") + _few(impact.features, impact.titles)


def _few(names: Sequence[str], titles: Mapping[str, Text]) -> Text:
    shown: list[Text | str] = [titles.get(name, Text.same(name)) for name in names[:_LISTED]]
    return Text.join(", ", [*shown, *(["…"] if len(names) > _LISTED else [])])
