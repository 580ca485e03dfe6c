"""Where plants of a portfolio may stand: every plot alone, and neighbouring plots joined."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from sezgeo.arrays import Bools
from sezgeo.layers import Layer
from sezgeo.siting.land_assembly.result import Assemblies
from sezgeo.suitability.ranking.ranking import Ranking


@dataclass(frozen=True, slots=True, eq=False)
class JoinedPlots:
    """
    Neighbouring plots joined for one plant.

    Attributes
    ----------
    assemblies
        The sets of plots.
    ranking
        Their study.
    """

    assemblies: Assemblies
    ranking: Ranking


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """
    The plots, and after them the assemblies of all plants, each once.

    Attributes
    ----------
    frame
        One row a place, with the columns of plots; what it is called is its index.
    members
        The plots that each place is made of.
    covers : numpy.ndarray of bool, shape (places, plots)
        The same as flags.
    assembly_keys
        For each plant its assemblies: the key in the plant's own study, by place.
    """

    frame: GeoDataFrame
    members: tuple[tuple[str, ...], ...]
    covers: Bools
    assembly_keys: tuple[Mapping[int, str], ...]

    @classmethod
    def of(cls, plots: Layer, joined: Sequence[JoinedPlots | None]) -> "Places":
        """
        Gather the places.

        Parameters
        ----------
        plots
            The plots.
        joined
            The assemblies of each plant, None for a plant that wants one plot.
        """
        single = [(str(plot),) for plot in plots.frame.index]
        members: list[tuple[str, ...]] = list(single)
        rows = [plots.frame]
        known: dict[tuple[tuple[str, ...], bytes], int] = {}
        assembly_keys: list[dict[int, str]] = []
        for joined_plots in joined:
            keys: dict[int, str] = {}
            for key, parts in joined_plots.assemblies.members.items() if joined_plots else ():
                row = (
                    joined_plots.assemblies.plots.frame.loc[[key]]
                    if joined_plots
                    else plots.frame.iloc[:0]
                )
                place = known.setdefault((parts, row.geometry.iloc[0].wkb), len(members))
                if place == len(members):
                    members.append(parts)
                    rows.append(row)
                keys[place] = key
            assembly_keys.append(keys)
        position_of = {plot: position for position, (plot,) in enumerate(single)}
        covers = np.zeros((len(members), len(single)), dtype=bool)
        for place, parts in enumerate(members):
            covers[place, [position_of[plot] for plot in parts]] = True
        return cls(_table(rows, members), tuple(members), covers, tuple(assembly_keys))


def _table(rows: Sequence[GeoDataFrame], members: Sequence[tuple[str, ...]]) -> GeoDataFrame:
    if len(rows) == 1:
        return rows[0]
    records = [record for part in rows for record in part.to_dict("records")]
    table = pd.DataFrame(records, columns=list(rows[0].columns))
    table.index = pd.Index([" + ".join(parts) for parts in members], name=rows[0].index.name)
    return gpd.GeoDataFrame(table, geometry=rows[0].geometry.name, crs=rows[0].crs)
