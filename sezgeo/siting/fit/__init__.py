"""Whether a plant's buildings fit on a plot, where, and with how much to spare."""
