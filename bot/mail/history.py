"""What happened to a document by e-mail, in words."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.mail.shown import reason_words
from core.i18n import N_, _

SENTENCES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("QuoteMailed", "OrderMailed", "InvoiceMailed"), N_("e-mail parti à {to}")),
    **dict.fromkeys(("QuoteMailFailed", "OrderMailFailed", "InvoiceMailFailed"), N_("e-mail à {to} : {reason}")),
    **dict.fromkeys(("QuoteLinksCut", "OrderLinksCut", "InvoiceLinksCut"), N_("liens fermés : {count}")),
}


def _reason(value: Any) -> str:
    return reason_words(str(value)) if value else _("on ne sait pas s'il est arrivé")


SHOWN: Final[Mapping[str, Callable[[Any], str]]] = dict.fromkeys(
    ("QuoteMailFailed.reason", "OrderMailFailed.reason", "InvoiceMailFailed.reason"), _reason
)
