"""Charts of a ranking and of its robustness."""
