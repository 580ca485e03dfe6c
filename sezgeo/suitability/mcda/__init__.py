"""Methods of multi-criteria decision analysis: arrays in, arrays out, no plots."""
