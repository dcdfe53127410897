"""From an order, deliveries or a quote to a draft of an invoice; what is not delivered is asked about first."""

from collections.abc import Callable, Sequence

from bot.deliveries.lines import Named, lines_named
from bot.invoices.lacking import lacking_lines, lacking_rows
from bot.invoices.rows import totals_row, untaxed_lines
from bot.invoices.screens import not_ready_screen
from bot.invoices.showing import show_invoice
from bot.orders.words import check_line
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, plain_screen
from bot.sales.screens import heading as quote_heading
from bot.sales.screens import tap as quote_tap
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_key
from bot.understanding.deliveries import Counted
from core.i18n import _, money
from core.invoicing import deposits, direct, drafting, lawful, outlook, reads, replacing
from core.invoicing.editing import comes_instead
from core.invoicing.errors import BeyondOrdered, LineUnclear, NotDelivered, NothingToInvoice
from core.invoicing.models import Invoice
from core.kernel.amounts import NO_RATE, Amount, Quantity, Rate, amount, percent, quantity
from core.permissions import Permission
from core.sales import deliveries, orders
from core.sales.lifecycles import LineKind
from core.sales.models import Order, Quote
from core.uow import Reader, UnitOfWork

FORCED = "forced"  # the tap of whoever has read what speaks against it
SHARES = ("20", "30", "40", "50")  # per cent, offered where nothing was agreed


async def draft_order(
    uow: UnitOfWork, visit: Visit, order_id: int, *, everything: bool = False, fresh: bool = True
) -> Sequence[Say]:
    """What is delivered and not invoiced, or all that is left; with nothing delivered it is asked first.

    The draft says what it charges before it is delivered, and is validated « quand même ». Where one waits to come in
    the place of an invoice, it is that one: another would not name what it replaces.
    """
    if (waiting := await _instead(uow, order_id, everything=everything)) is not None:
        return await show_invoice(uow, visit, waiting.id, fresh=fresh)
    try:
        draft = await drafting.draft_of_order(uow, order_id, everything=everything, beyond=everything)
    except NothingToInvoice as refusal:
        if not refusal.undelivered:
            raise
        return [visit.show(await _not_ready(uow, await orders.read(uow, order_id)), fresh=fresh)]
    return await show_invoice(uow, visit, draft.id, fresh=fresh)


async def draft_lines(uow: UnitOfWork, visit: Visit, order_id: int, said: Sequence[Counted]) -> Sequence[Say]:
    """These lines of an order alone. Raises LineUnclear, BeyondOrdered."""
    order = await orders.load(uow, order_id)
    counts = await _counts(uow, order, said)
    try:
        draft = await drafting.draft_of_order(uow, order_id, quantities=counts)
    except NotDelivered:
        draft = await drafting.draft_of_order(uow, order_id, quantities=counts, beyond=True)
    return await show_invoice(uow, visit, draft.id, fresh=True)


async def draft_deposit(
    uow: UnitOfWork, visit: Visit, order_id: int, *, share: Rate | None = None, amount: Amount | None = None
) -> Sequence[Say]:
    """A deposit of a share, of an amount, or as the order asks; where it asks none, which share is asked."""
    order = await orders.read(uow, order_id)
    if share is None and amount is None and not order.deposit:
        return [visit.show(_which_share(order), fresh=True)]
    draft = await deposits.draft_deposit(uow, order_id, share=share, amount=amount)
    return await show_invoice(uow, visit, draft.id, fresh=True)


def whose_order_screen(found: Sequence[Order], question: str, tap: Callable[[Order], str]) -> Screen:
    """Of which of a customer's orders it is."""
    if not found:
        return plain_screen(_("Ce client n'a aucune commande en cours."))
    several = len({one.customer_id for one in found}) > 1
    rows = [
        (Button(f"🧾 {one.number}{whose} · {money(one.gross)}", tap(one)),)
        for one in found
        for whose in (f" · {one.customer.name}"[:30] if several else "",)
    ]
    return plain_screen(bold(question), rows=rows)


async def draft_progress(uow: UnitOfWork, visit: Visit, order_id: int, *, done: Rate) -> Sequence[Say]:
    """So much of the works is done."""
    draft = await deposits.draft_progress(uow, order_id, percent=done)
    return await show_invoice(uow, visit, draft.id, fresh=True)


