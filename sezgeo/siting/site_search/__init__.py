"""Where else: suitable land around the sites."""
