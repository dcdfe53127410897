"""A draft changed in words, « 3 pas 5 », « prix 9,50 », « tva 10 », or by the buttons of one that replaces another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bot.deliveries.lines import Named, lines_named
from bot.flows import Flow
from bot.flows.engine import Answers, Option, Question, Reply, Unreadable, begin
from bot.flows.steps import Given, Text
from bot.invoices.showing import invoice_in_hand, show_invoice, stale
from bot.outgoing.say import React, Say
from bot.outgoing.screen import bold
from bot.sales.asking import LinesStep, line_answer, new_line
from bot.talk.buttons import button
from bot.talk.lookup import Lookup
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit
from bot.understanding import (
    Draft,
    DraftLine,
    QuoteChange,
    RemoveLine,
    SetQuantity,
    read_amount,
    read_discount,
    read_percent,
    understand,
)
from bot.understanding.invoices.changed import CountSaid, LabelSaid, LineSaid, PriceSaid, VatSaid, read_line_change
from bot.understanding.reading import AddLines, SetDiscount, SetPrice
from core.catalog.vat import rates_on
from core.i18n import N_, _, percentage
from core.invoicing import correcting, editing, reads
from core.invoicing.errors import LineUnclear, OnlyQuantities
from core.invoicing.lifecycles import INVOICE, InvoiceAction, InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.kernel.amounts import NO_RATE, NOTHING, ZERO, PriceBasis, Rate, amount, percent, quantity, unit_price
from core.kernel.errors import Invalid, NotFound
from core.permissions import Permission
from core.sales.lifecycles import LineKind
from core.uow import Reader, UnitOfWork


async def corrected(visit: Visit, text: str) -> Plan | None:
    """The plan for words that change the draft in hand; None when there is none, or they say something else."""
    invoice = await _draft_in_hand(visit)
    if invoice is None:
        return None
    said = read_line_change(text)
    if said is not None and _digits_fit(invoice, said.words):
        return Plan(act=lambda uow: _said(uow, visit, invoice.id, said))
    lookup = Lookup(visit.db)
    known = Draft(tuple(DraftLine(line.id, line.label, line.reference, line.quantity) for line in _items(invoice)))

    async def draft() -> Draft | None:
        return known

    reading = await understand(text, lookup.context(draft))
    changes = reading.slots.changes if isinstance(reading.slots, QuoteChange) else ()
    if not changes or not all(isinstance(one, _CARRIED_OUT) for one in changes):
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


@button("invoice-vat", writes=True, stale=stale)
async def _vat(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    """The rates of the place, one tap each; one that is typed is read as a rate."""
    invoice = await _draft(uow, tap_)
    line = _line_of(invoice, tap_.number(0))
    rates = [str(row.rate) for row in rates_on(uow.today, await correcting.zone(uow, invoice))]
    known = {"invoice_id": invoice.id, "line_id": line.id, "label": line.label[:60], "rates": rates}
    return await begin(uow, visit, VAT, known)


@button("invoice-number", writes=True, stale=stale)
async def _number(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    """This is one of the pieces that stay."""
    invoice = await _draft(uow, tap_)
    line_id, place = tap_.number(0), tap_.number(1)
    left = next((one.left for one in await correcting.numbers_unsaid(uow, invoice) if one.line_id == line_id), ())
    if place >= len(left):
        raise NotFound("button", tap_.verb)
    await correcting.tell_number(uow, invoice.id, line_id, number=left[place], version=tap_.version)
    return await show_invoice(uow, visit, invoice.id)


@button("invoice-discount", writes=True, stale=stale)
async def _discount(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    invoice = await _draft(uow, tap_)
    return await begin(uow, visit, DISCOUNT, {"invoice_id": invoice.id})


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


async def _said(uow: UnitOfWork, visit: Visit, invoice_id: int, said: LineSaid) -> Sequence[Say]:
    invoice = await reads.read(uow, invoice_id)
    if isinstance(said, VatSaid):  # of the lines that are named, or of all
        for line in _meant(invoice, said.words):
            await correcting.correct_line(uow, invoice.id, line.id, vat=percent(said.percent))
    else:
        await _one_said(uow, invoice, said)
    return [*await show_invoice(uow, visit, invoice_id, fresh=True), React(visit.turn.message_id, "👌")]


async def _one_said(uow: UnitOfWork, invoice: Invoice, said: PriceSaid | CountSaid | LabelSaid) -> None:
    """Of the line that is named, or of the only one. Raises LineUnclear."""
    named = _meant(invoice, said.words)
    if len(named) != 1:
        raise LineUnclear(said.words or str(getattr(said, "price", "")), tuple(line.label for line in named))
    line_id = named[0].id
    if isinstance(said, CountSaid):
        await editing.set_line(uow, invoice.id, line_id, quantity=quantity(said.count))
    elif isinstance(said, LabelSaid):
        await correcting.correct_line(uow, invoice.id, line_id, label=said.label)
    else:
        basis = PriceBasis(said.basis) if said.basis else None
        await correcting.correct_line(uow, invoice.id, line_id, price=unit_price(said.price), basis=basis)


async def _carried_out(
    uow: UnitOfWork, visit: Visit, invoice_id: int, changes: Sequence[object], lookup: Lookup
) -> Sequence[Say]:
    """In spoken order. Raises LineUnclear for words that fit several lines: which one is said again."""
    for one in changes:
        if isinstance(one, AddLines):
            answers = [line_answer(line, lookup.products) for line in one.lines]
            return await begin(uow, visit, ADD, {"invoice_id": invoice_id, "lines": answers})
        if isinstance(one, SetDiscount):
            await correcting.set_discount(uow, invoice_id, **_off(one.percent, one.amount))
            continue
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
    fits = [line for line in _items(invoice) if line.id in found]
    return [line for line in fits if _has_digits(line, words)] or fits


def _digits_fit(invoice: Invoice, words: str) -> bool:
    """Whether the numbers in these words stand in the name of some line: the 1 of « clim 1 234,50 » is of its price."""
    return any(_has_digits(line, words) for line in _items(invoice))


def _has_digits(line: InvoiceLine, words: str) -> bool:
    return set(_DIGITS.findall(words)) <= set(_DIGITS.findall(f"{line.label} {line.reference}"))


def _items(invoice: Invoice) -> list[InvoiceLine]:
    return [line for line in invoice.lines if line.kind is LineKind.ITEM]


def _line_of(invoice: Invoice, line_id: int) -> InvoiceLine:
    for line in _items(invoice):
        if line.id == line_id:
            return line
    raise NotFound("invoice_line", line_id)


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


async def _run_vat(
    uow: UnitOfWork, visit: Visit, invoice_id: int, line_id: int, label: str, rates: Sequence[str], rate: Rate
) -> Sequence[Say]:
    await correcting.correct_line(uow, invoice_id, line_id, vat=rate)
    return await show_invoice(uow, visit, invoice_id, fresh=True)


async def _run_discount(uow: UnitOfWork, visit: Visit, invoice_id: int, typed: str) -> Sequence[Say]:
    await correcting.set_discount(uow, invoice_id, **_off(*read_discount(typed)))
    return await show_invoice(uow, visit, invoice_id, fresh=True)


def _off(share: Decimal | None, euros: Decimal | None) -> dict[str, Any]:
    """A discount is one or the other: what was there before goes."""
    return {"discount": NO_RATE if share is None else percent(share), "discount_amount": amount(euros or ZERO)}


def _readable_discount(typed: str) -> str:
    if read_discount(typed) == (None, None):
        raise Unreadable(N_("J'attends une remise, par exemple 5 ou 50 €."))
    return typed


@dataclass(frozen=True, slots=True)
class _RateStep:
    """A rate of VAT: one of those in the answers, tapped or typed."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        each = [Option(percentage(Rate(Decimal(rate))), rate) for rate in answers["rates"] if Decimal(rate)]
        asked = bold(_("Quelle TVA pour {label} ?").format(label=answers["label"]))
        return Question((asked,), tuple(each), width=3)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        said = read_percent(reply.text.casefold().replace("vat", "tva")) if reply.option is None else None
        rate = reply.option if said is None else str(percent(said))
        if rate not in answers["rates"]:
            raise Unreadable(N_("J'attends un taux de TVA, par exemple 20 ou 5,5."))
        return rate

    def value(self, answers: Answers) -> Rate:
        return Rate(Decimal(answers[self.name]))


