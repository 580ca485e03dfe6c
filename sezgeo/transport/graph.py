"""
The road network: junctions, lines between them, and who may drive along which.

The graph is built once from a layer of lines and holds no speeds: those belong to a vehicle, and
one graph serves all of them. Paths are found by SciPy, which is thirty times faster than networkx
on such graphs.
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame
from scipy.sparse import csr_array
from shapely import STRtree

from sezgeo import display
from sezgeo.arrays import Floats, Indices, Shapes
from sezgeo.i18n import Text
from sezgeo.layers.selection import accuracy_m
from sezgeo.transport.junctions import Stops, simple_lines, stops
from sezgeo.transport.lorry_bans import banned_at
from sezgeo.transport.rules import Network, Vehicle

MINUTES_PER_HOUR = 60.0
METRES_PER_KM = 1000.0
_TEXTS = ("class", "oneway", "no_truck")
_NUMBERS = ("maxspeed_kmh", "maxheight_m", "maxweight_t", "level")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RoadGraph(display.Shown):
    """
    A network of roads.

    Attributes
    ----------
    lines : numpy.ndarray of shapely.LineString, shape (lines,)
        Simple lines, drawn in the direction of one-way traffic.
    row : numpy.ndarray of int, shape (lines,)
        Position of the road in the layer it was taken from.
    traits : DataFrame, shape (lines, 7)
        What each line's record says: class, oneway, no_truck, maxspeed_kmh, maxheight_m,
        maxweight_t, level. Missing where it says nothing.
    stops
        Junctions and ends along the lines.
    tree
        Index of the lines.
    """

    lines: Shapes
    row: Indices
    traits: DataFrame
    stops: Stops
    tree: STRtree

    @classmethod
    def of(cls, roads: GeoDataFrame, network: Network) -> "RoadGraph":
        """
        Build the network from a layer of roads.

        Shapes whose stated accuracy is too coarse to say which roads meet are left out.

        Parameters
        ----------
        roads
            Shapes in a metric system, with `class` and any of `oneway`, `maxspeed_kmh`,
            `maxheight_m`, `maxweight_t`, `no_truck`, `level`, `accuracy_m`.
        network
            What makes lines a network.

        Examples
        --------
        >>> from sezgeo.transport.rules import shipped
        >>> roads = GeoDataFrame(
        ...     {"class": ["street", "street"]}, crs=32637,
        ...     geometry=shapely.from_wkt(["LINESTRING (0 0, 60 0)", "LINESTRING (60 0, 60 30)"]))
        >>> RoadGraph.of(roads, shipped().network)
        Road network: 3 junctions, 2 lines, 0.09 km
        """
        sure = np.flatnonzero(~is_schematic(roads, network))
        lines, part_of = simple_lines(roads.geometry.to_numpy()[sure])
        row = sure[part_of]
        traits = _traits(roads).take(row).reset_index(drop=True)
        level = traits["level"].fillna(0.0).to_numpy()
        junctions = stops(lines, level=level, join_m=network.join_m)
        return cls(lines, row, traits, junctions, STRtree(lines))

    @property
    def size(self) -> int:
        """Return the number of junctions."""
        return len(self.stops.xy)

    @property
    def is_empty(self) -> bool:
        """Tell whether there are no roads at all."""
        return len(self.lines) == 0

    def with_points(self, line: Indices, at_m: Floats) -> tuple["RoadGraph", Indices]:
        """
        Add junctions at positions along lines, and return the new graph and their nodes.

        Parameters
        ----------
        line, at_m : numpy.ndarray, shape (points,)
            Line and distance from its start.
        """
        old, nodes = self.stops, self.size + np.arange(len(line))
        # one number sorts like (line, place along it), and keeps a micrometre of the place
        longest = shapely.length(self.lines) + 1.0
        known, new = old.line + old.at_m / longest[old.line], line + at_m / longest[line]
        order = np.argsort(new, kind="stable")
        before = np.searchsorted(known, new[order])
        wider = Stops(
            np.insert(old.line, before, line[order]),
            np.insert(old.at_m, before, at_m[order]),
            np.insert(old.node, before, nodes[order]),
            np.concatenate([old.xy, self._places(line, at_m)]),
        )
        return replace(self, stops=wider), nodes

    def _places(self, line: Indices, at_m: Floats) -> Floats:
        return shapely.get_coordinates(shapely.line_interpolate_point(self.lines[line], at_m))

    def edges(self) -> tuple[Indices, Indices, Floats, Indices]:
        """Return start, end, length in metres and line of every stretch between two stops."""
        stops = self.stops
        same = np.flatnonzero(stops.line[:-1] == stops.line[1:])
        return stops.node[same], stops.node[same + 1], np.diff(stops.at_m)[same], stops.line[same]

    def is_open(self, vehicle: Vehicle) -> NDArray[np.bool_]:
        """
        Tell which lines a vehicle may use.

        A road whose record states no limit is open: the Traffic Code has every lower clearance
        and lower weight signed (signs 3.11 and 3.13).
        """
        height, weight = self.traits["maxheight_m"], self.traits["maxweight_t"]
        low = (height < vehicle.height_m).to_numpy() | (weight < vehicle.weight_t).to_numpy()
        if vehicle.hour is None:
            return ~low
        return ~low & ~banned_at(self.traits["no_truck"], vehicle.hour)

    def speed_kmh(self, vehicle: Vehicle) -> Floats:
        """Return the speed on each free line: as signed, else the class's."""
        usual = self.traits["class"].map(vehicle.speed_kmh).fillna(min(vehicle.speed_kmh.values()))
        signed = self.traits["maxspeed_kmh"].clip(upper=vehicle.most_kmh)
        return np.asarray(signed.fillna(usual.clip(upper=vehicle.most_kmh)), dtype=float)

    @property
    def imputed_share(self) -> float:
        """Return the share of the network's length whose speed is its class's, not a sign's."""
        length = shapely.length(self.lines)
        return float(length[self.traits["maxspeed_kmh"].isna()].sum() / max(length.sum(), 1e-9))

    def minutes(self, vehicle: Vehicle) -> csr_array:
        """
        Return the minutes of every stretch on a free road, from node to node.

        Of several stretches between the same two nodes the quickest counts.
        """
        start, end, metres, line = self.edges()
        minutes = metres / (self.speed_kmh(vehicle)[line] * METRES_PER_KM / MINUTES_PER_HOUR)
        oneway = (self.traits["oneway"] == "yes").to_numpy()[line]
        usable = self.is_open(vehicle)[line] & (start != end)
        back = usable & ~oneway
        return _quickest(
            np.concatenate([start[usable], end[back]]),
            np.concatenate([end[usable], start[back]]),
            np.concatenate([minutes[usable], minutes[back]]),
            size=self.size,
        )


