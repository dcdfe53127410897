"""« Mon compte »: what a customer owes, how he pays it, all that was sent to him. His, and only his."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from bot.invoices.received import locked_words, online_button
from bot.invoices.received import received_card as invoice_card
from bot.invoices.words import invoice_name
from bot.outgoing.say import Say, SendPdf, SendQr, SendQuotePdf, Show
from bot.outgoing.screen import Button, Line, Screen, bold, code, in_rows, italic
from bot.sales.received import received_card as quote_card
from bot.sales.words import quote_name
from bot.talk.buttons import button, planned
from bot.talk.means import Provider
from bot.talk.pages import PAGE, page_row
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer
from bot.treasury.papers import send_own_statement, usual_days
from bot.treasury.words import MOST, open_line
from core.company import companies
from core.company.rules import spaced_iban
from core.i18n import N_, _, day, money
from core.invoicing.models import Invoice
from core.invoicing.papers.transfer import transfer_code
from core.invoicing.reads import credited_of
from core.kernel.amounts import ZERO, Amount, amount, total
from core.kernel.text import words
from core.permissions import Permission
from core.sales import orders, quotes
from core.treasury import account
from core.treasury.account import Account, Paper
from core.treasury.locking import why_locked
from core.uow import Reader, UnitOfWork

_CARD: Final = "mine:0"
_ACCOUNT: Final = re.compile(
    r"(?:(?:voir|montre[rz]?|ouvre|ouvrir) )?(?:mon )?(?:compte|solde|releve)(?: client)?"
    r"|combien (?:est ce que )?je (?:vous )?dois|que dois je|my (?:account|balance)|what do i owe"
)
_LISTS: Final[dict[Paper, re.Pattern[str]]] = {
    Paper.INVOICE: re.compile(r"(?:(?:voir|ou sont) )?(?:mes |les |my )?(?:factures?|invoices)"),
    Paper.DELIVERY: re.compile(r"(?:(?:voir|ou sont) )?(?:mes |les |my )?(?:livraisons|bons de livraison|deliveries)"),
}
_NAMES: Final = {
    Paper.INVOICE: (N_("Mes factures"), "💶"),
    Paper.QUOTE: (N_("Mes devis"), "📝"),
    Paper.ORDER: (N_("Mes commandes"), "🧾"),
    Paper.DELIVERY: (N_("Mes livraisons"), "🚚"),
}


async def own_asked(visit: Visit) -> Plan | None:
    """The plan for « mon compte », « mes factures »; None for other words."""
    said = " ".join(words(visit.turn.text))
    if not visit.actor.may(Permission.ACCOUNT_OWN):
        return None
    if _ACCOUNT.fullmatch(said):
        return await own_account(visit)
    for paper, pattern in _LISTS.items():
        if pattern.fullmatch(said):
            return answer(Show(await _list(visit.db, paper, 0), fresh=True))
    return None


async def own_account(visit: Visit) -> Plan:
    async def act(uow: UnitOfWork) -> Sequence[Say]:
        await account.see_account(uow)
        return [Show(await own_screen(uow, visit.provider), fresh=True)]

    return Plan(act=act)


async def own_screen(db: Reader, provider: Provider = Provider.NONE) -> Screen:
    """The balance, what is late, what is open first; a button for each kind of paper, and to pay what is open."""
    found, company = await account.own(db), await companies.read(db)
    balance = found.owed.balance
    lines: list[Line] = [("💶 ", bold(_("Mon compte")), f" · {company.name}"), _owed(balance)]
    if found.owed.overdue and found.owed.oldest_due:
        late = _("🔴 en retard : {amount}, depuis le {day}")
        lines.append(late.format(amount=money(found.owed.overdue), day=day(found.owed.oldest_due)))
    lines += await _locked_lines(db, found)
    if found.credit > ZERO and found.open:
        lines.append(_("📌 {amount} d'avance chez nous, déjà déduits ici").format(amount=money(found.credit)))
    lines += [open_line(one.invoice, one.left, db.today) for one in found.open[:MOST]]
    if (more := len(found.open) - MOST) > 0:
        lines.append(_("… et {count} de plus : touchez « Mes factures »").format(count=more))
    online = await _online(db, found, provider)
    label = _("🏦 Par virement") if online else _("💳 Payer")
    pay = ((Button(label, _tap(db, "mine-pay")),),) if balance > ZERO and company.iban else ()
    lists = [
        Button(f"{sign} {_(name)}", _tap(db, "mine-list", paper.value, 0)) for paper, (name, sign) in _NAMES.items()
    ]
    statement = (Button(_("📄 Relevé PDF"), _tap(db, "mine-statement")),)
    return Screen(tuple(lines), (*online, *pay, *in_rows(lists), statement), card=_CARD)


@button("mine", writes=False)
async def _mine(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await own_screen(db, visit.provider))]


@button("mine-list", writes=False)
async def _listed(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await _list(db, Paper(tap.word(0, list(Paper))), tap.number(1)))]


@button("mine-open", writes=True)
async def _open(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """Its PDF, in one tap, and below it what he may do: answer a quote, pay an invoice. Those who sell to him read when
    he has opened it."""
    paper = Paper(tap.word(0, list(Paper)))
    await account.see(uow, tap.object_id, kind=paper)
    company_id = uow.actor.company_id or 0
    if paper is Paper.QUOTE:
        quote, company = await quotes.read_received(uow, tap.object_id), await companies.read(uow)
        pdf = SendQuotePdf(company_id, quote.id, "")
        return [pdf, Show(quote_card(quote, company.name), fresh=True)]
    sent = SendPdf(_PAPERS[paper], company_id, tap.object_id)
    if paper is Paper.INVOICE and any(one.invoice.id == tap.object_id for one in (await account.own(uow)).open):
        invoice = await account.own_invoice(uow, tap.object_id)
        return [sent, Show(await invoice_card(uow, invoice, visit.provider), fresh=True)]
    return [sent]


@button("mine-pay", writes=False)
async def _pay(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """A code that his bank's app reads, and what it says, to copy. What the law locks is not asked for yet."""
    found, company, reference = await account.own(db), await companies.read(db), await account.own_code(db)
    for one in found.open:
        if one.left > ZERO and (locked := await why_locked(db, one.invoice)) is not None:
            return [visit.toast(locked_words(locked), alert=True)]
    asked = transfer_code(company.name, company.iban, found.owed.balance, reference)
    if not asked:
        return [visit.toast(_("Rien à payer."), alert=True)]
    lines: tuple[Line, ...] = (
        bold(_("Payer {amount} par virement").format(amount=money(found.owed.balance))),
        _("Votre application bancaire lit ce code."),
        ("IBAN ", code(spaced_iban(company.iban))),
        (_("Référence : "), code(reference)),
        italic(_("Pour une seule facture, ouvrez-la dans « Mes factures » : elle porte son propre code.")),
    )
    copies = (Button(_("📋 IBAN"), copy=company.iban), Button(_("📋 Référence"), copy=reference))
    return [SendQr(asked, Screen(lines, (copies,)))]


