"""Everything that strangers send: received, distrusted, checked, and turned into a layer."""
