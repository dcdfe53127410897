"""What the file of a quote is called."""

import unicodedata

from core.i18n import _, language
from core.sales.models import Quote


def file_name(quote: Quote, *, speaking: str = "") -> str:
    """`DE2611-0045_Dupont-Menuiserie.pdf`: plain letters only, every system and every mail takes them."""
    name = unicodedata.normalize("NFKD", quote.buyer.get("name") or quote.customer.name).encode("ascii", "ignore")
    words = "".join(c if c.isalnum() else " " for c in name.decode()).split()
    with language(speaking or quote.language):
        return f"{quote.number or _('brouillon')}_{'-'.join(words)[:60]}.pdf"
