"""The routes that connect a plot to the networks, and what they cost."""
