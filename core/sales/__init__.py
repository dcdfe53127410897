"""Quotes; later orders and deliveries."""
