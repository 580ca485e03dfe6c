"""How measuring is run: which criteria, on which layers, by which engine, what is kept."""
