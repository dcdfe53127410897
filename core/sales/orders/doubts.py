"""What speaks against invoicing at once what nobody has controlled as an order."""

from collections.abc import Sequence
from typing import Final

from core.permissions import Permission
from core.sales.errors import InvoiceDoubtful
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.sales.orders.control import Check, CheckKind, Verdict, case_of, control_of
from core.uow import Reader

_JUDGED: Final = (CheckKind.STOCK, CheckKind.CREDIT)  # the others are about what is still to be agreed


async def doubts(db: Reader, quote: Quote) -> Sequence[Check]:
    """The checks of the stock and of what the customer owes that a quote does not pass as it is; none once ordered."""
    if quote.state is QuoteState.ORDERED or not any(line.counted for line in quote.lines):
        return ()
    found = await control_of(db, case_of(quote))
    return [check for check in found.checks if check.kind in _JUDGED and check.verdict is not Verdict.OK]


def may_force(db: Reader, found: Sequence[Check]) -> bool:
    """Whether the actor may go on all the same: past what fails, only who may release orders."""
    failed = any(check.verdict is Verdict.FAIL for check in found)
    return not failed or db.actor.may(Permission.ORDERS_RELEASE)


async def expect_no_doubts(db: Reader, quote: Quote, *, forced: bool) -> None:
    """Raises InvoiceDoubtful, unless it is `forced` by who may."""
    found = await doubts(db, quote)
    if found and not (forced and may_force(db, found)):
        raise InvoiceDoubtful(tuple(map(str, (check.kind for check in found))), may_force=may_force(db, found))
