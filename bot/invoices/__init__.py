"""Invoices, deposits and credit notes in the chat."""
