"""Files into the base and out of it."""
