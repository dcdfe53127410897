"""A customer's card, and lists of customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.agenda.words import icon, when_words
from bot.dunning.words import chased_lines
from bot.invoices.billed import drafted_gross
from bot.invoices.offering import billed_at_once
from bot.orders.words import glyph, stage_words
from bot.outgoing.screen import Button, Line, Screen, bold, code, in_rows, italic, plain_screen
from bot.parties.words import AUTOMATIC, KINDS, address_line
from bot.sales.words import STATES, law_words, payment_words, quote_name
from bot.talk.taps import Tap
from bot.talk.undo import undoable
from bot.talk.visit import Visit, object_key
from bot.understanding import Entry
from core.agenda import planning
from core.agenda.models import AgendaItem
from core.dunning import proposing
from core.dunning.proposing import Brief
from core.i18n import _, money, ngettext, percentage
from core.kernel.amounts import ZERO, Amount
from core.kernel.identifiers import national
from core.ledger.receivables import Owed
from core.parties import customers
from core.parties.models import AutoInvoice, Customer, CustomerKind
from core.permissions import Permission
from core.sales import orders
from core.sales.lifecycles import QuoteState
from core.sales.models import Order, Quote
from core.sales.quotes.by_customer import latest
from core.treasury import account
from core.uow import Reader

_DOCUMENTS = 3  # on a card
_LISTED = 8  # customers in a list
_NOTED = 2  # things of the agenda on a card
_TEXT = 60  # characters of each
_NOTE = 300  # characters of a note that a card shows


@dataclass(frozen=True, slots=True)
class Around:
    """What stands on a card beside the customer's own fields: who follows it, its documents, who took its place."""

    follower: str = ""
    documents: Sequence[Quote] = ()
    orders: Sequence[tuple[Order, str]] = ()  # with where each stands
    taken_by: Customer | None = None
    owed: Owed | None = None  # for whoever may see it
    chased: Brief | None = None  # what reminds him, for whoever may see it
    bills: Mapping[int, Amount] = field(default_factory=dict)  # what drafts come to that were asked for as invoices
    noted: Sequence[AgendaItem] = ()  # what is to be thought of, as far as whoever looks may see it


async def card(db: Reader, visit: Visit, customer: Customer, *, note: str = "", undo: str = "") -> Screen:
    """The card with what stands around it. `note` says what was just done, `undo` is what its button sends."""
    people = dict(await customers.colleagues(db))
    taken_by = None if customer.merged_into is None else await customers.read(db, customer.merged_into)
    reads = visit.actor.may(Permission.QUOTES_READ)
    ordering = visit.actor.may(Permission.ORDERS_READ)
    documents = await latest(db, [customer.id], each=_DOCUMENTS) if reads else ()
    offered = [one for one in documents if one.state is not QuoteState.ORDERED]
    bills = {one.id: await drafted_gross(db, one) for one in offered if billed_at_once(one)}
    ordered = await orders.of_customer(db, customer.id, limit=_DOCUMENTS) if ordering else ()
    progress = await orders.progress(db, [one.id for one in ordered]) if ordered else {}
    staged = [(one, stage_words(one, (), progress.get(one.id, {}).values())) for one in ordered]
    owed = (await account.account(db, customer.id)).owed if visit.actor.may(Permission.PAYMENTS_READ) else None
    noted = (await planning.of_customer(db, customer.id))[:_NOTED] if visit.actor.may(Permission.AGENDA_OWN) else ()
    chased = await proposing.brief(db, customer.id) if visit.actor.may(Permission.DUNNING_READ) else None
    around = Around(people.get(customer.salesperson_id or 0, ""), offered, staged, taken_by, owed, chased, bills, noted)
    shown = customer_card(customer, visit, around)
    if undo:
        return undoable(shown, note, undo)
    return shown.noting(italic(note)) if note else shown


def customer_card(customer: Customer, visit: Visit, around: Around) -> Screen:
    """Who, where, how to reach them, on what terms, and what was last written for them."""
    lines: list[Line] = [("👤 ", bold(customer.name), f" · {_titles(customer)} {customer.code}")]
    if around.taken_by is not None:
        lines.append(_("↪️ Fusionné dans {name}.").format(name=around.taken_by.name))
    if address := address_line(customer):
        lines.append(f"📍 {address}")
    lines += [("☎️ ", code(national(number))) for number in (customer.phone, customer.mobile) if number]
    lines += [f"✉️ {customer.email}"] if customer.email else []
    lines += [f"🙋 {customer.contact}"] if customer.contact else []
    lines += [f"🏛 {numbers}"] if (numbers := _numbers(customer)) else []
    lines += [f"ℹ️ {terms}"] if (terms := _terms(customer, around.follower)) else []
    lines += [warning] if (warning := law_words(customer.payment_terms, customer.kind)) else []
    lines += [f"🏷 {', '.join(customer.tags)}"] if customer.tags else []
    lines += [f"🗒 {customer.notes[:_NOTE]}"] if customer.notes else []
    lines += [f"{icon(one)} {when_words(one)} · {one.text[:_TEXT]}" for one in around.noted]
    lines += [f"💶 {balance}"] if around.owed is not None and (balance := _balance(around.owed)) else []
    lines += chased_lines(around.chased) if around.chased is not None else []
    lines += [_order(one, stage) for one, stage in around.orders]
    lines += [f"📄 {_document(quote, around.bills.get(quote.id, quote.gross))}" for quote in around.documents]
    return Screen(tuple(lines), _rows(customer, visit), card=object_key("customer", customer.id))


