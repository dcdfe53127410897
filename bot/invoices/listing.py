"""Lists over all customers: invoices of a time, what is not paid, what waits to be invoiced; and the turnover."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from bot.errors import explain
from bot.invoices.billed import drafted_gross
from bot.invoices.offering import billed_at_once
from bot.invoices.screens import tap as invoice_tap
from bot.invoices.words import invoice_name, standing_words
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Line, Screen, bold, code, in_rows, italic
from bot.sales.screens import tap as quote_tap
from bot.talk.buttons import button
from bot.talk.pages import PAGE, page_row
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_key
from bot.understanding.invoices.said import Which as WhichSaid
from bot.understanding.periods import Period
from core.history import last_made
from core.i18n import N_, _, day, money, ngettext
from core.invoicing import batches, lists, reads
from core.invoicing.batches import Batch, Waiting
from core.invoicing.events import InvoiceIssued
from core.invoicing.lists import Which
from core.invoicing.models import Invoice
from core.invoicing.reads import Open
from core.kernel.amounts import ZERO, Amount, total
from core.kernel.errors import BusinessError, NotFound
from core.parties import customers
from core.parties.models import Customer
from core.permissions import Permission
from core.sales import quotes
from core.treasury import account
from core.uow import Reader, UnitOfWork

_MOST_REFUSED: Final = 5
_MOST_DRAFTS: Final = 50  # looked through for those asked for as invoices
_TITLES: Final = {
    Which.ALL: ("💶", N_("Factures")),
    Which.DRAFTS: ("📝", N_("Brouillons de factures")),
    Which.CREDITS: ("↩️", N_("Avoirs")),
    Which.UNPAID: ("🔵", N_("Factures à payer")),
    Which.OVERDUE: ("🔴", N_("Factures en retard")),
}
_OWED: Final = (Which.UNPAID, Which.OVERDUE)
_BARS: Final = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list, and the days that it is of."""

    which: Which
    first: date | None = None
    last: date | None = None

    @classmethod
    def of(cls, said: WhichSaid, period: Period | None) -> "Wanted":
        return cls(Which(said), period.first if period else None, period.last if period else None)

    @classmethod
    def tapped(cls, tap: Tap) -> "Wanted":
        """As it was packed; raises NotFound for what we never made."""
        return cls(Which(tap.word(0, set(Which))), _day(tap.number(2)), _day(tap.number(3)))

    def packed(self, page: int) -> str:
        days = (f"{each:%Y%m%d}" if each else "0" for each in (self.first, self.last))
        return Tap("invoices", arguments=(self.which, str(page), *days)).packed()


async def invoice_list(db: Reader, wanted: Wanted, page: int = 0) -> Screen:
    """A page of them; above it how many there are and what they come to."""
    found = await lists.listed(
        db, wanted.which, starts_on=wanted.first, ends_on=wanted.last, limit=PAGE, offset=page * PAGE
    )
    sign, title = _TITLES[wanted.which]
    days = f" · {day(wanted.first)} – {day(wanted.last)}" if wanted.first and wanted.last else ""
    rows = [(_row(one, owed=wanted.which in _OWED, today=db.today),) for one in found.rows]
    pages = page_row(page, more=found.count > (page + 1) * PAGE, tap=wanted.packed)
    heading: Line = (f"{sign} ", bold(_(title)), days)
    if wanted.which is Which.DRAFTS and not page:
        asked = await _asked_at_once(db)
        rows = [*((row,) for row, _gross in asked), *rows]
        sums = total((found.sum, *(gross for _row_, gross in asked)))
        found = replace(found, count=found.count + len(asked), sum=sums)
    return Screen((heading, _how_many(found)), (*rows, *pages, _others(wanted)), card="invoices:0")


async def _asked_at_once(db: Reader) -> Sequence[tuple[Button, Amount]]:
    """One's own drafts of « facture dupont 3 rad »: they have no order yet, and are looked for here all the same."""
    if not db.actor.may(Permission.QUOTES_READ):
        return ()
    drafts = [one for one in await quotes.open_drafts(db, limit=_MOST_DRAFTS) if billed_at_once(one)]
    sums = [(one, await drafted_gross(db, one)) for one in drafts[:PAGE]]
    return [
        (Button(f"📝 {one.customer.name} · {money(gross)}"[:100], quote_tap("quote-open", one)), gross)
        for one, gross in sums
    ]


