"""What a ranking alone cannot answer: how land divides into plots, and what fits where."""
