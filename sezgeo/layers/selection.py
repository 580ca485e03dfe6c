"""Which features of a layer count: by a word in a column, and how far off they may be."""

from collections.abc import Callable, Sequence

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series

Select = Callable[[GeoDataFrame], Series]
"""Says of each feature whether it counts: true, false, or missing where its record is silent."""


def everything(features: GeoDataFrame) -> Series:
    """Count every feature of the layer."""
    return Series(data=True, index=features.index, dtype="boolean")


def word_is(column: str, *words: str) -> Select:
    """Count features whose `column` holds one of `words`; an empty cell is a doubt."""

    def select(features: GeoDataFrame) -> Series:
        cells = features[column]
        counts: Series = cells.isin(words).astype("boolean").mask(cells.isna())
        return counts

    return select


def word_is_not(column: str, *words: str) -> Select:
    """Count features whose `column` holds none of `words`; an empty cell counts."""

    def select(features: GeoDataFrame) -> Series:
        counts: Series = (~features[column].isin(words)).astype("boolean")
        return counts

    return select


def told_apart(features: GeoDataFrame, select: Select) -> tuple[GeoDataFrame, GeoDataFrame]:
    """Return the features that surely count, and those whose record does not say."""
    chosen = select(features)
    counts = chosen.to_numpy(dtype=bool, na_value=False)
    silent = chosen.isna().to_numpy(dtype=bool)
    # most layers count whole: a frame that is not cut is not copied
    sure = features if counts.all() else features[counts]
    return sure, features[silent] if silent.any() else features.iloc[:0]


def counted(features: GeoDataFrame, select: Select) -> GeoDataFrame:
    """Keep the features that surely count."""
    return features[select(features).fillna(value=False).to_numpy(dtype=bool)]


def together(frames: Sequence[GeoDataFrame]) -> GeoDataFrame:
    """Put features of several layers into one frame with their geometry and accuracy only."""
    accuracy = np.concatenate([accuracy_m(frame) for frame in frames])
    shapes = np.concatenate([frame.geometry.to_numpy() for frame in frames])
    return GeoDataFrame({"accuracy_m": accuracy}, geometry=shapes, crs=frames[0].crs)


def accuracy_m(frame: GeoDataFrame) -> NDArray[np.float64]:
    """Return each feature's stated accuracy; one that states none is taken as drawn."""
    if "accuracy_m" not in frame.columns:
        return np.zeros(len(frame))
    stated = frame["accuracy_m"].to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isnan(stated), 0.0, stated)