async def direct_screen(db: Reader, quote: Quote) -> Screen:
    """The one confirmation before a quote is invoiced at once: how much, what that means, and what speaks against it;
    past that goes who may, by a tap that says so."""
    found, invoice = await orders.doubts(db, quote), await direct.preview(db, quote)
    lacks = await lawful.lacking(db, invoice)
    asked = _("Facturer tout de suite {gross} TTC ?").format(gross=money(invoice.gross))
    told = _("Tout est fait : la facture part avec son numéro, et rien ne reste à livrer.")
    warned = (totals_row(invoice), *untaxed_lines(invoice, db.today), *map(check_line, found), *lacking_lines(lacks))
    lines: list[Line] = [*quote_heading(quote), *warned, bold(asked), told]
    back = (Button(_("Retour"), quote_tap("quote", quote)),)
    bill = Button(_("✅ Valider la facture"), quote_tap("quote-bill", quote))
    if found:
        bill = Button(_("⚠️ Facturer quand même"), quote_tap("quote-bill", quote, FORCED))
    if not orders.may_force(db, found):
        lines[-1] = bold(_("Votre gérant doit l'accorder : il ouvre ce brouillon et le valide."))
        return Screen(tuple(lines), (back,), card=object_key("quote", quote.id))
    return Screen(
        tuple(lines),
        ((bill,), *lacking_rows(db, lacks, quote.customer, ("quote", quote.id)), back),
        card=object_key("quote", quote.id),
    )


async def _instead(db: Reader, order_id: int, *, everything: bool) -> Invoice | None:
    """The draft that waits to come in the place of an invoice of this order, and charges nothing twice; where
    `everything` is asked, one that leaves nothing."""
    for draft in filter(comes_instead, await replacing.waiting_on(db, order_id)):
        found = await outlook.of_draft(db, await reads.read(db, draft.id))
        if not (found.billed or (everything and found.rest)):
            return draft
    return None


async def _not_ready(db: Reader, order: Order) -> Screen:
    found = await outlook.of_order(db, order)
    free = any(one.free for one in await deliveries.remaining(db, order.id))
    prepare = free and bool(found.beyond) and db.actor.may(Permission.DELIVERIES_WRITE)
    return not_ready_screen(order.id, order.number, order.company_id, prepare=prepare)


def _which_share(order: Order) -> Screen:
    asked = _("Quel acompte sur {number} ({gross} TTC) ?").format(number=order.number, gross=money(order.gross))
    each = [
        Button(
            f"{share} % · {money(order.gross * percent(share))}",
            Tap("invoice-deposit", order.company_id, order.id, 0, (share,)).packed(),
        )
        for share in SHARES
    ]
    how = _("Ou écrivez par exemple : facture acompte 500 € sur {number}").format(number=order.number)
    return Screen((bold(asked), how), in_rows(each), card=object_key("order", order.id))


def progress_tap(order: Order, done: Rate) -> str:
    """In hundredths of a per cent."""
    return Tap("invoice-progress", order.company_id, order.id, 0, (str(int(done * 10_000)),)).packed()


def deposit_tap(order: Order, share: Rate | None, sum_: Amount | None) -> str:
    """A share in whole per cent is borne as one, so that the draft says it."""
    if share is None and sum_ is None:
        return Tap("invoice-deposit-asked", order.company_id, order.id).packed()
    if sum_ is None and share is not None and share * 100 % 1 == 0:
        return Tap("invoice-deposit", order.company_id, order.id, 0, (str(int(share * 100)),)).packed()
    cents = (amount(order.gross * (share or NO_RATE)) if sum_ is None else sum_) * 100
    return Tap("invoice-deposit-sum", order.company_id, order.id, 0, (str(int(cents)),)).packed()


async def _counts(db: Reader, order: Order, said: Sequence[Counted]) -> dict[int, Quantity]:
    """How many of each line: what was said, or all that is left of a line that is named alone."""
    known_as = await deliveries.known_as(db, order.id)
    names = [
        Named(line.id, line.label, line.reference, line.unit, line.quantity, tuple(known_as.get(line.id, ())))
        for line in order.lines
        if line.kind is LineKind.ITEM
    ]
    lines = {line.id: line for line in order.lines}
    counts: dict[int, Quantity] = {}
    for one in said:
        found = lines_named(one.words, one.of, names)
        if len(found) != 1:
            raise LineUnclear(one.words, tuple(named.label for named in found))
        line = lines[found[0].id]
        left = quantity(line.quantity - line.invoiced)
        many = left if one.quantity is None else quantity(one.quantity)
        if many > left:
            raise BeyondOrdered(line.label, left)
        counts[line.id] = many
    return counts
