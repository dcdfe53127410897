"""What is asked of one customer about invoices: who it is may have to be chosen among several first."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from bot.flows import Flow
from bot.flows.steps import Given
from bot.invoices.documents import documents_screen
from bot.invoices.listing import turnover_screen, unpaid_screen, waiting_screen
from bot.outgoing.say import Say
from bot.outgoing.screen import Screen
from bot.parties.picking import CustomerStep
from bot.sales.making import customer_of
from bot.talk.visit import Visit
from core.i18n import N_
from core.parties import customers
from core.parties.models import Customer
from core.uow import Reader, UnitOfWork


async def _run(
    uow: UnitOfWork, visit: Visit, customer: Mapping[str, Any], what: str, facts: Mapping[str, Any]
) -> Sequence[Say]:
    known = await customers.read(uow, await customer_of(uow, customer))
    return [visit.show(await _SCREENS[what](uow, known, facts), fresh=True)]


async def _documents(db: Reader, customer: Customer, facts: Mapping[str, Any]) -> Screen:
    return await documents_screen(db, customer, kind=facts["kind"])


async def _unpaid(db: Reader, customer: Customer, _facts: Mapping[str, Any]) -> Screen:
    return await unpaid_screen(db, customer)


async def _waiting(db: Reader, customer: Customer, _facts: Mapping[str, Any]) -> Screen:
    return await waiting_screen(db, customer)


_SCREENS: Final[dict[str, Callable[[Reader, Customer, Mapping[str, Any]], Awaitable[Screen]]]] = {
    "docs": _documents,
    "unpaid": _unpaid,
    "waiting": _waiting,
    "turnover": turnover_screen,
}
OF_CUSTOMER: Final = Flow(
    "invoice:of-customer",
    (CustomerStep("customer", N_("De quel client ?")), Given("what"), Given("facts")),
    _run,
    N_("Factures d'un client"),
)
