"""Criteria: geometry in, one named column out. They know no weights and no plants."""

from sezgeo.criteria.criterion import Criterion
from sezgeo.criteria.engine.custom import chosen
from sezgeo.criteria.engine.measure import measure
from sezgeo.criteria.table import CRITERIA
from sezgeo.measures import Measures
from sezgeo.terrain.elevation import Elevation

__all__ = ["CRITERIA", "Criterion", "Elevation", "Measures", "chosen", "measure"]
