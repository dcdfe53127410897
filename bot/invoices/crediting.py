"""What an issued invoice is taken back by: a credit note of all of it, of lines or of the price; what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.deliveries.lines import Named, lines_named
from bot.deliveries.returning import RETURNED, return_answers, with_counts
from bot.flows import Flow
from bot.flows.engine import Answers, begin
from bot.flows.picking import OneOf
from bot.flows.steps import Given, Text
from bot.invoices.screens import card_key, heading, staff_card, tap, which_screen
from bot.invoices.showing import show_invoice, stale
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Screen, bold, in_rows, italic
from bot.talk.buttons import button
from bot.talk.pages import page_row
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from bot.treasury.till import short_lines
from bot.treasury.words import OFFERED, method_words
from bot.understanding import read_amount
from bot.understanding.deliveries import Counted
from bot.understanding.invoices import CreditSaid
from core.i18n import N_, _, count, money
from core.invoicing import crediting, fitting, lists, reads, returned
from core.invoicing.errors import LineUnclear, NothingToInvoice, PriceNotCharged
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.lists import Which
from core.invoicing.models import Invoice
from core.invoicing.reads import Standing
from core.invoicing.rebating import OffEach
from core.kernel.amounts import ZERO, Amount, PriceBasis, Quantity, amount, quantity, total, unit_price
from core.kernel.errors import Invalid, NotFound
from core.parties.models import CustomerKind
from core.permissions import Permission
from core.sales import deliveries, orders
from core.sales.lifecycles import LineKind
from core.sales.rules import net_price
from core.treasury import payments
from core.treasury.models import PaymentMethod
from core.uow import Reader, UnitOfWork

_LINES: Final = 8  # offered at once


async def draft_credit(uow: UnitOfWork, visit: Visit, invoice: Invoice, said: CreditSaid) -> Sequence[Say]:
    """As it was said; where nothing was said of what, that is asked. Raises what core.invoicing.crediting does."""
    if not (said.whole or said.lines or said.amount or said.net_of_tax or said.reason):
        crediting.expect_correctable(invoice)
        return [visit.show(await credit_screen(uow, invoice), fresh=True)]
    if said.named:
        named, sold = Counted(said.named), [line for line in invoice.lines if line.kind is LineKind.ITEM]
        if 0 < len(await _fitting(uow, invoice, named)) < len(sold):  # « pour clim HS » is of what it names
            said = replace(said, lines=(named,))
    if said.each or said.before:
        off = [await _off_each(uow, invoice, said)]
        draft = await crediting.draft_credit(
            uow, invoice.id, off_each=off, net_of_tax=said.net_of_tax, reason=said.reason
        )
        return await show_invoice(uow, visit, draft.id, fresh=True)
    if len(said.lines) == 1 and len(found := await _fitting(uow, invoice, said.lines[0])) > 1:
        many = said.lines[0].quantity
        fits = [{"id": one.id, "label": f"{count(one.count)} × {one.label}"} for one in found]
        asked = {"invoice_id": invoice.id, "line": {"candidates": fits}, "many": "" if many is None else str(many)}
        return await begin(uow, visit, CREDIT_WHICH, {**asked, "reason": said.reason, "untaxed": said.net_of_tax})
    counts = await _counts(uow, invoice, said.lines) if said.lines else None
    draft = await crediting.draft_credit(
        uow,
        invoice.id,
        quantities=counts,
        price_only=amount(said.amount) if said.amount else None,
        with_tax=_with_tax(invoice, said.with_tax) and not said.net_of_tax,  # there, what is said is what is given back
        net_of_tax=said.net_of_tax,
        reason=said.reason,
    )
    return await show_invoice(uow, visit, draft.id, fresh=True)


async def cancel_screen(db: Reader, invoice: Invoice) -> Screen:
    """« Annuler »: a draft is given up; of what is issued only a credit note can be."""
    back = (Button(_("⬅️ Retour"), tap("invoice", invoice)),)
    if invoice.state is InvoiceState.DRAFT:
        drop = (Button(_("🗑 Abandonner"), tap("invoice-drop", invoice)),)
        return Screen(
            (*heading(invoice, Standing.DRAFT), bold(_("Abandonner ce brouillon ?"))), (drop, back), card_key(invoice)
        )
    crediting.expect_correctable(invoice)
    if (over := await over_screen(db, invoice)) is not None:
        return over
    head = heading(invoice, await reads.stand_of(db, invoice))[:2]
    told = _("{number} est émise : la loi interdit de l'effacer. Un avoir l'annule.").format(number=invoice.number)
    if not db.actor.may(Permission.INVOICES_CREDIT):
        return Screen((*head, bold(told), _("Demandez-le à votre gérant.")), (back,), card_key(invoice))
    swap = () if invoice.kind is InvoiceKind.DEPOSIT else ((Button(_("🔁 Remplacer"), tap("invoice-swap", invoice)),),)
    rows = ((await whole_button(db, invoice), Button(_("✂️ En partie"), tap("credit", invoice))), *swap, back)
    return Screen((*head, bold(told)), rows, card_key(invoice))


async def credit_screen(db: Reader, invoice: Invoice, page: int = 0) -> Screen:
    """What comes back: all of it, a line, or only money. The lines are shown a page at a time."""
    if (over := await over_screen(db, invoice)) is not None:
        return over
    sold = [line for line in invoice.lines if line.kind is LineKind.ITEM]
    lines = [
        (Button(f"{count(line.quantity)} × {line.label}"[:60], tap("credit-line", invoice, line.id)),)
        for line in sold[page * _LINES : (page + 1) * _LINES]
    ]
    pages = page_row(page, more=len(sold) > (page + 1) * _LINES, tap=lambda other: tap("credit", invoice, other))
    first = (
        await whole_button(db, invoice),
        Button(_("➖ Prix seul"), tap("credit-price", invoice)),
    )
    back = (Button(_("⬅️ Retour"), tap("invoice", invoice)),)
    how = italic(
        _("Touchez une ligne, ou écrivez : « avoir sur la {number} pour 2 clim ».").format(number=invoice.number)
    )
    head = heading(invoice, await reads.stand_of(db, invoice))[:2]
    asked = bold(_("Avoir de quoi ?"))
    return Screen((*head, asked, how), (first, *lines, *pages, back), card_key(invoice))


async def over_screen(db: Reader, invoice: Invoice) -> Screen | None:
    """Of what is taken back as a whole already there is nothing to do."""
    stand = await reads.stand_of(db, invoice)
    if stand.standing is not Standing.CANCELLED:
        return None
    told = _("Il n'en reste rien à créditer.")
    rows = ((Button(_("⬅️ Retour"), tap("invoice", invoice)),),)
    return Screen((*heading(invoice, stand)[:2], told), rows, card_key(invoice))


async def whole_button(db: Reader, invoice: Invoice) -> Button:
    """« ↩️ Avoir du reste (638,22 €) » once some of it is credited."""
    left = total(fitting.sums_of(await fitting.left_to_credit(db, invoice, net_of_tax=False)))
    rest = _("↩️ Avoir du reste ({left})").format(left=money(left))
    return Button(rest if left < invoice.gross else _("↩️ Avoir du tout"), tap("credit-whole", invoice))


@button("invoice-cancel", writes=False)
async def _cancel(db: Reader, visit: Visit, tap_: Tap) -> Sequence[Say]:
    return [visit.show(await cancel_screen(db, await reads.read(db, tap_.object_id)))]


@button("credit", writes=False)
async def _credit(db: Reader, visit: Visit, tap_: Tap) -> Sequence[Say]:
    page = tap_.number(0) if tap_.arguments else 0
    return [visit.show(await credit_screen(db, await reads.read(db, tap_.object_id), page))]


@button("credit-whole", writes=True)
async def _whole(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    draft = await crediting.draft_credit(uow, tap_.object_id)
    return await show_invoice(uow, visit, draft.id)


@button("credit-line", writes=True)
async def _line(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.INVOICES_CREDIT)
    invoice = await reads.read(uow, tap_.object_id)
    line = next((one for one in invoice.lines if one.id == tap_.number(0)), None)
    if line is None:
        raise NotFound("invoice_line", tap_.number(0))
    return await begin(uow, visit, CREDIT_LINE, {"invoice_id": invoice.id, "line_id": line.id})


@button("credit-price", writes=True)
async def _price(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.INVOICES_CREDIT)
    return await begin(uow, visit, CREDIT_PRICE, {"invoice_id": (await reads.read(uow, tap_.object_id)).id})


@button("credit-return", writes=True)
async def _return(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    """What a return took back of what is invoiced: a draft on each invoice that charges it."""
    drafts = await returned.draft_credit_of_return(uow, tap_.object_id)
    if not drafts:
        raise NothingToInvoice(undelivered=False)
    if len(drafts) == 1:
        return await show_invoice(uow, visit, drafts[0].id)
    return [visit.show(which_screen(drafts))]


@button("credit-restock", writes=True)
async def _restock(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    """What the credit note takes back of a direct order is with us again: why is known, where is asked."""
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    credit = await reads.read(uow, tap_.object_id)
    back = await returned.restockable(uow, credit)
    if not back or credit.order_id is None:
        return [visit.toast(_("C'est déjà fait.")), visit.show(await staff_card(uow, credit))]
    reason = credit.reason or _("Avoir {number}").format(number=credit.number)
    answers = await return_answers(uow, await orders.load(uow, credit.order_id), reason=reason)
    counted = with_counts(answers, back)
    return await begin(uow, visit, RETURNED, {**counted, "said_in": visit.turn.source})


@button("credit-refund", writes=False)
async def _refund(db: Reader, visit: Visit, tap_: Tap) -> Sequence[Say]:
    """How the money goes back, in one tap."""
    visit.actor.expect(Permission.PAYMENTS_CORRECT)
    credit = await reads.read(db, tap_.object_id)
    left = await _left(db, credit)
    asked = _("Rendre {amount} à {name} : comment ?").format(amount=money(left), name=credit.customer.name)
    each = [Button(method_words(one).capitalize(), tap("credit-refunded", credit, one.value)) for one in OFFERED]
    back = (Button(_("⬅️ Retour"), tap("invoice", credit)),)
    lines = (bold(asked), *await short_lines(db, left, chosen=False))
    return [visit.show(Screen(lines, (*in_rows(each), back), card_key(credit)))]


@button("credit-refunded", writes=True, stale=stale)
async def _refunded(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    method = PaymentMethod(tap_.word(0, {one.value for one in OFFERED}))
    credit = await reads.read(uow, tap_.object_id)
    left = await _left(uow, credit)
    key = f"refund:{credit.id}:{left}"
    if left:
        await payments.refund(uow, credit.customer_id, amount=left, method=method, credit_id=credit.id, key=key)
    told = _("{amount} rendus, noté.").format(amount=money(left)) if left else _("C'est déjà fait.")
    return [visit.toast(told), *await show_invoice(uow, visit, credit.id)]


@button("credit-keep", writes=False)
async def _keep(db: Reader, visit: Visit, tap_: Tap) -> Sequence[Say]:
    """Nothing is to be done: it waits on the customer's account."""
    credit = await reads.read(db, tap_.object_id)
    told = _("Gardé : {amount} se déduiront d'une prochaine facture.").format(amount=money(await _left(db, credit)))
    return [visit.toast(told), visit.show(await staff_card(db, credit))]


