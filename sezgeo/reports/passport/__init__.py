"""A plot's passport and its site plan."""
