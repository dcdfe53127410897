"""What the company's people see of an invoice: the draft to be validated, the card of one that is issued, the lists."""

from collections.abc import Sequence
from typing import Final

from bot.dunning.words import invoice_lines
from bot.invoices.lacking import lacking_lines, lacking_rows, unprinted_lines
from bot.invoices.numbers import number_lines, number_rows, unsaid
from bot.invoices.refusals import SENTENCES
from bot.invoices.rows import body, line_row, untaxed_lines
from bot.invoices.words import due_words, invoice_name, left_words, share_words, stand_words, standing_words
from bot.mail.shown import on_card
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic, plain_screen
from bot.sales.words import USUAL_TERMS, terms_words
from bot.talk.pages import PAGE, page_row
from bot.talk.past import history_button
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from core.dunning import proposing
from core.i18n import _, count, moment, money
from core.invoicing import lawful, outlook, reads, replacing, returned
from core.invoicing.editing import comes_instead
from core.invoicing.errors import DepositTaxedOtherwise
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.outlook import Outlook
from core.invoicing.papers.shares import corrected
from core.invoicing.reads import Stand, Standing
from core.kernel.amounts import NOTHING, ONE, ZERO, Amount
from core.parties.models import CustomerKind
from core.permissions import Permission
from core.sales.errors import NotAgreedYet
from core.sales.lifecycles import LineKind
from core.treasury import account, payments
from core.treasury.account import Paper
from core.treasury.locking import why_locked
from core.uow import Reader

_OVER: Final = (Standing.PAID, Standing.CANCELLED)
_CREDITS: Final = Permission.INVOICES_CREDIT
_NAMED: Final = 3  # lines that one sentence names


async def staff_card(db: Reader, invoice: Invoice) -> Screen:
    """The card with all that this person may do now."""
    if invoice.state is InvoiceState.ISSUED:
        return await _issued_card(db, invoice)
    if invoice.state is InvoiceState.DROPPED:
        return await _dropped_card(db, invoice)
    found = await outlook.of_draft(db, invoice)
    lacks = await lawful.lacking(db, invoice)
    warned = (*_warnings(found), *lacking_lines(lacks), *unprinted_lines(invoice))
    why = untaxed_lines(invoice, db.today)
    paid = await _paid_lines(db, invoice)
    lines = (*heading(invoice, Standing.DRAFT), *body(invoice), *paid, *why, *_footing(invoice), *warned)
    lines = (*lines, *await _unagreed_lines(db, invoice))
    pieces = await unsaid(db, invoice)
    lines = (*lines, *number_lines(invoice, pieces))
    asked = (
        *number_rows(db, invoice, pieces),
        *lacking_rows(db, lacks, invoice.customer, ("invoice", invoice.id), invoice),
    )
    rows = (*_draft_rows(db, invoice, found), *asked)
    return Screen(lines, rows, card=card_key(invoice))


def heading(invoice: Invoice, stand: Stand | Standing) -> tuple[Line, ...]:
    """What it is and how far, then to whom and from which papers."""
    stand = stand if isinstance(stand, Stand) else Stand(stand)
    words, sign = stand_words(invoice, stand)
    share = f" {share_words(invoice)}" if share_words(invoice) else ""
    state = "" if stand.standing is Standing.DRAFT else f" · {words}"
    customer = invoice.buyer.get("name") or invoice.customer.name
    named = [str(one["number"]) for one in invoice.sources if one.get("number")]
    of = f" · {', '.join(named[:_NAMED])}{'…' if len(named) > _NAMED else ''}" if named else ""
    return (
        (sign, " ", bold(invoice_name(invoice)), f"{share}{state}"),
        (bold(str(customer)), of),
        *((italic(invoice.subject),) if invoice.subject else ()),
    )


def not_ready_screen(order_id: int, number: str, company_id: int, *, prepare: bool) -> Screen:
    """Nothing is delivered: invoicing it all the same is one explicit tap, a deposit another."""
    told = _("Rien n'est encore livré de {number}, ou tout ce qui l'est est facturé.").format(number=number)
    rows = [
        (Button(_("⚠️ Facturer quand même"), Tap("invoice-all", company_id, order_id).packed()),),
        (Button(_("💰 Acompte 30 %"), Tap("invoice-deposit", company_id, order_id, 0, ("30",)).packed()),),
    ]
    ready = (Button(_("📦 Préparer"), Tap("delivery-prepare", company_id, order_id).packed()),)
    return plain_screen(told, bold(_("Facturer avant la livraison ?")), rows=(*rows, *((ready,) if prepare else ())))


