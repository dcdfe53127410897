"""How late a buyer may agree to pay: the law has a longest delay for professionals and for public bodies."""

from dataclasses import dataclass
from typing import Final

from core.kernel.terms import read_terms
from core.parties.models import CustomerKind

_MONTH: Final = 30  # days between two payments


@dataclass(frozen=True, slots=True)
class Longest:
    """Days from the invoice, and days when counted to the end of a month; None: that is not allowed at all."""

    days: int
    end_of_month: int | None


# C. com. L441-10 I; CCP L2192-10 and R2192-10. Consumers and associations may agree what they like.
LONGEST: Final = {
    CustomerKind.PROFESSIONAL: Longest(60, 45),
    CustomerKind.PUBLIC: Longest(30, None),
}


def beyond_law(code: str, kind: CustomerKind) -> Longest | None:
    """The law's longest delay when the payment terms exceed it for such a buyer; None when they may be agreed."""
    longest = LONGEST.get(kind)
    if longest is None or not code:
        return None
    terms = read_terms(code)
    if terms.end_of_month:
        exceeds = longest.end_of_month is None or terms.days > longest.end_of_month
    else:
        exceeds = max(terms.days, (terms.payments - 1) * _MONTH) > longest.days
    return longest if exceeds else None
