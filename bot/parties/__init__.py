"""Talking about customers."""
