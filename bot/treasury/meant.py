"""Whose money words are about: a customer by name, invoices or an order by number, or what is in hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bot.flows.picking import offered, picked
from bot.outgoing.screen import Line
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, object_id, tell
from bot.treasury.words import MOST, settled_line
from bot.understanding import Match, resolve
from core.i18n import _, money
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.invoicing.reads import left_of, open_of, settled_of
from core.invoicing.reads import read as read_invoice
from core.kernel.amounts import ZERO, Amount, amount, total
from core.kernel.text import words
from core.numbering import number_said
from core.parties import customers
from core.permissions import Permission
from core.sales import deliveries, orders
from core.sales.models import Order
from core.treasury import payments
from core.treasury.locking import orders_of
from core.treasury.rules import spread
from core.uow import Reader

_BOTH: Final = re.compile(r"\s+(?:et|ou|and|or)\s+", re.I)
_TWO: Final = 2
_HELD: Final = ("invoice", "invoice-pdf", "payment", "account", "customer", "order", "delivery")


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, as a step keeps it (see `bot.flows.picking`), and what he was said to pay."""

    customer: dict[str, Any]
    invoices: tuple[int, ...] = ()
    order_id: int | None = None
    doubt: str = ""  # somebody else was said to pay


async def named_customer(visit: Visit, who: str) -> Match:
    """The customers that a name may mean."""
    return resolve(who, (await Lookup(visit.db)(tuple(words(who)))).customers)


async def payers_named(visit: Visit, who: str) -> dict[str, Any] | None:
    """Who a name may mean, to be chosen when two are named: « dupont et girard »; None for nobody."""
    each = [(await named_customer(visit, one)).candidates for one in _BOTH.split(who)]
    people = [{one.id for one in found} for found in each]
    if len(each) == _TWO and all(people) and not people[0] & people[1]:
        return offered([one for found in each for one in found], who)
    match = await named_customer(visit, who)
    return picked(match) if match.candidates else None


async def for_another(visit: Visit, who: str, customer_id: int) -> str:
    """What is doubted when somebody is said to pay what another owes; "" when it is his own."""
    if not who or customer_id in {one.id for one in (await named_customer(visit, who)).candidates}:
        return ""
    owing = await customers.read(visit.db, customer_id)
    return _("« {who} » a payé pour {customer} ?").format(who=who, customer=owing.name)


async def invoices_named(visit: Visit, numbers: Sequence[str]) -> Sequence[Invoice] | Plan:
    """The invoices of these numbers, of one customer; a plan that tells when one is not certain."""
    found: list[Invoice] = []
    for number in numbers:
        fitting = await payments.named(visit.db, number)
        settled = await settled_of(visit.db, [one.id for one in fitting])
        due = [one for one in fitting if left_of(one, settled.get(one.id, ZERO))]
        if len(fitting) != 1 and len(due) != 1:
            several = _("Plusieurs factures finissent par {number} : écrivez le numéro entier.")
            unknown = _("Je ne trouve pas la facture {number}.")
            return tell(visit, (several if fitting else unknown).format(number=number_said(number)))
        found.append((due or fitting)[0] if len(due) == 1 else fitting[0])
    if len({one.customer_id for one in found}) > 1:
        return tell(visit, _("Ces factures ne sont pas du même client : notez un paiement pour chacun."))
    return found


def held(visit: Visit) -> tuple[str, int] | None:
    """Kind and id of what is replied to, or else was last worked on; None when that is nothing that is paid."""
    for key in (visit.card or "", visit.focus):
        for kind in _HELD:
            if (found := object_id(key, kind)) is not None:
                return kind.removesuffix("-pdf"), found
        if key and key is visit.card and not key.startswith("ask:"):
            return None  # a reply to something else is about that
    return None


