"""
Criteria of an analyst's own: functions handed over, measured beside the shipped ones.

The shipped criteria have laws in the tests; of these nothing is known but what the analyst says.
So what their functions return is checked each time, and an incomplete layer, in which an unlisted
feature might change the answer, leaves it unknown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial, wraps

import numpy as np
from geopandas import GeoDataFrame
from pandas import Series
from pandas.api.types import is_numeric_dtype

from sezgeo.criteria.criterion import Criterion
from sezgeo.criteria.engine.rules import Ready, Row, TerrainInputs, ready
from sezgeo.criteria.table import CRITERIA
from sezgeo.errors import CriterionError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.planar.queries import PlotArrays


def is_own(criterion: Criterion) -> bool:
    """Tell whether a criterion is not of the shipped table."""
    return CRITERIA.get(criterion.name) is not criterion


def chosen(names: Iterable[str], own: Sequence[Criterion] = ()) -> list[str | Criterion]:
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
    checked_ = checked(own)
    found: list[str | Criterion] = []
    for name in names:
        if name not in checked_ and name not in CRITERIA:
            known = [*checked_, *CRITERIA]
            raise UnknownNameError(Text("критерия", "criterion"), name, known)
        found.append(checked_.get(name, name))
    return found


def checked(own: Sequence[Criterion]) -> Mapping[str, Criterion]:
    """
    Return own criteria by name.

    Raises
    ------
    CriterionError
        With every problem: a name that is no word with a unit, a shipped criterion's or given
        twice; a rule by which the function would not be asked.
    """
    names = [getattr(each.function, "__name__", "") for each in own]
    problems = [
        Text(f"{name or '?'}: {what.ru}", f"{name or '?'}: {what.en}")
        for at, (name, each) in enumerate(zip(names, own, strict=True))
        for what in _problems(name, each, names[:at])
    ]
    if problems:
        raise CriterionError(problems)
    return dict(zip(names, own, strict=True))


def _problems(name: str, criterion: Criterion, before: Sequence[str]) -> Iterable[Text]:
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
    if is_own(criterion) and criterion.rule != "own":
        yield Text(
            f'rule="{criterion.rule}" не спрашивает вашу функцию: укажите rule="own"',
            f'rule="{criterion.rule}" does not ask your function: give rule="own"',
        )


def ready_own(criterion: Criterion, layers: Mapping[str, Layer]) -> Ready:
    """Make an own criterion ready to measure any plots against these layers."""
    there = [layers.get(name) for name in criterion.layers]
    poor = [
        name
        for name, layer in zip(criterion.layers, there, strict=True)
        if layer is None or layer.is_silent or not layer.is_complete
    ]
    if poor:
        return partial(_unknown, ", ".join(poor))
    return ready(replace(criterion, function=_watched(criterion)), layers, TerrainInputs())


def _unknown(poor: str, plots: GeoDataFrame, _: PlotArrays) -> Row:
    nothing, blank = np.full(len(plots), np.nan), np.full(len(plots), "", dtype=object)
    why = Text(f"слой пуст или неполон: {poor}", f"the layer is empty or incomplete: {poor}")
    return Row(nothing, nothing, nothing, blank, {str(plot): why for plot in plots.index})


def _watched(criterion: Criterion) -> Callable[..., Series]:
    """Check what the function returns, and keep it from changing the frames it is given."""

    @wraps(criterion.function)
    def measured(plots: GeoDataFrame, *frames: GeoDataFrame) -> Series:
        told = criterion.function(plots.copy(), *(frame.copy() for frame in frames))
        if not _is_a_measure(told, criterion.name, plots):
            raise CriterionError(
                [
                    Text(
                        f"{criterion.name}: функция должна вернуть Series с этим именем, индексом "
                        "участков и конечными числами; NaN — неизвестно",
                        f"{criterion.name}: the function must return a Series of this name, on the "
                        "index of the plots, of finite numbers; NaN is unknown",
                    )
                ]
            )
        return told

    return measured


def _is_a_measure(told: object, name: str, plots: GeoDataFrame) -> bool:
    return (
        isinstance(told, Series)
        and told.name == name
        and told.index.equals(plots.index)
        and is_numeric_dtype(told)
        and not np.isinf(told.to_numpy(dtype=float, na_value=np.nan)).any()
    )
