"""What a plot lacks to win, or to become eligible."""
