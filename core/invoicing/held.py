"""What customers have paid beforehand, known to the room above: it settles a document as soon as it is issued."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from core.chain import Chained
from core.invoicing.models import Invoice
from core.uow import UnitOfWork

Settle = Callable[[UnitOfWork, Invoice], Awaitable[Sequence[Chained]]]

_SETTLERS: Final[list[Settle]] = []


def settle_on_issue(settle: Settle) -> None:
    """Have `settle` called with each document that was issued, before it joins the chain; it returns what joins too."""
    _SETTLERS.append(settle)


async def settled_from_held(uow: UnitOfWork, invoice: Invoice) -> list[Chained]:
    """What is held settles a document that was just issued; what joins the chain comes back."""
    return [one for settle in _SETTLERS for one in await settle(uow, invoice)]
