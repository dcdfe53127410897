"""Reminders, formal notices and the file for the lawyer as printable objects, and the words of every channel."""

from core.dunning.papers.cover import CoverPrint, cover_paper
from core.dunning.papers.keeping import (
    LetterPrint,
    attach,
    file_print,
    letter_print,
    statement_of_file,
    statement_of_letter,
)
from core.dunning.papers.letter import letter_paper

__all__ = [
    "CoverPrint",
    "LetterPrint",
    "attach",
    "cover_paper",
    "file_print",
    "letter_paper",
    "letter_print",
    "statement_of_file",
    "statement_of_letter",
]
