"""Criteria: geometry in, one named column out. They know no weights and no plants."""

from sezgeo.criteria.criterion import Criterion
from sezgeo.criteria.elevation import Elevation
from sezgeo.criteria.measuring import measure
from sezgeo.criteria.own import chosen
from sezgeo.criteria.table import CRITERIA
from sezgeo.measures import Measures

__all__ = ["CRITERIA", "Criterion", "Elevation", "Measures", "chosen", "measure"]
