"""
Data from elsewhere, brought as deliveries: nothing here is trusted more than any other file.

A folder for each source; begin with `osm`.
"""
