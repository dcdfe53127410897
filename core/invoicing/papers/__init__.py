"""Invoices as pages and as data: mentions, the printable object, the XML of Factur-X, the files that are kept.

Nothing is imported here: the worker that makes the files reads `embedding` alone.
"""
