"""Talking about products and services."""
