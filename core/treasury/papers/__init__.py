"""Receipts of payments and statements of accounts as printable objects."""

from core.treasury.papers.keeping import (
    ReceiptPrint,
    StatementPrint,
    own_statement_print,
    receipt_print,
    statement_print,
)
from core.treasury.papers.receipt import receipt_paper
from core.treasury.papers.statement import statement_paper

__all__ = [
    "ReceiptPrint",
    "StatementPrint",
    "own_statement_print",
    "receipt_paper",
    "receipt_print",
    "statement_paper",
    "statement_print",
]
