"""Printed maps: frame, basemap, labels, marginalia."""
