"""What offices pass on: charts for papers and notebooks."""
