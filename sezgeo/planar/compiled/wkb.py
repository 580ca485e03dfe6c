"""Geometries as bytes (WKB of two dimensions) taken apart into edges."""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator, misc"

from typing import Any

import numba
import numpy as np

_compiled: Any = numba.njit(nogil=True, cache=True)

_POINT, _LINE, _POLYGON = 1, 2, 3
_HEAD = 5  # byte order, type
_PAIR = 16


@_compiled
def _number(data, at):
    """Read four bytes, the lowest first."""
    return (
        np.int64(data[at])
        | np.int64(data[at + 1]) << 8
        | np.int64(data[at + 2]) << 16
        | np.int64(data[at + 3]) << 24
    )


@_compiled
def count(data, start):
    """Count edges and parts of all geometries."""
    edges, parts = 0, 0
    for row in range(len(start) - 1):
        at = start[row]
        while at < start[row + 1]:
            kind, at = _number(data, at + 1), at + _HEAD
            if kind == _POINT:
                edges, parts, at = edges + 1, parts + 1, at + _PAIR
            elif kind == _LINE:
                points = _number(data, at)
                at += 4 + points * _PAIR
                if points > 0:
                    edges, parts = edges + max(points - 1, 1), parts + 1
            elif kind == _POLYGON:
                rings = _number(data, at)
                at += 4
                for _ in range(rings):
                    points = _number(data, at)
                    edges += points - 1
                    at += 4 + points * _PAIR
                parts += rings > 0
            else:
                at += 4  # a collection: its members follow, each with a head of its own
    return edges, parts


@_compiled
def take_apart(data, start, ends, first, owner, solid):
    """Fill in what `sezgeo.planar.edges.Edges` holds; an empty point is left out."""
    bytes_of = ends.view(np.uint8)
    edge, part = 0, 0
    for row in range(len(start) - 1):
        at = start[row]
        while at < start[row + 1]:
            kind, at = _number(data, at + 1), at + _HEAD
            begun = edge
            if kind == _POINT:
                bytes_of[edge, :_PAIR] = data[at : at + _PAIR]
                bytes_of[edge, _PAIR:] = data[at : at + _PAIR]
                edge, at = edge + (ends[edge, 0] == ends[edge, 0]), at + _PAIR
            elif kind == _LINE:
                edge, at = _line(data, at, bytes_of, edge)
            elif kind == _POLYGON:
                rings = _number(data, at)
                at += 4
                for ring in range(rings):
                    first_of_ring = edge
                    edge, at = _line(data, at, bytes_of, edge)
                    _turn(ends, first_of_ring, edge, ring == 0)
            else:
                at += 4
            if edge > begun:
                first[part], owner[part], solid[part] = begun, row, kind == _POLYGON
                part += 1
    first[part] = edge
    return edge, part


@_compiled
def _line(data, at, bytes_of, edge):
    """Copy the points of a line as edges; return the edge and the place behind them."""
    points = _number(data, at)
    at += 4
    if points == 1:
        bytes_of[edge, :_PAIR] = data[at : at + _PAIR]
        bytes_of[edge, _PAIR:] = data[at : at + _PAIR]
        edge += 1
    for point in range(points - 1):
        bytes_of[edge] = data[at + point * _PAIR : at + (point + 2) * _PAIR]
        edge += 1
    return edge, at + points * _PAIR


@_compiled
def _turn(ends, start, stop, anticlockwise):
    """Turn a ring round unless it runs as asked."""
    twice = 0.0
    for edge in range(start, stop):
        ax, ay = ends[edge, 0] - ends[start, 0], ends[edge, 1] - ends[start, 1]
        bx, by = ends[edge, 2] - ends[start, 0], ends[edge, 3] - ends[start, 1]
        twice += ax * by - bx * ay
    if (twice > 0.0) == anticlockwise:
        return
    for edge in range(start, start + (stop - start + 1) // 2):
        other = stop - 1 - (edge - start)
        for axis in range(2):
            a, b = ends[edge, axis], ends[edge, axis + 2]
            ends[edge, axis], ends[edge, axis + 2] = ends[other, axis + 2], ends[other, axis]
            ends[other, axis], ends[other, axis + 2] = b, a
