"""Heights, slopes, shares of cells under a plot, and earthworks."""
