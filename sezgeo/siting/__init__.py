"""
What a ranking alone cannot answer: a folder for each question, see its own first lines.

fit, land_assembly, connection, portfolio, site_search, subdivision.
"""
