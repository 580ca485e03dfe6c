"""Map sheets of a site or of the zone, A3 or A4."""