@button("credit-use", writes=False)
async def _use(db: Reader, visit: Visit, tap_: Tap) -> Sequence[Say]:
    """Which of the customer's open invoices it pays."""
    credit = await reads.read(db, tap_.object_id)
    found = await lists.listed(db, Which.UNPAID, customer_id=credit.customer_id, limit=_LINES)
    back = (Button(_("⬅️ Retour"), tap("invoice", credit)),)
    head = heading(credit, await reads.stand_of(db, credit))[:2]
    if not found.rows:
        none = _("Ce client n'a aucune facture à payer. L'avoir attend la prochaine.")
        return [visit.show(Screen((*head, none), (back,), card_key(credit)))]
    each = [
        (Button(f"{one.invoice.number} · {money(one.left)}", tap("credit-used", credit, one.invoice.id)),)
        for one in found.rows
    ]
    asked = bold(_("Déduire de quelle facture ?"))
    return [visit.show(Screen((*head, asked), (*each, back), card_key(credit)))]


@button("credit-used", writes=True, stale=stale)
async def _used(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    used = await payments.use_credit(uow, tap_.number(0))
    told = visit.toast(_("{amount} déduits.").format(amount=money(used)))
    return [told, *await show_invoice(uow, visit, tap_.object_id)]


async def _left(db: Reader, credit: Invoice) -> Amount:
    """What is left of a credit note, positive."""
    settled = (await reads.settled(db, [credit])).get(credit.id, ZERO)
    return amount(-reads.left_of(credit, settled))


async def _counts(db: Reader, invoice: Invoice, said: Sequence[Counted]) -> Mapping[int, Quantity]:
    """Raises LineUnclear for words that fit no line of it, or several."""
    counts: dict[int, Quantity] = {}
    for one in said:
        found = await _fitting(db, invoice, one)
        if len(found) != 1:
            raise LineUnclear(one.words, tuple(named.label for named in found), invoice.number or "")
        counts[found[0].id] = quantity(found[0].count if one.quantity is None else one.quantity)
    return counts


async def _off_each(db: Reader, invoice: Invoice, said: CreditSaid) -> OffEach:
    """So much off each piece, as it was said or as two prices differ. Raises LineUnclear, PriceNotCharged."""
    one = said.lines[0]
    (line_id,) = await _counts(db, invoice, said.lines)
    many = None if one.quantity is None else quantity(one.quantity)
    if said.now is None or said.before is None:
        return OffEach(line_id, unit_price(said.each or 0), many, with_tax=_with_tax(invoice, said.with_tax))
    line = next(each for each in invoice.lines if each.id == line_id)
    net = amount(net_price(line.unit_price, line.basis, line.vat))
    gross = amount(line.unit_price if line.basis is PriceBasis.TTC else line.unit_price * (1 + line.vat))
    if said.before not in ((net, gross) if said.with_tax is None else (gross,) if said.with_tax else (net,)):
        raise PriceNotCharged(line.label, net, gross)
    with_tax = said.with_tax if said.with_tax is not None else said.before != net
    return OffEach(line_id, unit_price(said.before - said.now), many, with_tax=with_tax, discounted=True)


async def _fitting(db: Reader, invoice: Invoice, said: Counted) -> Sequence[Named]:
    """The lines that these words fit."""
    known_as = await deliveries.known_as(db, invoice.order_id) if invoice.order_id else {}
    names = [
        Named(
            line.id,
            line.label,
            line.reference,
            line.unit,
            line.quantity,
            tuple(known_as.get(line.order_line_id or 0, ())),
        )
        for line in invoice.lines
        if line.kind is LineKind.ITEM
    ]
    return lines_named(said.words, said.of, names)


def _with_tax(invoice: Invoice, said: bool | None) -> bool:
    """Whether an amount of a rebate has its tax in it: as it was said, else as what consumers are told."""
    return invoice.buyer.get("kind") == CustomerKind.CONSUMER if said is None else said


async def _shown(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return await show_invoice(uow, visit, answers["invoice_id"], fresh=True)


async def _run_line(uow: UnitOfWork, visit: Visit, invoice_id: int, line_id: int, typed: str) -> Sequence[Say]:
    many = read_amount(typed)
    if many is None or many <= 0:
        raise Invalid("quantity", typed)
    draft = await crediting.draft_credit(uow, invoice_id, quantities={line_id: quantity(many)})
    return await show_invoice(uow, visit, draft.id, fresh=True)


async def _run_which(
    uow: UnitOfWork, visit: Visit, invoice_id: int, line: int, many: str, reason: str, untaxed: bool
) -> Sequence[Say]:
    invoice = await reads.read(uow, invoice_id)
    sold = next((one for one in invoice.lines if one.id == line), None)
    if sold is None:
        raise NotFound("invoice_line", line)
    counts = {line: quantity(Decimal(many)) if many else sold.quantity}
    draft = await crediting.draft_credit(uow, invoice_id, quantities=counts, reason=reason, net_of_tax=untaxed)
    return await show_invoice(uow, visit, draft.id, fresh=True)


async def _run_price(uow: UnitOfWork, visit: Visit, invoice_id: int, typed: str) -> Sequence[Say]:
    invoice = await reads.read(uow, invoice_id)
    said = typed.casefold()
    euros = read_amount(said.replace("ttc", "").replace("ht", "").strip())
    if euros is None or euros <= 0:
        raise Invalid("amount", typed)
    told = True if "ttc" in said else False if "ht" in said else None
    with_tax = _with_tax(invoice, told)
    draft = await crediting.draft_credit(uow, invoice_id, price_only=amount(euros), with_tax=with_tax)
    return await show_invoice(uow, visit, draft.id, fresh=True)


CREDIT_LINE: Final = Flow(
    "credit:line",
    (Given("invoice_id"), Given("line_id"), Text("typed", N_("Combien en revient-il ?"), N_("Par exemple : 2"))),
    _run_line,
    N_("Avoir d'une ligne"),
    _shown,
)
CREDIT_WHICH: Final = Flow(
    "credit:which",
    (
        Given("invoice_id"),
        OneOf("line", N_("Avoir de quelle ligne ?"), N_("Touchez la ligne, ou écrivez son nom."), key="label"),
        Given("many"),
        Given("reason"),
        Given("untaxed"),
    ),
    _run_which,
    N_("Avoir d'une ligne"),
    _shown,
)
CREDIT_PRICE: Final = Flow(
    "credit:price",
    (Given("invoice_id"), Text("typed", N_("De combien baisser le prix ?"), N_("Par exemple : 50 € HT"))),
    _run_price,
    N_("Avoir sur le prix"),
    _shown,
)
