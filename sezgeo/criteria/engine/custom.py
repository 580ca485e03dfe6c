"""
Criteria of an analyst's own: rows and functions handed over, measured beside the shipped ones.

A row is measured by its rule, like those of the table. The shipped functions have laws in the
tests; of these nothing is known but what the analyst says. So what they return is checked each
time, and an incomplete layer, in which an unlisted feature might change the answer, leaves it
unknown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial, wraps

import numpy as np
from geopandas import GeoDataFrame
from pandas import Series
from pandas.api.types import is_numeric_dtype

from sezgeo.criteria.criterion import Criterion
from sezgeo.criteria.engine.rules import MeasuredColumn, Prepared, TerrainInputs, prepare
from sezgeo.criteria.table import CRITERIA
from sezgeo.errors import CriterionError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.planar.queries import PlotArrays
from sezgeo.planar.spatial_index import Engine

_RULES_OF_ROWS = ("nearest", "count")
"""Rules by which a row without a function can be measured."""


def is_own(criterion: Criterion) -> bool:
    """Tell whether a criterion is not of the shipped table."""
    return CRITERIA.get(criterion.name) is not criterion


def select_criteria(names: Iterable[str], own: Sequence[Criterion] = ()) -> list[str | Criterion]:
    """
    Look up names among the criteria of one's own and the shipped ones.

    Returns
    -------
    list of str or Criterion
        What `measure` takes: the name of a shipped criterion, or one's own whole.

    Raises
    ------
    CriterionError
        If an own criterion cannot be used, or two have one name.
    UnknownNameError
        If nothing has one of the names.
    """
    own_by_name = check_own(own)
    criteria: list[str | Criterion] = []
    for name in names:
        if name not in own_by_name and name not in CRITERIA:
            known = [*own_by_name, *CRITERIA]
            raise UnknownNameError(Text("критерий", "criterion"), name, known)
        criteria.append(own_by_name.get(name, name))
    return criteria


def check_own(own: Sequence[Criterion]) -> Mapping[str, Criterion]:
    """
    Return own criteria by name.

    Raises
    ------
    CriterionError
        With every problem: a name that is no word with a unit, a shipped criterion's or given
        twice; a rule by which the function would not be asked, or a row would not be measured.
    """
    names = [criterion.name for criterion in own]
    problems = [
        f"{criterion.name or '?'}: " + problem
        for position, criterion in enumerate(own)
        for problem in _problems(criterion, names[:position])
    ]
    if problems:
        raise CriterionError(problems)
    return dict(zip(names, own, strict=True))


def _problems(criterion: Criterion, before: Sequence[str]) -> Iterable[Text]:
    name = criterion.name
    if not name.isidentifier() or not name.rpartition("_")[0]:
        yield Text(
            "дайте функции имя, которое кончается единицей, например distance_to_school_m",
            "give the function a name that ends with its unit, such as distance_to_school_m",
        )
    if name in CRITERIA and is_own(criterion):
        yield Text(
            "так зовётся поставляемый критерий: назовите функцию иначе",
            "a shipped criterion has this name: call the function otherwise",
        )
    if name in before:
        yield Text("критерий дан дважды", "the criterion is given twice")
    if not is_own(criterion):
        return
    if isinstance(criterion.method, str):
        if criterion.rule not in _RULES_OF_ROWS or not criterion.layers:
            yield Text(
                'без функции критерий измеряют по слоям rule="nearest" и rule="count": '
                "укажите слои и одно из них",
                'without a function a criterion is measured over layers by rule="nearest" or '
                'rule="count": give layers and one of these',
            )
    elif criterion.rule != "own":
        yield Text(
            'rule="{rule}" не спрашивает вашу функцию: укажите rule="own"',
            'rule="{rule}" does not ask your function: give rule="own"',
        ).fill(rule=criterion.rule)


def prepare_own(
    criterion: Criterion, layers: Mapping[str, Layer], engine: Engine = "tree"
) -> Prepared:
    """Make an own criterion ready to measure any plots against these layers."""
    method = criterion.method
    if isinstance(method, str):
        return prepare(criterion, layers, TerrainInputs(), engine)
    used = ((name, layers.get(name)) for name in criterion.layers)
    poor = [
        name for name, layer in used if layer is None or layer.is_silent or not layer.is_complete
    ]
    if poor:
        return partial(_unknown, ", ".join(poor))
    return prepare(replace(criterion, method=_checking(method)), layers, TerrainInputs())


def _unknown(poor: str, plots: GeoDataFrame, _: PlotArrays) -> MeasuredColumn:
    nothing, blank = np.full(len(plots), np.nan), np.full(len(plots), "", dtype=object)
    reason = Text("слой пуст или неполон: ", "the layer is empty or incomplete: ") + poor
    return MeasuredColumn(
        nothing, nothing, nothing, blank, dict.fromkeys(map(str, plots.index), reason)
    )


def _checking(method: Callable[..., Series]) -> Callable[..., Series]:
    """Check what a function returns, and keep it from changing the frames it is given."""
    name = method.__name__

    @wraps(method)
    def measured(plots: GeoDataFrame, *frames: GeoDataFrame) -> Series:
        series = method(plots.copy(), *(frame.copy() for frame in frames))
        if not _is_measure(series, name, plots):
            raise CriterionError([f"{name}: " + _NO_MEASURE])
        return series

    return measured


def _is_measure(series: object, name: str, plots: GeoDataFrame) -> bool:
    return (
        isinstance(series, Series)
        and series.name == name
        and series.index.equals(plots.index)
        and is_numeric_dtype(series)
        and not np.isinf(series.to_numpy(dtype=float, na_value=np.nan)).any()
    )


_NO_MEASURE = Text(
    "функция должна вернуть Series с этим именем, индексом участков и конечными числами; "
    "NaN — неизвестно",
    "the function must return a Series of this name, on the index of the plots, of finite "
    "numbers; NaN is unknown",
)