@planned("mine-statement")
async def _statement(visit: Visit, tap: Tap) -> Plan:
    return await send_own_statement(visit, *usual_days(visit.db.today))


@button("account-link", writes=True)
async def _link(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """For the customer: his account, in his own chat."""
    link = f"https://t.me/{visit.bot_username}?start=c_{await account.give(uow, tap.object_id)}"
    told = _("Le client ouvre ce QR ou ce lien : il voit son compte et ses documents. Pour une seule personne.")
    rows = ((Button(_("Ouvrir le lien"), url=link), Button(_("Copier le lien"), copy=link)),)
    return [SendQr(link, Screen((bold(_("Compte client")), told, link), rows))]


async def _list(db: Reader, paper: Paper, page: int) -> Screen:
    """A page of what he has received of one kind, newest first; one more than a page tells that there are others."""
    found = await _READ[paper](db, (page + 1) * PAGE + 1)
    here = found[page * PAGE : (page + 1) * PAGE]
    name, sign = _NAMES[paper]
    rows = [(Button(label[:100], _open_tap(db, paper, one_id)),) for one_id, label in here]
    more = len(found) > (page + 1) * PAGE
    pages = page_row(page, more=more, tap=lambda other: _tap(db, "mine-list", paper.value, other))
    back = (Button(_("⬅️ Mon compte"), _tap(db, "mine")),)
    hint = _("Touchez pour ouvrir le PDF.") if here else _("Rien ici pour l'instant.")
    return Screen(((f"{sign} ", bold(_(name))), hint), (*rows, *pages, back), card=_CARD)


async def _locked_lines(db: Reader, found: Account) -> Sequence[Line]:
    """How much of the balance is not to be paid yet, and why."""
    owed = [one for one in found.open if one.left > ZERO]
    locked = [(one.left, why) for one in owed if (why := await why_locked(db, one.invoice)) is not None]
    if not locked:
        return ()
    sum_ = money(total(left for left, _why in locked))
    return (_("🔒 dont {amount}, pas encore. {why}").format(amount=sum_, why=locked_words(locked[0][1])),)


async def _invoices(db: Reader, limit: int) -> Sequence[tuple[int, str]]:
    """What is open says what is left to pay, the rest what it came to, or that it is cancelled."""
    found, left = await account.own_invoices(db, limit=limit), (await account.own(db)).open
    due = {one.invoice.id: one.left for one in left}
    back = await credited_of(db, [one.id for one in found])
    return [(one.id, _invoice_label(one, due.get(one.id, ZERO), back.get(one.id, ZERO))) for one in found]


def _invoice_label(invoice: Invoice, left: Amount, credited: Amount) -> str:
    if left > ZERO:
        return f"{invoice_name(invoice)} · {_('net à payer {amount}').format(amount=money(left))}"
    gone = f" · {_('annulée')}" if credited and credited >= invoice.gross else ""
    return f"{invoice_name(invoice)} · {money(invoice.payable)}{gone}"


async def _quotes(db: Reader, limit: int) -> Sequence[tuple[int, str]]:
    return [(one.id, f"{quote_name(one)} · {money(one.gross)}") for one in await quotes.received(db, limit=limit)]


async def _orders(db: Reader, limit: int) -> Sequence[tuple[int, str]]:
    return [(one.id, f"{one.number} · {money(one.gross)}") for one in await orders.received(db, limit=limit)]


async def _deliveries(db: Reader, limit: int) -> Sequence[tuple[int, str]]:
    found = await account.own_deliveries(db, limit=limit)
    return [
        (one.id, f"{one.number} · {day(db.local(one.delivered_at).date()) if one.delivered_at else ''}")
        for one in found
    ]


async def _online(db: Reader, found: Account, provider: Provider) -> tuple[tuple[Button, ...], ...]:
    """One for each of the open invoices that the screen names, and that may be paid through the messenger.

    None for one that the credit there is covers: nobody is asked for what he has paid already.
    """
    asked = [
        await online_button(db, one.invoice, amount(one.invoice.payable - one.left), provider, named=True)
        for one in found.open[:MOST]
        if one.left > found.credit
    ]
    return tuple((one,) for one in asked if one is not None)


def _owed(balance: Amount) -> Line:
    if balance > ZERO:
        return (_("À payer : "), bold(money(balance)))
    return (_("En votre faveur : "), bold(money(abs(balance)))) if balance else _("✅ Rien à payer.")


def _tap(db: Reader, verb: str, *arguments: object) -> str:
    return Tap(verb, db.actor.company_id or 0, arguments=tuple(map(str, arguments))).packed()


def _open_tap(db: Reader, paper: Paper, subject_id: int) -> str:
    return Tap("mine-open", db.actor.company_id or 0, subject_id, 0, (paper.value,)).packed()


_READ: Final[dict[Paper, Callable[[Reader, int], Awaitable[Sequence[tuple[int, str]]]]]] = {
    Paper.INVOICE: _invoices,
    Paper.QUOTE: _quotes,
    Paper.ORDER: _orders,
    Paper.DELIVERY: _deliveries,
}
_PAPERS: Final[dict[Paper, Any]] = {
    Paper.INVOICE: "invoice",
    Paper.ORDER: "order",
    Paper.DELIVERY: "delivery",
}
