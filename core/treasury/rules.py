"""Arithmetic of payments, and the law's ceiling of cash; pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from core.kernel.amounts import ZERO, Amount, amount

# The first day, and the most that one debt may be paid with in notes and coins from then on, by who lives in France for
# tax or pays for his business (CMF L112-6, D112-3 I 1°).
CASH_CEILINGS: Final = (
    (date(2010, 1, 1), amount("3000")),
    (date(2015, 9, 1), amount("1000")),
)
# The same of a consumer whose tax home is abroad, which he has to prove (CMF D112-3 I 3°).
CASH_CEILING_ABROAD: Final = amount("15000")


def cash_ceiling(day: date, *, abroad: bool = False) -> Amount:
    """The ceiling in force that day; the earliest known one before. `abroad`: for a consumer whose tax home is."""
    if abroad:
        return CASH_CEILING_ABROAD
    return [most for since, most in CASH_CEILINGS if since <= day or since == CASH_CEILINGS[0][0]][-1]


def spread(whole: Amount, dues: Sequence[Amount]) -> list[Amount]:
    """How much of a sum each takes, in order, as much as it bears; what is over is nobody's."""
    shares, left = [], whole
    for due in dues:
        shares.append(Amount(min(left, max(due, ZERO))))
        left = amount(left - shares[-1])
    return shares


def groups(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The nodes that hang together by edges; an edge to an unknown node is none."""
    head = {node: node for node in nodes}

    def of(node: str) -> str:
        while head[node] != node:
            head[node] = head[head[node]]
            node = head[node]
        return node

    for one, other in edges:
        if one in head and other in head:
            head[of(one)] = of(other)
    found: dict[str, list[str]] = {}
    for node in head:
        found.setdefault(of(node), []).append(node)
    return list(found.values())