async def _run_label(uow: UnitOfWork, visit: Visit, invoice_id: int, line_id: int, typed: str) -> Sequence[Say]:
    await correcting.correct_line(uow, invoice_id, line_id, label=typed)
    return await show_invoice(uow, visit, invoice_id, fresh=True)


async def _run_add(uow: UnitOfWork, visit: Visit, invoice_id: int, lines: Sequence[Any]) -> Sequence[Say]:
    await correcting.add_lines(uow, invoice_id, lines=[new_line(line) for line in lines])
    return await show_invoice(uow, visit, invoice_id, fresh=True)


_CARRIED_OUT: Final = (SetQuantity, RemoveLine, SetPrice, AddLines, SetDiscount)
_DIGITS: Final = re.compile(r"\d+")
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
VAT: Final = Flow(
    "invoice:vat",
    (Given("invoice_id"), Given("line_id"), Given("label"), Given("rates"), _RateStep("rate")),
    _run_vat,
    N_("TVA d'une facture"),
    _left,
)
DISCOUNT: Final = Flow(
    "invoice:discount",
    (Given("invoice_id"), Text("typed", N_("Quelle remise, en % ou en € ?"), check=_readable_discount)),
    _run_discount,
    N_("Remise d'une facture"),
    _left,
)
ADD: Final = Flow("invoice:add", (Given("invoice_id"), LinesStep("lines")), _run_add, N_("Ajout de lignes"), _left)
