"""Talking about quotes."""
