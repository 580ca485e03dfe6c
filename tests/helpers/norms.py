"""Plants, plots and layers for the tests of norms: at the origin, and scattered at random."""

import numpy as np
import shapely
from shapely import affinity, box

from sezgeo.norms import Plant, read
from tests.helpers.invented_layers import at, layer, plots, random_layer, random_plots

PHARMA = Plant((50, 50, 100), "pharma")
CELLS = Plant((100, 300, 500))
RULES = read()
NAMES = sorted({rule.layer for rule in RULES.values()} - {"plots"} | {"zones"})
SIDE = 100.0
"""Metres along each side of a plot of 1 ha."""


def plot_at(metres, **columns):
    """Draw one plot of 1 ha whose western side lies `metres` east of the origin."""
    return plots(at(box(metres, -SIDE / 2, metres + SIDE, SIDE / 2)), **columns)


def zone(kind, shape, **columns):
    """Make a row of the layer of zones."""
    return (at(shape), {"kind": kind, "name_ru": "Зона 7", "name_en": "Zone 7", **columns})


def plots_and_layers(seed=0):
    """Scatter plots, and objects in every layer that a rule looks at."""
    rng = np.random.default_rng(seed)
    names = sorted({rule.layer for rule in RULES.values()} - {"plots"})
    return random_plots(rng, size=20), {name: random_layer(name, rng, size=25) for name in names}


def land(rng, size):
    """Scatter plots: oblongs, plots in two parts, with a hole, with a hundred corners; slivers."""
    shapes = []
    for number in range(size):
        wide, high = rng.uniform(1, 300, 2)
        shape = box(0, 0, wide, high)
        if number % 5 == 1:
            shape = shape.union(affinity.translate(shape, wide + 40, 10))
        elif number % 5 == 2:
            shape = shape.difference(shape.centroid.buffer(min(wide, high) / 3))
        elif number % 5 == 3:
            shape = shape.buffer(60).difference(affinity.translate(shape, wide / 2))
        turned = affinity.rotate(shape, rng.uniform(0, 180))
        shapes.append(at(turned, *rng.uniform(-5000, 5000, 2)))
    accuracy = rng.choice([0.0, 5.0, 30.0, 300.0, np.nan], size)
    status = rng.choice(["free", "occupied", "reserved"], size)
    site = rng.choice(["miet", "mikron", "rudnevo"], size)
    rows = zip(shapes, accuracy, status, site, strict=True)
    return layer(
        "plots",
        [(shape, {"accuracy_m": a, "status": str(s), "site": str(w)}) for shape, a, s, w in rows],
    )


def cornered(each):
    """Give some outlines of a layer as many corners as make them worth preparing."""
    shapes = each.frame.geometry.to_numpy().copy()
    shapes[::2] = shapely.segmentize(shapes[::2], 10.0)
    return type(each)(each.schema, each.frame.set_geometry(shapes, crs=32637), "test")


def world(rng):
    """Fill layers at random; some are empty, some incomplete, some state no accuracy."""
    layers = {}
    for name in NAMES:
        made = random_layer(
            name,
            rng,
            size=int(rng.choice([0, 2, 40])),
            completeness=str(rng.choice(["complete", "partial"])),
        )
        if len(made.frame) and rng.random() < 0.3:
            made = type(made)(made.schema, made.frame.assign(accuracy_m=np.nan), "test")
        if rng.random() < 0.9:
            layers[name] = cornered(made)
    return layers