async def overdue_list(db: Reader, which: str) -> Screen:
    return await invoice_list(db, Wanted(Which(which)))


async def draft_buttons(db: Reader) -> Sequence[Button]:
    """The last drafts, one button each, and one for the list where there are more."""
    if not db.actor.may(Permission.INVOICES_READ):
        return ()
    found = await lists.listed(db, Which.DRAFTS, limit=PAGE)
    more = found.count - len(found.rows)
    label = ngettext("… et {count} autre brouillon", "… et {count} autres brouillons", more).format(count=more)
    rest = [Button(label, Wanted(Which.DRAFTS).packed(0))] if more else []
    return [*(_row(one, owed=False, today=db.today) for one in found.rows), *rest]


async def unpaid_screen(db: Reader, customer: Customer) -> Screen:
    """What one customer has not paid."""
    found = await lists.listed(db, Which.UNPAID, customer_id=customer.id, limit=PAGE)
    title: Line = ("🔵 ", bold(customer.name))
    if not found.count:
        return Screen((title, _("✅ Rien à payer : tout est réglé.")), card="invoices:0")
    rows = [(_row(one, owed=True, today=db.today),) for one in found.rows]
    return Screen((title, _how_many(found)), tuple(rows), card="invoices:0")


async def waiting_screen(db: Reader, customer: Customer | None = None) -> Screen:
    """« 12 BL à facturer → 7 factures »: who, how much, and one button that makes them all."""
    waiting = [one for one in await batches.to_invoice(db) if customer is None or one.customer.id == customer.id]
    if not waiting:
        return Screen((_("✅ Rien à facturer : tout ce qui est livré l'est déjà."),), card="to-invoice:0")
    notes, made = sum(len(one.deliveries) for one in waiting), sum(map(_made, waiting))
    bills = ngettext("{count} facture", "{count} factures", made).format(count=made)
    title = _("{notes} BL à facturer → {invoices}").format(notes=notes, invoices=bills)
    net = _("{net} HT").format(net=money(total(one.net for one in waiting)))
    lines: list[Line] = [
        ("🧾 ", bold(title), f" · {net}"),
        *(_waiting_line(one, db.today) for one in waiting[: PAGE + 4]),
    ]
    if len(waiting) > PAGE + 4:
        lines.append(italic(_("… et {count} autres").format(count=len(waiting) - PAGE - 4)))
    return Screen(tuple(lines), _waiting_rows(db, waiting, customer, bills), card="to-invoice:0")


async def turnover_screen(db: Reader, customer: Customer | None, facts: Mapping[str, Any]) -> Screen:
    """The figure of the year, or of the days asked, and each month of that year as a bar."""
    year = int(facts["year"])
    first = date.fromisoformat(facts["from"]) if "from" in facts else date(year, 1, 1)
    last = date.fromisoformat(facts["to"]) if "to" in facts else date(year, 12, 31)
    customer_id = customer.id if customer else None
    figure = await reads.turnover(db, customer_id, starts_on=first, ends_on=last)
    whole = (first, last) == (date(year, 1, 1), date(year, 12, 31))
    when = str(year) if whole else f"{day(first)} – {day(last)}"
    title = _("Chiffre d'affaires {when}").format(when=when)
    lines: list[Line] = [("📈 ", bold(title), f" · {customer.name}" if customer else "")]
    lines.append((bold(_("{net} HT").format(net=money(figure.net))), f" · {_documents(figure.documents)}"))
    if customer is not None:
        months = await account.months(db, customer.id, year=year)
        lines += [code(sparkline(months)), code(_("JFMAMJJASOND"))] if any(months) else []
    back = Button("◀️", _turnover_tap(customer, year - 1)), Button("▶️", _turnover_tap(customer, year + 1))
    return Screen(tuple(lines), ((back[0], *((back[1],) if year < db.today.year else ())),), card=_card(customer))


