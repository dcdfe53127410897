"""Invoices, deposits, progress and credit notes: drafted from what was sold, issued once, frozen, settled.

Nothing is imported here: the worker that prints invoices reads `papers.embedding` alone.
"""
