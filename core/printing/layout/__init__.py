"""A Paper as PDF bytes: blocks are measured, dealt out to pages, then drawn."""

from core.printing.layout.document import pdf

__all__ = ["pdf"]
