"""Addresses of the pages, and the buttons that open them from the chat."""

from enum import StrEnum
from typing import Final

from bot.outgoing.screen import Button
from core.i18n import spoken

SIGN_PATH: Final = "/sign/{kind}/{id}"


class Signable(StrEnum):
    """What is signed on a phone."""

    ORDER = "order"
    DELIVERY = "delivery"


def web_button(label: str, kind: Signable | str, row_id: int, company_id: int) -> Button:
    """A button that opens the signature page of an order or a delivery.

    Where no public address is known it is left out when it is sent: offer the same in the chat, under a typed name.
    """
    path = SIGN_PATH.format(kind=Signable(kind).value, id=row_id)
    return Button(label, web=f"{path}?company={company_id}&language={spoken()}")