def sparkline(values: Sequence[Amount]) -> str:
    """A bar for each: « ▁▂█ »; what is nothing or less is the lowest."""
    most = max(values, default=ZERO)
    if most <= 0:
        return _BARS[0] * len(values)
    return "".join(_BARS[max(0, min(len(_BARS) - 1, int(value * len(_BARS) / most)))] for value in values)


@button("invoices", writes=False)
async def _list(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await invoice_list(db, Wanted.tapped(tap), tap.number(1)))]


@button("to-invoice", writes=False)
async def _preview(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await waiting_screen(db))]


@button("invoice-batch", writes=True)
async def _batch(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """All that was shown, and nothing that has come since: that is shown first. Tapped again, it is the same result."""
    only = tap.object_id or None
    waiting = [one for one in await batches.to_invoice(uow) if only in (None, one.customer.id)]
    as_seen = bool(waiting) and _fingerprint(waiting) == (tap.number(0), tap.number(1))
    if not as_seen and (before := await _made_here(uow, visit, tap, waiting)) is not None:
        return [visit.toast(_("C'est déjà fait.")), visit.show(_made_screen(before.made, before.refused))]
    if waiting and not as_seen:
        changed = visit.toast(_("Cela a changé entre-temps, voici la version actuelle."))
        return [changed, visit.show(await waiting_screen(uow, waiting[0].customer if only else None))]
    batch = await batches.invoice_all(uow, [only] if only else None)
    if not (batch.made or batch.refused):
        return [visit.toast(_("C'est déjà fait.")), visit.show(await waiting_screen(uow))]
    return [visit.show(_made_screen(batch.made, batch.refused))]


async def _made_here(uow: UnitOfWork, visit: Visit, tap: Tap, waiting: Sequence[Waiting]) -> Batch | None:
    """What this very button has made before, when it comes to what it had shown; with what could not be invoiced then
    and still waits, which is tried again. None when it made nothing, or other things have come since."""
    ids = await last_made(uow, visit.turn.source, kind=InvoiceIssued)
    made = [await reads.read(uow, each) for each in ids]
    net, still = total(one.net for one in made), total(one.net for one in waiting)
    if made and int(net * 100) == tap.number(1):
        return Batch(made, [])
    if not made or int((net + still) * 100) != tap.number(1):
        return None
    again = await batches.invoice_all(uow, [one.customer.id for one in waiting])
    return Batch([*made, *again.made], again.refused)


def _made_screen(made: Sequence[Invoice], refused: Sequence[tuple[Customer, BusinessError]] = ()) -> Screen:
    """What was issued; and to whom nothing could be, the reason with it."""
    bills = ngettext("{count} facture est faite", "{count} factures sont faites", len(made)).format(count=len(made))
    sums = money(total(one.payable for one in made))
    lines: list[Line] = [("✅ ", bold(bills), f" · {sums} {_('TTC')}")] if made else []
    if refused:
        lines.append(("⚠️ ", bold(_("Pas encore facturé :"))))
    lines += [_refusal(customer, error) for customer, error in refused[:_MOST_REFUSED]]
    if (more := len(refused) - _MOST_REFUSED) > 0:
        lines.append(ngettext("… et {count} autre", "… et {count} autres", more).format(count=more))
    rows: list[tuple[Button, ...]] = [
        (Button(_made_label(one), invoice_tap("invoice-open", one)),) for one in made[: PAGE + 4]
    ]
    cards = [(f"👤 {one.name}"[:40], Tap("customer", one.company_id, one.id).packed()) for one, _why in refused]
    rows += in_rows([Button(*each) for each in cards[:_MOST_REFUSED]])
    if refused:
        rows.append((Button(_("🧾 À facturer"), Tap("to-invoice", refused[0][0].company_id).packed()),))
    return Screen(tuple(lines), tuple(rows), card="to-invoice:0")


def _refusal(customer: Customer, error: BusinessError) -> str:
    """Why not, with the customer's name once."""
    why = explain(error)
    return why if why.startswith(customer.name) else f"{customer.name} — {why}"


@button("turnover", writes=False)
async def _turnover(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    if not date.min.year <= tap.number(0) <= date.max.year:
        raise NotFound("button", tap.verb)
    customer = await customers.read(db, tap.object_id) if tap.object_id else None
    return [visit.show(await turnover_screen(db, customer, {"year": tap.number(0)}))]


def _row(one: Open, *, owed: bool, today: date) -> Button:
    _words, sign = standing_words(one.invoice, one.standing)
    late = ""
    if owed and one.invoice.due_on is not None:
        days = (today - one.invoice.due_on).days
        late = f" · +{days} j" if days > 0 else f" · {day(one.invoice.due_on)}"
    sum_ = money(one.left) if owed else money(one.invoice.payable)
    name = one.invoice.number or invoice_name(one.invoice)
    return Button(
        f"{sign} {name} · {one.invoice.customer.name} · {sum_}{late}"[:100], invoice_tap("invoice-open", one.invoice)
    )


def _how_many(found: lists.Listed) -> str:
    if not found.count:
        return _("Aucune facture ici.")
    return f"{_documents(found.count)} · {money(found.sum)} {_('TTC')}"


def _documents(count: int) -> str:
    return ngettext("{count} document", "{count} documents", count).format(count=count)


def _others(wanted: Wanted) -> tuple[Button, ...]:
    """The other lists, one tap away."""
    labels = {Which.ALL: N_("toutes"), Which.UNPAID: N_("à payer"), Which.OVERDUE: N_("en retard")}
    return tuple(
        Button(_(label), Wanted(which).packed(0)) for which, label in labels.items() if which is not wanted.which
    )


def _made(one: Waiting) -> int:
    return len(one.deliveries) if one.customer.each_delivery else 1


def _waiting_line(one: Waiting, today: date) -> Line:
    notes = _("{count} BL").format(count=len(one.deliveries))
    bills = ngettext("{count} facture", "{count} factures", _made(one)).format(count=_made(one))
    days = (today - one.since).days
    since = f" · {_('depuis {days} j').format(days=days)}" if days > 0 else ""
    again = _("déjà crédité : {credits}").format(credits=", ".join(one.credited[:3])) if one.credited else ""
    warned = f" · ⚠️ {again}" if again else ""
    return f"• {one.customer.name} · {notes} → {bills} · {money(one.net)} {_('HT')}{since}{warned}"


def _waiting_rows(
    db: Reader, waiting: Sequence[Waiting], customer: Customer | None, bills: str
) -> tuple[tuple[Button, ...], ...]:
    if not db.actor.may(Permission.INVOICES_WRITE):
        return ()
    company_id = db.actor.company_id or 0
    label = _("✅ Facturer tout ({invoices})").format(invoices=bills)
    whole = (Button(label, _batch_tap(company_id, customer.id if customer else 0, waiting)),)
    each = [Button(f"🧾 {one.customer.name}"[:40], _batch_tap(company_id, one.customer.id, [one])) for one in waiting]
    return (whole, *(in_rows(each[:PAGE]) if len(waiting) > 1 else ()))


def _batch_tap(company_id: int, customer_id: int, waiting: Sequence[Waiting]) -> str:
    seen = tuple(map(str, _fingerprint(waiting)))
    return Tap("invoice-batch", company_id, customer_id, 0, seen).packed()


def _fingerprint(waiting: Sequence[Waiting]) -> tuple[int, int]:
    """How many deliveries, and their cents: what the person saw."""
    return sum(len(one.deliveries) for one in waiting), int(total(one.net for one in waiting) * 100)


def _made_label(one: Any) -> str:
    return f"💶 {one.number} · {one.customer.name} · {money(one.payable)}"[:100]


def _turnover_tap(customer: Customer | None, year: int) -> str:
    return Tap(
        "turnover", customer.company_id if customer else 0, customer.id if customer else 0, 0, (str(year),)
    ).packed()


def _card(customer: Customer | None) -> str:
    return object_key("turnover", customer.id if customer else 0)


def _day(packed: int) -> date | None:
    return date(packed // 10_000, packed // 100 % 100, packed % 100) if packed else None
