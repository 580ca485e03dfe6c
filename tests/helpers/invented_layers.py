"""Small invented worlds for tests: layers by the shipped contracts, around one point of Moscow."""

import numpy as np
import shapely
from geopandas import GeoDataFrame
from shapely import affinity

from sezgeo.layers import Layer
from sezgeo.layers.catalog import shipped_catalog

EAST, NORTH = 400_000.0, 6_170_000.0
"""The middle of every world, in the working system."""


def at(shape, dx=0.0, dy=0.0):
    """Put a shape drawn around (0, 0) into the world."""
    return affinity.translate(shape, EAST + dx, NORTH + dy)


def layer(name, rows=(), *, completeness="complete", **defaults):
    """Build a layer from (geometry, columns) pairs; keys are made up where not given."""
    schema = shipped_catalog().schemas[name].model_copy(update={"completeness": completeness})
    table = [
        {schema.key: _key(name, number), **defaults, **columns, "geometry": shape}
        for number, (shape, columns) in enumerate(rows)
    ]
    columns = [*schema.columns, "geometry"]
    frame = GeoDataFrame(table, columns=columns, geometry="geometry", crs=32637)
    given = [c for c in columns if c in (*schema.columns, "geometry") and frame[c].notna().any()]
    required = [c for c, column in schema.columns.items() if column.required]
    keep = [c for c in columns if c in given or c in required or c == "geometry"]
    return Layer.of(frame[keep], schema, source="test")


def plots(*shapes, **columns):
    """Build the layer of plots; all free and of one site unless `columns` says otherwise."""
    rows = [(shape, {}) for shape in shapes]
    return layer("plots", rows, **{"site": "miet", "status": "free", **columns})


def random_layer(name, rng, *, size=12, completeness="complete"):
    """Scatter features of every allowed geometry type, with every allowed word."""
    schema = shipped_catalog().schemas[name]
    rows = [
        (
            at(_scattered(rng, str(rng.choice(schema.geometry)))),
            {
                **{
                    column: str(rng.choice(kind.choices))
                    for column, kind in schema.columns.items()
                    if kind.choices
                },
                "accuracy_m": float(rng.choice([0.0, 20.0, 150.0])),
                **(
                    {"voltage_kv": float(rng.choice([35, 110, 220, 500]))}
                    if "voltage_kv" in schema.columns
                    else {}
                ),
            },
        )
        for _ in range(size)
    ]
    return layer(name, rows, completeness=completeness)


def random_plots(rng, *, size=8):
    """Scatter turned oblongs of 0.5 to 12 ha over three sites."""
    rows = [
        (
            at(
                affinity.rotate(
                    shapely.box(0, 0, rng.uniform(70, 400), rng.uniform(70, 300)),
                    rng.uniform(0, 180),
                ),
                *rng.uniform(-3000, 3000, 2),
            ),
            {
                "site": str(rng.choice(["miet", "mikron", "rudnevo"])),
                "status": str(rng.choice(["free", "occupied", "reserved"])),
                "power_mw": float(rng.choice([np.nan, 3.0, 20.0])),
                "accuracy_m": float(rng.choice([0.0, 30.0])),
            },
        )
        for _ in range(size)
    ]
    return layer("plots", rows)


def _scattered(rng, kind):
    x, y = rng.uniform(-6000, 6000, 2)
    if kind.endswith("Point"):
        shapes = [shapely.Point(x + dx, y) for dx in (0, 700)]
    elif kind.endswith("LineString"):
        ends = rng.uniform(-900, 900, (2, 2))
        shapes = [shapely.LineString([(x, y), (x + dx, y + dy)]) for dx, dy in ends]
    else:
        box = shapely.box(x, y, x + 300, y + 200)
        shapes = [box, affinity.translate(box, 800, 100)]
    return shapely.union_all(shapes) if kind.startswith("Multi") else shapes[0]


def _key(name, number):
    return f"TST-{number:03d}" if name == "plots" else f"{name}-{number}"
