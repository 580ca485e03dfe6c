"""Short names of the arrays that functions take and give."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.intp]
"""Positions in another array."""
Bools = NDArray[np.bool_]
Shapes = NDArray[np.object_]
"""Geometries of shapely."""
