"""Land assembly: neighbouring plots joined until a plant has the land it needs."""
