"""What the files of documents are called."""

import unicodedata

from core.i18n import _, language
from core.sales.models import Order, Quote


def file_name(document: Quote | Order, *, speaking: str = "", number: str = "") -> str:
    """`DE2611-0045_Dupont-Menuiserie.pdf`: plain letters only, every system and every mail takes them.

    `number` is that of another document on the order: `BL2611-0007`.
    """
    said = document.buyer.get("name") or document.customer.name
    with language(speaking or document.language):
        return named(number or document.number or _("brouillon"), said)


def named(number: str, name: str) -> str:
    """The name of a PDF: the document's number and whom it is for."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return f"{number}_{'-'.join(words)[:60]}.pdf"
