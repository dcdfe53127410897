"""What the fictitious company has sold, invoiced and been paid before anybody came to look: all by use cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import exists, select

from core.catalog.models import Product
from core.demo.world import load
from core.invoicing import crediting, deposits, direct, drafting, issuing
from core.invoicing.models import Invoice
from core.kernel.amounts import amount, percent, quantity, unit_price
from core.parties.models import Customer
from core.permissions import SYSTEM, Permission, requires
from core.sales import deliveries, orders, quotes
from core.sales.lifecycles import Engagement
from core.sales.models import Quote
from core.sales.quotes import NewLine
from core.treasury import payments
from core.treasury.models import PaymentMethod
from core.uow import UnitOfWork

_SELLER: Final = "Sophie Marchand"


@requires(Permission.DEMO_TRY)
async def live(uow: UnitOfWork) -> None:
    """Give the fictitious company its past, once, before anything was sold there; from here on the unit of work is in
    it."""
    company = await load(uow)
    if await uow.session.scalar(select(exists().where(Quote.id.is_not(None)))):
        return
    goods = {one.reference: one.id for one in await uow.session.scalars(select(Product))}
    parties = {one.code: one.id for one in await uow.session.scalars(select(Customer))}
    actor = replace(SYSTEM, name=_SELLER, company_id=company.id, zone=company.zone, source=uow.actor.source)
    past = _Past(goods, parties)
    for days, story, verb, facts in _STEPS:
        then = UnitOfWork(uow.session, actor, uow.now - timedelta(days=days), uow.facts)
        await _VERBS[verb](then, past, story, **facts)


@dataclass(slots=True)
class _Past:
    """What is there to sell and whom to, by reference and code; then what was ordered, invoiced and paid, by story."""

    goods: Mapping[str, int]
    parties: Mapping[str, int]
    orders: dict[str, int] = field(default_factory=dict)
    invoices: dict[str, Invoice] = field(default_factory=dict)
    payments: dict[str, int] = field(default_factory=dict)


async def _quoted(uow: UnitOfWork, past: _Past, customer: str, lines: Sequence[tuple[str, ...]]) -> int:
    asked = [_line(past, *line) for line in lines]
    return (await quotes.draft(uow, customer_id=past.parties[customer], lines=asked, for_order=True)).id


def _line(past: _Past, what: str, many: str, price: str = "", vat: str = "20") -> NewLine:
    """So many of a reference at its price, or of what is only called so."""
    if what in past.goods:
        return NewLine(quantity=quantity(many), product_id=past.goods[what])
    return NewLine(quantity=quantity(many), label=what, price=unit_price(price), vat=percent(vat))


async def _sold(uow: UnitOfWork, past: _Past, story: str, *, to: str, lines: Sequence[tuple[str, ...]]) -> None:
    """Done, ordered and invoiced on one day."""
    past.invoices[story] = await direct.invoice_quote(uow, await _quoted(uow, past, to, lines), forced=True)


async def _ordered(uow: UnitOfWork, past: _Past, story: str, *, to: str, lines: Sequence[tuple[str, ...]]) -> None:
    quote_id = await _quoted(uow, past, to, lines)
    past.orders[story] = (await orders.place(uow, quote_id, engagement=Engagement.WRITTEN, told_by="")).id


async def _asked_deposit(uow: UnitOfWork, past: _Past, story: str, *, share: int) -> None:
    draft = await deposits.draft_deposit(uow, past.orders[story], share=percent(share))
    past.invoices[story] = await issuing.issue(uow, draft.id)


async def _delivered(uow: UnitOfWork, past: _Past, story: str) -> None:
    await deliveries.deliver_order(uow, past.orders[story])


async def _drafted(uow: UnitOfWork, past: _Past, story: str) -> None:
    past.invoices[story] = await drafting.draft_of_order(uow, past.orders[story])


async def _issued(uow: UnitOfWork, past: _Past, story: str) -> None:
    await _drafted(uow, past, story)
    await issuing.issue(uow, past.invoices[story].id)


async def _paid(uow: UnitOfWork, past: _Past, story: str, *, by: PaymentMethod, share: int = 100, **said: Any) -> None:
    invoice = past.invoices[story]
    paid = await payments.receive(
        uow,
        invoice.customer_id,
        amount=amount(invoice.payable * percent(share)),
        method=by,
        key=f"demo:{story}:{uow.today}",
        invoice_ids=[invoice.id],
        **said,
    )
    past.payments[story] = paid.id


async def _bounced(uow: UnitOfWork, past: _Past, story: str, *, reason: str) -> None:
    await payments.reverse(uow, past.payments[story], reason=reason)


async def _credited(uow: UnitOfWork, past: _Past, story: str, *, net: str, reason: str) -> None:
    invoice_id = past.invoices[story].id
    draft = await crediting.draft_credit(uow, invoice_id, price_only=amount(net), reason=reason)
    await issuing.issue(uow, draft.id)


_VERBS: Final[Mapping[str, Any]] = {
    "sold": _sold,
    "ordered": _ordered,
    "deposit": _asked_deposit,
    "delivered": _delivered,
    "drafted": _drafted,
    "issued": _issued,
    "paid": _paid,
    "bounced": _bounced,
    "credited": _credited,
}
_CARE: Final = (("ENT-CHA", "1"), ("DEP-Z1", "1"))
_BOILER: Final = (("Chaudière murale, modèle 2025", "1", "1690", "20"), ("MO-DEP", "6"), ("DEP-Z1", "1"))
_PANELS: Final = (("Panneaux rayonnants, hall d'accueil", "4", "310", "20"), ("MO-DEP", "8"), ("DEP-Z1", "2"))
_REPAIR: Final = (("MO-DEP", "3"), ("DEP-Z1", "1"), ("Carte électronique de remplacement", "1", "184", "20"))
# Days ago, the story, what happened: older first, for numbers and dates go forward together.
_STEPS: Final[Sequence[tuple[int, str, str, Mapping[str, Any]]]] = (
    (75, "hotel", "sold", {"to": "C008", "lines": _BOILER}),
    (70, "mairie", "ordered", {"to": "C011", "lines": _PANELS}),
    (70, "mairie", "deposit", {"share": 30}),
    (66, "mairie", "paid", {"by": PaymentMethod.TRANSFER, "reference": "Mandat 2214"}),
    (64, "garage", "sold", {"to": "C004", "lines": _REPAIR}),
    (50, "mairie", "delivered", {}),
    (50, "mairie", "issued", {}),
    (48, "camping", "sold", {"to": "C009", "lines": _BOILER}),
    (40, "hotel", "paid", {"by": PaymentMethod.TRANSFER, "reference": "VIR Hôtel du Parc"}),
    (36, "dupont", "sold", {"to": "C007", "lines": _CARE}),
    (34, "garage", "paid", {"by": PaymentMethod.CHEQUE, "reference": "0004512", "bank": "Banque fictive"}),
    (31, "garage", "bounced", {"reason": "Sans provision"}),
    (27, "dupont", "paid", {"by": PaymentMethod.CASH}),
    (25, "camping", "paid", {"by": PaymentMethod.CARD, "share": 40}),
    (21, "mairie", "paid", {"by": PaymentMethod.TRANSFER, "reference": "Mandat 2391"}),
    (18, "menuiserie", "sold", {"to": "C005", "lines": _REPAIR}),
    (12, "menuiserie", "credited", {"net": "60", "reason": "Geste commercial : retard d'intervention"}),
    (9, "leroy", "sold", {"to": "C017", "lines": _CARE}),
    (6, "restaurant", "sold", {"to": "C010", "lines": _CARE}),
    (6, "restaurant", "paid", {"by": PaymentMethod.CARD}),
    (4, "ecole", "ordered", {"to": "C013", "lines": _REPAIR}),
    (3, "ecole", "delivered", {}),
    (3, "ecole", "drafted", {}),
    (2, "dupond", "ordered", {"to": "C006", "lines": _CARE}),
    (1, "dupond", "delivered", {}),
)