async def payer_in_hand(visit: Visit) -> Payer | None:
    """Whoever the card in hand is about, and which invoice or order of his."""
    key = held(visit)
    if key is None:
        return None
    kind, found = key
    if kind == "invoice":
        invoice = (await visible_invoice(visit.db, found)) if visit.actor.may(Permission.INVOICES_READ) else None
        return Payer({"id": invoice.customer_id}, (invoice.id,)) if invoice is not None else None
    if kind in ("account", "customer"):
        return Payer({"id": found})
    if kind == "payment":
        return Payer({"id": (await payments.read(visit.db, found)).customer_id})
    if not visit.actor.may(Permission.ORDERS_READ):
        return None
    order_id = (await deliveries.read(visit.db, found)).order_id if kind == "delivery" else found
    return await for_order(visit.db, await orders.read(visit.db, order_id))


async def for_order(db: Reader, order: Order, doubt: str = "") -> Payer:
    """Who pays an order: what is still to be paid of its invoices once all of it is invoiced, before that the order."""
    if order.invoiced >= order.gross:
        claims = [one for one in await open_of(db, order.customer_id) if one.sign > 0]
        theirs = tuple([one.id for one in claims if order.id in await orders_of(db, one)])
        if theirs:
            return Payer({"id": order.customer_id}, theirs, doubt=doubt)
    return Payer({"id": order.customer_id}, (), order.id, doubt)


async def visible_invoice(db: Reader, invoice_id: int) -> Invoice | None:
    """An issued document that is looked at; None for a draft, of which nothing is paid."""
    invoice = await read_invoice(db, invoice_id)
    return invoice if invoice.number is not None else None


async def proposed(db: Reader, customer_id: int, said: dict[str, Any]) -> dict[str, Any]:
    """What a customer's payment would do: {"id", "amount", "invoices", "due", "over", "lines"}; "" for no amount.

    The invoices said, else the one of exactly that sum, else those due first; what is over is his credit.
    """
    every = await open_of(db, customer_id)
    settled = await settled_of(db, [one.id for one in every])
    due = {one: left_of(one, settled.get(one.id, ZERO)) for one in every}
    wanted = _chosen({one: left for one, left in due.items() if left > ZERO}, said)
    whole = amount(Decimal(said["amount"])) if said["amount"] else total(due[one] for one in wanted)
    shares = spread(whole, [due[one] for one in wanted])
    pairs = [(one, share) for one, share in zip(wanted, shares, strict=True) if share]
    lines: list[Line] = [settled_line(one.number or "", share, amount(due[one] - share)) for one, share in pairs[:MOST]]
    over = amount(whole - total(shares))
    back = await payments.owed_back(db, customer_id) if over > ZERO and said["order"] is None else ZERO
    if back:
        lines.append(_("↩️ {amount} qui lui avaient été rendus").format(amount=money(min(back, over))))
    lines += _over(amount(over - min(back, over)), said, has_order=said["order"] is not None)
    return {
        "id": customer_id,
        "amount": str(whole) if whole else "",
        "invoices": [one.id for one, _share in pairs],
        "due": [str(due[one]) for one, _share in pairs],
        "over": str(over),
        "lines": lines,
    }


def _chosen(due: dict[Invoice, Amount], said: dict[str, Any]) -> list[Invoice]:
    if said["invoices"]:
        by_id = {one.id: one for one in due}
        return [by_id[key] for key in said["invoices"] if key in by_id]
    if said["order"] is not None:
        return [one for one in due if one.order_id == said["order"]]
    for sum_ in filter(None, (said["of"], said["amount"])):
        exact = [one for one, left in due.items() if amount(Decimal(sum_)) in (left, one.payable)]
        if exact:
            return exact[:1]
    if said["amount"]:
        return list(due)
    deposits = [one for one in due if said.get("deposit") and one.kind is InvoiceKind.DEPOSIT]
    return deposits if len(deposits) == 1 else []


def _over(rest: Amount, said: dict[str, Any], *, has_order: bool) -> list[Line]:
    if rest <= ZERO:
        return []
    if has_order:
        return [_("📌 {amount} pour la commande {number}").format(amount=money(rest), number=said["number"])]
    return [_("📌 {amount} de plus que ce qui est dû : au crédit du client").format(amount=money(rest))]