def edit_card(invoice: Invoice, page: int = 0) -> Screen:
    """One button per line of a draft, a page at a time, and what else may be said on it."""
    instead = comes_instead(invoice)
    sold = _changeable(invoice)
    page = min(page, max(0, (len(sold) - 1) // PAGE))  # lines may have gone since
    rows: list[tuple[Button, ...]] = [
        (Button(f"{count(line.quantity)} × {line.label}"[:60], tap("invoice-line", invoice, line.id)),)
        for line in sold[page * PAGE : (page + 1) * PAGE]
    ]
    rows += page_row(page, more=len(sold) > (page + 1) * PAGE, tap=lambda other: tap("invoice-edit", invoice, other))
    others = (
        Button(_("🗒 Note"), tap("invoice-note", invoice)),
        Button(_("⏱ Délai"), tap("invoice-terms", invoice)),
        Button(_("🏷 Objet"), tap("invoice-subject", invoice)),
    )
    added = Button(_("➕ Ajouter une ligne"), tap("invoice-add", invoice))
    more = ((added, Button(_("➖ Remise"), tap("invoice-discount", invoice))),) if instead else ()
    theirs = Button(_("📋 N° du client"), tap("invoice-customer-number", invoice))
    back = Button(_("⬅️ Retour"), tap("invoice", invoice))
    lines = (*heading(invoice, Standing.DRAFT), *body(invoice), *_footing(invoice))
    return Screen(lines, (*rows, *more, others, (theirs, back)), card_key(invoice))


def line_card(invoice: Invoice, line: InvoiceLine) -> Screen:
    """One line: its quantity by steps that carry their target."""
    steps = tuple(
        Button(
            f"{'−' if target < line.quantity else '＋'} → {count(target)}",
            tap("invoice-qty", invoice, line.id, target),
        )
        for target in (line.quantity - ONE, line.quantity + ONE)
        if target > NOTHING
    )
    other = (
        Button(_("Quantité"), tap("invoice-count", invoice, line.id)),
        Button(_("🗑 Enlever"), tap("invoice-qty", invoice, line.id, 0)),
    )
    page = next((at for at, one in enumerate(_changeable(invoice)) if one.id == line.id), 0) // PAGE
    back = (Button(_("⬅️ Retour"), tap("invoice-edit", invoice, page)),)
    rows = (steps, other, *_correcting_rows(invoice, line), back)
    return Screen((*heading(invoice, Standing.DRAFT), line_row(line)), rows, card_key(invoice))


def _changeable(invoice: Invoice) -> list[InvoiceLine]:
    """The lines of a draft that may be changed: those of an order, all where it comes in the place of another."""
    instead = comes_instead(invoice)
    return [line for line in invoice.lines if line.kind is LineKind.ITEM and (instead or line.order_line_id)]


def _correcting_rows(invoice: Invoice, line: InvoiceLine) -> tuple[tuple[Button, ...], ...]:
    """What may change of a line besides how many, on a draft that comes in the place of another."""
    if not comes_instead(invoice):
        return ()
    asked = (("invoice-price", _("💶 Prix")), ("invoice-vat", _("🏛 TVA")), ("invoice-label", _("🔤 Libellé")))
    return (tuple(Button(label, tap(verb, invoice, line.id)) for verb, label in asked),)


def terms_card(invoice: Invoice) -> Screen:
    """The usual payment terms, one tap each."""
    each = [Button(terms_words(code), tap("invoice-term", invoice, code)) for code in USUAL_TERMS]
    back = (Button(_("⬅️ Retour"), tap("invoice-edit", invoice)),)
    asked = bold(_("Payable quand ?"))
    return Screen((*heading(invoice, Standing.DRAFT), asked), (*in_rows(each, 3), back), card_key(invoice))


def which_screen(found: Sequence[Invoice]) -> Screen:
    """Several documents that fit, one button each."""
    return plain_screen(bold(_("Laquelle ?")), rows=in_rows([open_button(one) for one in found], 1))


def open_button(invoice: Invoice, settled: Amount = ZERO, *, standing: Standing | None = None) -> Button:
    """« 🔵 FA2611-0012 · Dupont · 300,00 € »."""
    _words, sign = standing_words(invoice, standing) if standing else ("", "🧾")
    name = invoice.number or invoice_name(invoice)
    customer = invoice.buyer.get("name") or invoice.customer.name
    return Button(f"{sign} {name} · {customer} · {money(invoice.payable)}"[:100], tap("invoice-open", invoice))


def tap(verb: str, invoice: Invoice, *arguments: object) -> str:
    """The data of a button about this document as it is now."""
    return Tap(verb, invoice.company_id, invoice.id, invoice.version, tuple(map(str, arguments))).packed()


def card_key(invoice: Invoice) -> str:
    """The key of the card that shows it."""
    return object_key("invoice", invoice.id)


def _footing(invoice: Invoice) -> tuple[Line, ...]:
    terms = terms_words(invoice.payment_terms) if invoice.kind is not InvoiceKind.CREDIT else ""
    lines: list[Line] = [f"ℹ️ {terms}"] if terms and invoice.state is InvoiceState.DRAFT else []
    if invoice.customer_number:
        lines.append(f"📋 {_('n° {number} chez lui').format(number=invoice.customer_number)}")
    if invoice.reason:
        lines.append(_("Motif : {reason}").format(reason=invoice.reason))
    if invoice.state is InvoiceState.DRAFT and comes_instead(invoice) and (origin := corrected(invoice)):
        lines.append(_("🔁 Remplace {number}, que son avoir annule déjà.").format(number=origin["number"]))
    if invoice.net_of_tax:
        lines.append(_("Net de taxe : la TVA de la facture reste due."))
    lines += [f"🗒 {invoice.notes.splitlines()[0][:120]}"] if invoice.notes else []
    if invoice.payment_locked_until is not None and invoice.kind is not InvoiceKind.CREDIT:
        lines.append(_("🔒 Rien ne peut être payé avant la fin du délai de 7 jours (vente hors établissement)."))
    return tuple(lines)


async def _paid_lines(db: Reader, invoice: Invoice) -> tuple[Line, ...]:
    """What has come already, and settles a draft as it is validated."""
    paid = await payments.received_before(db, invoice) if db.actor.may(Permission.INVOICES_READ) else ZERO
    told = _("💶 Déjà réglé : {paid}, restera {left}").format(paid=money(paid), left=money(invoice.payable - paid))
    return (told,) if paid else ()


def _warnings(found: Outlook) -> tuple[Line, ...]:
    """What is charged before it is delivered; what stays to be invoiced."""
    lines: list[Line] = []
    if found.billed:
        lines.append(("⚠️ ", bold(billed_words(found))))
    for one in found.stranded[:_NAMED]:
        told = SENTENCES[DepositTaxedOtherwise](DepositTaxedOtherwise(one.number))
        lines.append(("⚠️ ", bold(told)))
    if found.beyond:
        lines.append(("⚠️ ", bold(_("Pas encore livré : {lines}").format(lines=_goods(found.beyond)))))
    if found.earlier:
        told = ", ".join(f"{number} ({money(gross)})" for number, gross in found.earlier)
        lines.append(("⚠️ ", bold(_("Acompte déjà facturé : {told}. En faire un autre ?").format(told=told))))
    if found.lowered > ZERO:
        told = _("Prix déjà baissé de {amount} HT : vérifiez qu'il n'est pas rendu deux fois")
        lines.append(("⚠️ ", bold(told.format(amount=money(found.lowered)))))
    if found.rest:
        lines.append(_("⏳ Restera à facturer : {lines}").format(lines=_goods(found.rest)))
    return tuple(lines)


def billed_words(found: Outlook) -> str:
    """« Déjà facturé (FA2611-0012) : 2 × Radiateur »; where no other document did since, it is beyond the order."""
    if not found.by:
        return _("Plus qu'il ne reste à facturer : {lines}").format(lines=_goods(found.billed))
    named = ", ".join(found.by[:_NAMED]) + ("…" if len(found.by) > _NAMED else "")
    return _("Déjà facturé ({numbers}) : {lines}").format(numbers=named, lines=_goods(found.billed))


def _goods(goods: Sequence[outlook.Counted]) -> str:
    named = ", ".join(f"{count(many)} × {label}" for label, many in goods[:_NAMED])
    return named + ("…" if len(goods) > _NAMED else "")


def _draft_rows(db: Reader, invoice: Invoice, found: Outlook) -> tuple[tuple[Button, ...], ...]:
    permission = Permission.INVOICES_CREDIT if invoice.kind is InvoiceKind.CREDIT else Permission.INVOICES_WRITE
    if not db.actor.may(permission):
        return ()
    label = _("⚠️ Valider quand même") if found.beyond or found.earlier else _("✅ Valider")
    drop = Button(_("🗑 Abandonner"), tap("invoice-drop", invoice))
    issue = Button(label, tap("invoice-issue", invoice, *(["beyond"] if found.beyond else [])))
    if invoice.kind is InvoiceKind.CREDIT:
        return ((issue,), (Button(_("✏️ Motif"), tap("invoice-reason", invoice)), drop))
    more: tuple[tuple[Button, ...], ...] = ()
    if found.rest and invoice.order_id is not None and invoice.kind is InvoiceKind.INVOICE:
        everything = Tap("invoice-all", invoice.company_id, invoice.order_id).packed()
        more = ((Button(_("➕ Facturer aussi le reste"), everything),),)
    edit = (Button(_("✏️ Modifier"), tap("invoice-edit", invoice)), drop)
    if found.billed:  # nothing is charged twice: it is changed first
        return (edit,)
    if found.stranded:  # nor is a deposit left out: it is credited first
        return (*_stranded_rows(db, invoice, found), edit)
    return ((issue,), edit, *_deposit_rows(invoice, found), *more)


def _stranded_rows(db: Reader, invoice: Invoice, found: Outlook) -> tuple[tuple[Button, ...], ...]:
    if not db.actor.may(_CREDITS):
        return ()
    return tuple(
        (
            Button(
                _("↩️ Avoir sur {number}").format(number=one.number),
                Tap("credit-whole", invoice.company_id, one.deposit_id).packed(),
            ),
        )
        for one in found.stranded[:_NAMED]
    )


def _deposit_rows(invoice: Invoice, found: Outlook) -> tuple[tuple[Button, ...], ...]:
    """Deposits are deducted at once, or from a later invoice."""
    if invoice.deducted:
        return ((Button(_("💰 Déduire l'acompte plus tard"), tap("invoice-deduct", invoice, 0)),),)
    if found.deposits and invoice.kind is not InvoiceKind.DEPOSIT:
        label = _("💰 Déduire l'acompte ({amount})").format(amount=money(found.deposits))
        return ((Button(label, tap("invoice-deduct", invoice, 1)),),)
    return ()


async def _unagreed_lines(db: Reader, invoice: Invoice) -> tuple[Line, ...]:
    """Said before it is validated: the customer would be asked for what he may not pay yet."""
    charges = invoice.kind is not InvoiceKind.CREDIT and invoice.payment_locked_until is None
    if not charges or invoice.customer.kind is not CustomerKind.CONSUMER:
        return ()
    locked = await why_locked(db, invoice)
    return (_unagreed(locked),) if isinstance(locked, NotAgreedYet) else ()


def _unagreed(locked: NotAgreedYet) -> str:
    told = _("🔒 Rien ne peut être payé : {number} n'est pas signée (vente hors établissement).")
    return told.format(number=locked.number)


async def _issued_card(db: Reader, invoice: Invoice) -> Screen:
    stand = await reads.stand_of(db, invoice)
    standing, settled = stand.standing, stand.settled
    about = " · ".join(filter(None, (left_words(invoice, settled), due_words(invoice, settled, db.today))))
    seen = await account.last_seen(db, invoice.id, kind=Paper.INVOICE)
    said: list[Line] = [f"📅 {about}"] if about else []
    if seen is not None:
        said.append(_("👁 vue le {moment} par {name}").format(moment=moment(db.local(seen.at)), name=seen.by))
    over = standing in _OVER or invoice.kind is InvoiceKind.CREDIT
    locked = None if over else await why_locked(db, invoice)
    said += [_unagreed(locked)] if isinstance(locked, NotAgreedYet) else []
    credit = ZERO if over or locked else await _credit(db, invoice)
    said += [_("📌 avance de {amount} à déduire").format(amount=money(credit))] if credit else []
    said += await _chased(db, invoice, over=over)
    mailed = await on_card(db, "invoice", invoice.id, email=invoice.customer.email)
    said += mailed.lines
    lines = (*heading(invoice, stand), *body(invoice), *_footing(invoice), *said)
    issued = _issued_rows(db, invoice, standing, credit, payable=not over and locked is None)
    rows = (*issued[:1], *mailed.rows, *issued[1:])
    rows = (*rows, *await _restock_rows(db, invoice), *await _instead_rows(db, invoice, standing))
    return Screen(lines, rows, card=card_key(invoice))


async def _chased(db: Reader, invoice: Invoice, *, over: bool) -> list[Line]:
    """The last reminder of what is late, and what holds the next."""
    late = not over and invoice.due_on is not None and invoice.due_on < db.today
    if not late or not db.actor.may(Permission.DUNNING_READ):
        return []
    return [*invoice_lines(await proposing.of_invoice(db, invoice.id))]


async def _dropped_card(db: Reader, invoice: Invoice) -> Screen:
    """A draft that is given up; of one that was to replace an invoice, what remains and how it is begun again."""
    head = heading(invoice, Standing.DROPPED)
    origin = corrected(invoice) if comes_instead(invoice) else None
    if origin is None or invoice.origin_id is None or await replacing.instead_of(db, invoice.origin_id) is not None:
        return Screen(head, card=card_key(invoice))
    told = _("⚠️ {number} reste annulée par son avoir, et rien ne la remplace.").format(number=origin["number"])
    if not db.actor.may(_CREDITS):
        return Screen((*head, told), card=card_key(invoice))
    how = _("Pour recommencer : « remplace la {number} ».").format(number=origin["number"])
    again = Tap("invoice-instead", invoice.company_id, invoice.origin_id).packed()
    return Screen((*head, told, how), ((Button(_("🔁 Recommencer"), again),),), card=card_key(invoice))


async def _credit(db: Reader, invoice: Invoice) -> Amount:
    """What the customer has paid in advance."""
    if not (db.actor.may(Permission.PAYMENTS_READ) and db.actor.may(Permission.PAYMENTS_WRITE)):
        return ZERO
    return await payments.credit_of(db, invoice.customer_id)


async def _restock_rows(db: Reader, credit: Invoice) -> tuple[tuple[Button, ...], ...]:
    """The goods of what was invoiced at once come back by a tap on its credit note."""
    if not db.actor.may(Permission.DELIVERIES_WRITE) or not await returned.restockable(db, credit):
        return ()
    return ((Button(_("📦 Reprendre en stock"), tap("credit-restock", credit)),),)


async def _instead_rows(db: Reader, invoice: Invoice, standing: Standing) -> tuple[tuple[Button, ...], ...]:
    """From an invoice that is cancelled to what came in its place, or waits to."""
    found = await replacing.instead_of(db, invoice.id) if standing is Standing.CANCELLED else None
    if found is None:
        return ()
    label = _("🔁 Remplacée par {number}").format(number=found.number) if found.number else _("📝 Voir le brouillon")
    return ((Button(label, tap("invoice-open", found)),),)


def _issued_rows(
    db: Reader, invoice: Invoice, standing: Standing, credit: Amount, *, payable: bool
) -> tuple[tuple[Button, ...], ...]:
    may = db.actor.may
    rows: list[tuple[Button, ...]] = []
    send = [Button(_("📨 Envoyer"), tap("invoice-send", invoice))] if may(Permission.INVOICES_WRITE) else []
    rows.append((*send, Button(_("📄 PDF"), tap("invoice-pdf", invoice))))
    if invoice.kind is InvoiceKind.CREDIT:
        rows += _credit_rows(db, invoice, standing)
    elif payable and may(Permission.PAYMENTS_WRITE):
        use = [Button(_("➖ Déduire"), tap("invoice-use-credit", invoice))] if credit else []
        rows.append((Button(_("💶 Encaisser"), tap("invoice-paid", invoice)), *use))
    last: list[Button] = []
    if invoice.kind is not InvoiceKind.CREDIT and standing is not Standing.CANCELLED and may(_CREDITS):
        last.append(Button(_("🗑 Annuler"), tap("invoice-cancel", invoice)))
    if invoice.order_id is not None and may(Permission.ORDERS_READ):
        last.append(Button(_("🧾 Commande"), Tap("order-open", invoice.company_id, invoice.order_id).packed()))
    last += history_button(db, "invoice", invoice.company_id, invoice.id)
    return (*rows, *((tuple(last),) if last else ()))


def _credit_rows(db: Reader, invoice: Invoice, standing: Standing) -> list[tuple[Button, ...]]:
    """What becomes of a credit that is left: money goes back, it waits, or it pays another invoice."""
    if standing is Standing.PAID or not db.actor.may(Permission.PAYMENTS_CORRECT):
        return []
    return [
        (
            Button(_("💸 Rembourser"), tap("credit-refund", invoice)),
            Button(_("📌 Garder en avoir"), tap("credit-keep", invoice)),
        ),
        (Button(_("➖ Déduire d'une facture"), tap("credit-use", invoice)),),
    ]
