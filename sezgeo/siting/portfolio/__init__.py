"""Several plants placed jointly: shared capacities, sanitary zones, wishes."""
