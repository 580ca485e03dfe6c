"""How firmly a ranking stands: weights, data, methods, open constraints."""