async def found_screen(db: Reader, visit: Visit, words: str, found: Sequence[Entry]) -> Screen:
    """Several customers that fit: one button each, with the town and the last document that tell them apart."""
    count = ngettext("{count} client trouvé", "{count} clients trouvés", len(found)).format(count=len(found))
    shown = found[:_LISTED]
    reads = visit.actor.may(Permission.QUOTES_READ)
    last = {quote.customer_id: quote for quote in await latest(db, [one.id for one in shown])} if reads else {}
    buttons = [
        Button(_labelled(one, last.get(one.id)), Tap("customer", visit.actor.company_id or 0, one.id).packed())
        for one in shown
    ]
    lines: list[Line] = [(bold(words), f" · {count}")]
    if len(found) > len(shown):
        lines.append(italic(_("Ajoutez la ville ou un prénom pour préciser.")))
    return plain_screen(*lines, rows=in_rows(buttons, 1))


def expect_writer(visit: Visit) -> None:
    """Nobody is asked what he may not change. Raises NotAllowed."""
    visit.actor.expect(Permission.CUSTOMERS_WRITE)


def limit_left_out() -> str:
    """Said beside what was done for somebody who may not say how much a customer may owe."""
    return _("Le plafond reste comme il est : seul qui débloque les commandes peut le changer.")


def tap(verb: str, customer: Customer, *arguments: str) -> str:
    """The data of a button about this customer."""
    return Tap(verb, customer.company_id, customer.id, customer.version, arguments).packed()


def back_button(customer: Customer) -> Button:
    return Button(_("⬅️ Retour"), tap("customer", customer))


def _titles(customer: Customer) -> str:
    title = _("Prospect") if customer.prospect else _("Client")
    return f"{title} · {_('Fournisseur')}" if customer.supplier else title


def _numbers(customer: Customer) -> str:
    siren = f"SIRET {customer.siret}" if customer.siret else f"SIREN {customer.siren}" if customer.siren else ""
    vat = _("TVA {number}").format(number=customer.vat_number) if customer.vat_number else ""
    rna = f"RNA {customer.rna}" if customer.rna else ""
    return " · ".join(filter(None, (siren, vat, rna)))


def _terms(customer: Customer, follower: str) -> str:
    limit = customer.credit_limit
    parts = (
        _(KINDS[customer.kind]) if customer.kind is not CustomerKind.PROFESSIONAL else "",
        payment_words(customer.payment_terms),
        _("remise {percent}").format(percent=percentage(customer.discount)) if customer.discount else "",
        _("plafond {amount}").format(amount=money(limit)) if limit is not None else "",
        _("autoliquidation") if customer.reverse_charge else "",
        _("facture {when}").format(when=_(AUTOMATIC[customer.auto_invoice])) if _automatic(customer) else "",
        _("suivi par {name}").format(name=follower) if follower else "",
        _("documents en anglais") if customer.language == "en" else "",
    )
    return " · ".join(filter(None, parts))


def _balance(owed: Owed) -> str:
    """« doit 646,38 €, dont 310,00 € en retard », « 120,00 € en sa faveur »; nothing when nothing is owed."""
    if owed.balance < ZERO:
        return _("{amount} en sa faveur").format(amount=money(abs(owed.balance)))
    if not owed.balance:
        return ""
    if owed.overdue:
        late = _("doit {amount}, dont {late} en retard")
        return late.format(amount=money(owed.balance), late=money(owed.overdue))
    return _("doit {amount}").format(amount=money(owed.balance))


def _automatic(customer: Customer) -> bool:
    return customer.auto_invoice is not AutoInvoice.NEVER


def _order(order: Order, stage: str) -> str:
    return f"{glyph(order)} {order.number} · {money(order.gross)} {_('TTC')} · {stage}"


def _document(quote: Quote, gross: Amount) -> str:
    state, glyph = STATES[quote.state]
    return f"{quote_name(quote)} · {money(gross)} {_('TTC')} · {glyph} {_(state)}"


def _labelled(entry: Entry, last: Quote | None) -> str:
    parts = (entry.name, entry.detail, _last(last) if last else "")
    return " — ".join(filter(None, parts))


def _last(quote: Quote) -> str:
    return f"{quote_name(quote)}, {money(quote.gross)}"


def _rows(customer: Customer, visit: Visit) -> tuple[tuple[Button, ...], ...]:
    may = visit.actor.may
    if customer.archived_at is not None:
        gone = customer.merged_into is not None and may(Permission.CUSTOMERS_WRITE)
        return ((Button(_("↩️ Défusionner"), tap("customer-unmerge", customer)),),) if gone else ()
    sells, writes = may(Permission.QUOTES_WRITE), may(Permission.CUSTOMERS_WRITE)
    buttons = (
        (sells, _("📝 Devis"), "customer-quote"),
        (writes, _("✏️ Modifier"), "customer-edit"),
        (True, _("👥 Contacts"), "contacts"),
        (True, _("📍 Adresses"), "addresses"),
        (writes, _("🔗 Fusionner avec…"), "customer-merge"),
        (may(Permission.HISTORY_READ), _("🗂 Historique"), "customer-history"),
    )
    return in_rows([Button(label, tap(verb, customer)) for allowed, label, verb in buttons if allowed])
