"""
Land assembly: neighbouring plots joined until a plant has the land it needs.

Read `assemble` first.
"""

from sezgeo.siting.land_assembly.adjacency import Adjacency
from sezgeo.siting.land_assembly.options import AssemblyTarget
from sezgeo.siting.land_assembly.result import Assemblies

__all__ = ["Adjacency", "Assemblies", "AssemblyTarget"]
