"""How much a customer may owe, in euros: « plafond 5000 », « encours max 2k », « plafond aucun »."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.understanding.reach import Rest
from bot.understanding.words import plain

_LIMIT = re.compile(
    r"(?<!\w)(?:plafond|encours(?:\s+max\w*)?|limite)\s*(?:de\s+)?:?\s*(?P<limit>aucune?|non|illimit[ée]"
    r"|\d+(?:\s\d{3}(?!\d))*(?:[.,]\d+)*\s?k?)"
    r"\s*(?:€|euros?|eur)?(?!\w)",
    re.IGNORECASE,
)


def take_limit(rest: Rest) -> tuple[dict[str, str | bool | None], Rest]:
    """{"credit_limit": euros}, None for no limit; nothing when none is said, or no number that one could be sure of."""
    found, rest = rest.take(_LIMIT)
    if found is None:
        return {}, rest
    amount = re.sub(r"\s", "", found["limit"]).replace(",", ".").lower()
    if not amount[0].isdigit():
        return {"credit_limit": None}, rest
    figure = amount.removesuffix("k")
    if figure.count(".") > 1:
        return {}, Rest(f"{rest.text} {found.group()}")
    return {"credit_limit": plain(Decimal(figure) * (1000 if amount.endswith("k") else 1))}, rest
