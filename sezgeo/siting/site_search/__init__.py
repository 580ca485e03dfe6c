"""
Land that no layer holds plots for: a suitability surface, and compact areas grown on it.

Read `locate` first; `suitability_surface` scores cells, `region_growing` grows areas.
"""

from sezgeo.siting.site_search.options import Search, SearchTarget
from sezgeo.siting.site_search.result import Located

__all__ = ["Located", "Search", "SearchTarget"]
