"""What a map draws beside the plots: buildings, routes, plans."""
