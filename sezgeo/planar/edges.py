"""Geometries taken apart into edges in flat arrays, which compiled loops can go over."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from sezgeo.arrays import Floats, Ints, Shapes
from sezgeo.planar.compiled.wkb import count, take_apart


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """
    Geometries taken apart.

    Attributes
    ----------
    ends : numpy.ndarray, shape (edges, 4)
        x and y of both ends; a point is an edge of length 0. Polygons lie to the left of theirs.
    start : numpy.ndarray, shape (parts + 1,)
        First edge of each part: a point, a line, or a polygon with its holes.
    owner : numpy.ndarray, shape (parts,)
        Geometry that the part belongs to.
    solid : numpy.ndarray of bool, shape (parts,)
        Whether the part is a polygon.
    """

    ends: Floats
    start: Ints
    owner: Ints
    solid: NDArray[np.bool_]

    @classmethod
    def of(cls, shapes: Shapes) -> "Edges":
        """Take geometries apart; an empty one, or none, has no part."""
        # as bytes, since getting at parts and rings makes a geometry of each: five times as long
        written = shapely.to_wkb(shapes, output_dimension=2, byte_order=1)
        pieces = [b"" if piece is None else piece for piece in written]
        start = np.cumsum([0, *map(len, pieces)])
        data = np.frombuffer(b"".join(pieces), dtype=np.uint8)
        edges, parts = count(data, start)
        ends, first = np.empty((edges, 4)), np.empty(parts + 1, dtype=np.int64)
        owner, solid = np.empty(parts, dtype=np.int64), np.empty(parts, dtype=np.bool_)
        edges, parts = take_apart(data, start, ends, first, owner, solid)
        return cls(ends[:edges], first[: parts + 1], owner[:parts], solid[:parts])

    def sorted_by(self, part: Ints) -> "Edges":
        """Return the parts in another order, `part` naming each once; what is near lies near."""
        count = np.diff(self.start)[part]
        start = np.append(0, np.cumsum(count))
        ends = self.ends[np.arange(start[-1]) + np.repeat(self.start[part] - start[:-1], count)]
        return Edges(ends, start, self.owner[part], self.solid[part])

    @property
    def part(self) -> Ints:
        """Return the part of each edge."""
        return np.repeat(np.arange(len(self.owner)), np.diff(self.start))

    def of_geometry(self, count: int) -> Ints:
        """Return the first part of each of `count` geometries, and the end."""
        first_parts: Ints = np.searchsorted(self.owner, np.arange(count + 1))
        return first_parts
