"""Long runs that prove or torture; `make` has a target for each."""
