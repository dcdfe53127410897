"""A draft changed in words, « 3 pas 5 », « prix 9,50 », « tva 10 », or by the buttons of one that replaces another."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from bot.deliveries.lines import Named, lines_named
from bot.flows import Flow
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given, Text
from bot.invoices.screens import heading, tap
from bot.invoices.showing import invoice_in_hand, show_invoice, stale
from bot.outgoing.say import React, Say
from bot.outgoing.screen import Button, Screen, bold, in_rows
from bot.sales.asking import LinesStep, line_answer, new_line
from bot.talk.buttons import button
from bot.talk.lookup import Lookup
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, object_key
from bot.understanding import Draft, DraftLine, QuoteChange, RemoveLine, SetQuantity, read_amount, understand
from bot.understanding.invoices.changed import PriceSaid, VatSaid, read_line_change
from bot.understanding.reading import AddLines, SetPrice
from core.catalog.vat import rates_on
from core.i18n import N_, _, percentage
from core.invoicing import correcting, editing, reads
from core.invoicing.errors import LineUnclear, OnlyQuantities
from core.invoicing.lifecycles import INVOICE, InvoiceAction, InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.reads import Standing
from core.kernel.amounts import NOTHING, PriceBasis, Rate, percent, quantity, unit_price
from core.kernel.errors import Invalid, NotFound
from core.permissions import Permission
from core.sales.lifecycles import LineKind
from core.uow import Reader, UnitOfWork


async def corrected(visit: Visit, text: str) -> Plan | None:
    """The plan for words that change the draft in hand; None when there is none, or they say something else."""
    invoice = await _draft_in_hand(visit)
    if invoice is None:
        return None
    if (said := read_line_change(text)) is not None:
        return Plan(act=lambda uow: _said(uow, visit, invoice.id, said))
    lookup = Lookup(visit.db)
    known = Draft(tuple(DraftLine(line.id, line.label, line.reference, line.quantity) for line in _items(invoice)))

    async def draft() -> Draft | None:
        return known

    reading = await understand(text, lookup.context(draft))
    changes = reading.slots.changes if isinstance(reading.slots, QuoteChange) else ()
    if not changes or not all(isinstance(one, SetQuantity | RemoveLine | SetPrice | AddLines) for one in changes):
        return None
    return Plan(act=lambda uow: _carried_out(uow, visit, invoice.id, changes, lookup))


@button("invoice-price", writes=True, stale=stale)
async def _price(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    return await _begun(uow, visit, tap_, PRICE)


@button("invoice-label", writes=True, stale=stale)
async def _label(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    return await _begun(uow, visit, tap_, LABEL)


@button("invoice-add", writes=True, stale=stale)
async def _add(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    invoice = await _draft(uow, tap_)
    return await begin(uow, visit, ADD, {"invoice_id": invoice.id})


@button("invoice-vat", writes=False, stale=stale)
async def _vat(db: Reader, visit: Visit, tap_: Tap) -> Sequence[Say]:
    """The rates of the place, one tap each."""
    invoice = await _draft(db, tap_)
    line = _line_of(invoice, tap_.number(0))
    rates = [row.rate for row in rates_on(db.today, await correcting.zone(db, invoice)) if row.rate]
    each = [Button(percentage(rate), tap("invoice-rate", invoice, line.id, rate)) for rate in rates]
    back = (Button(_("⬅️ Retour"), tap("invoice-line", invoice, line.id)),)
    asked = bold(_("Quelle TVA pour {label} ?").format(label=line.label[:60]))
    return [visit.show(Screen((*heading(invoice, Standing.DRAFT), asked), (*in_rows(each, 3), back), _key(invoice)))]


@button("invoice-rate", writes=True, stale=stale)
async def _rate(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    invoice = await _draft(uow, tap_)
    known = [row.rate for row in rates_on(uow.today, await correcting.zone(uow, invoice))]
    vat = Rate(Decimal(tap_.word(1, {str(rate) for rate in known})))
    await correcting.correct_line(uow, invoice.id, tap_.number(0), vat=vat, version=tap_.version)
    return await show_invoice(uow, visit, invoice.id)


async def _begun(uow: UnitOfWork, visit: Visit, tap_: Tap, flow: Flow) -> Sequence[Say]:
    invoice = await _draft(uow, tap_)
    line = _line_of(invoice, tap_.number(0))
    return await begin(uow, visit, flow, {"invoice_id": invoice.id, "line_id": line.id})


async def _draft(db: Reader, tap_: Tap) -> Invoice:
    """The draft as the person saw it. Raises OnlyQuantities, Changed, IllegalTransition, NotFound, NotAllowed."""
    db.actor.expect(Permission.INVOICES_WRITE)
    invoice = await reads.read(db, tap_.object_id)
    INVOICE.after(invoice.state, InvoiceAction.CHANGE)
    invoice.expect(tap_.version)
    if not editing.comes_instead(invoice):
        raise OnlyQuantities
    return invoice


async def _draft_in_hand(visit: Visit) -> Invoice | None:
    """The draft that the next words may change."""
    invoice_id = invoice_in_hand(visit)
    if invoice_id is None or visit.question is not None or not visit.actor.may(Permission.INVOICES_WRITE):
        return None
    try:
        invoice = await reads.read(visit.db, invoice_id)
    except NotFound:  # of a company that is no longer in view
        return None
    changes = invoice.state is InvoiceState.DRAFT and invoice.kind in (InvoiceKind.INVOICE, InvoiceKind.PROGRESS)
    return invoice if changes else None


async def _said(uow: UnitOfWork, visit: Visit, invoice_id: int, said: VatSaid | PriceSaid) -> Sequence[Say]:
    invoice = await reads.read(uow, invoice_id)
    if isinstance(said, VatSaid):
        await _vat_said(uow, invoice, said)
    else:
        await _price_said(uow, invoice, said)
    return [*await show_invoice(uow, visit, invoice_id, fresh=True), React(visit.turn.message_id, "👌")]


async def _vat_said(uow: UnitOfWork, invoice: Invoice, said: VatSaid) -> None:
    """Of the lines that are named, or of all."""
    for line in _meant(invoice, said.words):
        await correcting.correct_line(uow, invoice.id, line.id, vat=percent(said.percent))


async def _price_said(uow: UnitOfWork, invoice: Invoice, said: PriceSaid) -> None:
    """Of the line that is named, or of the only one."""
    named = _meant(invoice, said.words)
    if len(named) != 1:
        raise LineUnclear(said.words or str(said.price), tuple(line.label for line in named))
    basis = PriceBasis(said.basis) if said.basis else None
    await correcting.correct_line(uow, invoice.id, named[0].id, price=unit_price(said.price), basis=basis)


async def _carried_out(
    uow: UnitOfWork, visit: Visit, invoice_id: int, changes: Sequence[object], lookup: Lookup
) -> Sequence[Say]:
    """In spoken order. Raises LineUnclear for words that fit several lines: which one is said again."""
    for one in changes:
        if isinstance(one, AddLines):
            answers = [line_answer(line, lookup.products) for line in one.lines]
            return await begin(uow, visit, ADD, {"invoice_id": invoice_id, "lines": answers})
        assert isinstance(one, SetQuantity | RemoveLine | SetPrice), "checked before"
        if len(one.lines) != 1:
            lines = _items(await reads.read(uow, invoice_id))
            raise LineUnclear(visit.turn.text[:60], tuple(line.label for line in lines if line.id in one.lines))
        if isinstance(one, SetPrice):
            basis = PriceBasis(one.basis) if one.basis else None
            price = unit_price(one.price)
            await correcting.correct_line(uow, invoice_id, one.lines[0], price=price, basis=basis)
        else:
            many = quantity(one.quantity) if isinstance(one, SetQuantity) else NOTHING
            await editing.set_line(uow, invoice_id, one.lines[0], quantity=many)
    return [*await show_invoice(uow, visit, invoice_id, fresh=True), React(visit.turn.message_id, "👌")]


def _meant(invoice: Invoice, words: str) -> list[InvoiceLine]:
    """The lines that these words name, all of them where there are none. Raises LineUnclear for words that fit none."""
    if not words:
        return _items(invoice)
    names = [Named(line.id, line.label, line.reference, line.unit, line.quantity, ()) for line in _items(invoice)]
    found = {one.id for one in lines_named(words, None, names)}
    if not found:
        raise LineUnclear(words)
    return [line for line in _items(invoice) if line.id in found]


def _items(invoice: Invoice) -> list[InvoiceLine]:
    return [line for line in invoice.lines if line.kind is LineKind.ITEM]


def _line_of(invoice: Invoice, line_id: int) -> InvoiceLine:
    for line in _items(invoice):
        if line.id == line_id:
            return line
    raise NotFound("invoice_line", line_id)


def _key(invoice: Invoice) -> str:
    return object_key("invoice", invoice.id)


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return await show_invoice(uow, visit, answers["invoice_id"], fresh=True)


async def _run_price(uow: UnitOfWork, visit: Visit, invoice_id: int, line_id: int, typed: str) -> Sequence[Say]:
    said = typed.casefold()
    euros = read_amount(said.replace("ttc", "").replace("ht", "").strip())
    if euros is None or euros < 0:
        raise Invalid("amount", typed)
    basis = PriceBasis.TTC if "ttc" in said else PriceBasis.HT if "ht" in said else None
    await correcting.correct_line(uow, invoice_id, line_id, price=unit_price(euros), basis=basis)
    return await show_invoice(uow, visit, invoice_id, fresh=True)


async def _run_label(uow: UnitOfWork, visit: Visit, invoice_id: int, line_id: int, typed: str) -> Sequence[Say]:
    await correcting.correct_line(uow, invoice_id, line_id, label=typed)
    return await show_invoice(uow, visit, invoice_id, fresh=True)


async def _run_add(uow: UnitOfWork, visit: Visit, invoice_id: int, lines: Sequence[Any]) -> Sequence[Say]:
    await correcting.add_lines(uow, invoice_id, lines=[new_line(line) for line in lines])
    return await show_invoice(uow, visit, invoice_id, fresh=True)


PRICE: Final = Flow(
    "invoice:price",
    (Given("invoice_id"), Given("line_id"), Text("typed", N_("Quel prix ?"), N_("Par exemple : 9,50 ou 12 € TTC"))),
    _run_price,
    N_("Prix d'une facture"),
    _left,
)
LABEL: Final = Flow(
    "invoice:label",
    (Given("invoice_id"), Given("line_id"), Text("typed", N_("Quel libellé imprimer ?"), limit=300)),
    _run_label,
    N_("Libellé d'une facture"),
    _left,
)
ADD: Final = Flow("invoice:add", (Given("invoice_id"), LinesStep("lines")), _run_add, N_("Ajout de lignes"), _left)
