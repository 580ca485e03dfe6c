"""
Criteria: geometry in, one named column out. They know no weights and no plants.

Read `table` first (a row each), then `engine.rules`, which measures what the rows say.
"""

from sezgeo.criteria.criterion import Criterion
from sezgeo.criteria.engine.custom import select_criteria
from sezgeo.criteria.engine.measure import measure
from sezgeo.criteria.table import CRITERIA
from sezgeo.measures import Measures
from sezgeo.terrain.elevation import Elevation

__all__ = ["CRITERIA", "Criterion", "Elevation", "Measures", "measure", "select_criteria"]
