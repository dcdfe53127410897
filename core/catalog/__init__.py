"""Products and services."""
