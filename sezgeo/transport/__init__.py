"""Roads as a graph: junctions, rules of speed and access, and times of travel."""