@display.shows(RoadGraph)
def _graph(graph: RoadGraph) -> display.View:
    km = float(shapely.length(graph.lines).sum()) / METRES_PER_KM
    return display.View(
        Text(
            "Дорожная сеть: узлов {size}, линий {lines}, {km} км",
            "Road network: {size} junctions, {lines} lines, {km} km",
        ).fill(size=graph.size, lines=len(graph.lines), km=km)
    )


def is_schematic(roads: GeoDataFrame, network: Network) -> NDArray[np.bool_]:
    """Tell which lines are too coarse to say which roads meet; one that states nothing is not."""
    return accuracy_m(roads) > network.accuracy_m


def _traits(roads: GeoDataFrame) -> DataFrame:
    """Return the columns that matter, typed; one that is not there says nothing."""
    nothing = dict.fromkeys(_TEXTS) | dict.fromkeys(_NUMBERS, np.nan)
    table = DataFrame(index=roads.index).assign(**nothing)
    for name in [*_TEXTS, *_NUMBERS]:
        if name in roads.columns:
            table[name] = roads[name].to_numpy()
    return table.astype(dict.fromkeys(_TEXTS, object) | dict.fromkeys(_NUMBERS, float))


def _quickest(start: Indices, end: Indices, minutes: Floats, *, size: int) -> csr_array:
    """Build a matrix; SciPy would add the minutes of parallel stretches up."""
    pair = start.astype(np.int64) * size + end
    order = np.argsort(pair, kind="stable")
    pair = pair[order]
    first = np.flatnonzero(np.r_[True, np.diff(pair) != 0]) if len(pair) else order
    least = np.minimum.reduceat(minutes[order], first) if len(pair) else minutes
    return csr_array((least, (start[order][first], end[order][first])), shape=(size, size))


@dataclass(frozen=True, slots=True)
class _Content:
    """Roads known by their content, so that the same layer is built once."""

    fingerprint: bytes
    roads: GeoDataFrame = field(compare=False)


def network_of(roads: GeoDataFrame, network: Network) -> RoadGraph:
    """
    Return the network of a layer of roads, built once per content of the layer.

    Parameters
    ----------
    roads, network
        As `RoadGraph.of` takes them.
    """
    return _built(_Content(_fingerprint(roads), roads), network)


@lru_cache(maxsize=4)
def _built(content: _Content, network: Network) -> RoadGraph:
    return RoadGraph.of(content.roads, network)


def _fingerprint(roads: GeoDataFrame) -> bytes:
    digest = blake2b(b"".join(shapely.to_wkb(roads.geometry.to_numpy())))
    table = _traits(roads).assign(accuracy_m=accuracy_m(roads))
    digest.update(pd.util.hash_pandas_object(table, index=False).to_numpy().tobytes())
    return digest.digest()
