"""How a TOML file is read: every problem at once, each with its place. Start with `toml.py`."""
