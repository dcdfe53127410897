"""Lists of what needs somebody: quotes to follow up, quotes that end soon, what is under its minimum."""

from collections.abc import Sequence
from typing import Final

from bot.outgoing.screen import Button, Line, Screen, bold, italic
from bot.sales.screens import open_button
from bot.stock.goods import in_units
from bot.stock.places import SIGNS
from bot.talk.pages import PAGE
from bot.talk.taps import Tap
from core.i18n import _, day, money, ngettext
from core.kernel.amounts import total
from core.parties.models import Customer
from core.permissions import Permission
from core.reporting import quiet
from core.reporting.alerts import own_below
from core.reporting.quiet import QUIET_DAYS
from core.stock import minimums
from core.stock.minimums import Below
from core.uow import Reader

QUIET_CARD: Final = "quiet:0"
_COPIED: Final = 256  # characters that a button copies
_LINES: Final = 20


async def quiet_screen(db: Reader, *, own: bool = False, days: int = QUIET_DAYS) -> Screen:
    """Whom to call about a quote: each with his number, and a button that notes the call, after which he is gone."""
    found = await quiet.quiet_quotes(db, days=days, seller_id=db.actor.person_id if own else None)
    if not found:
        return Screen((_("✅ Aucun devis sans nouvelles depuis {days} jours.").format(days=days),), card=QUIET_CARD)
    title = ngettext("{count} devis à relancer", "{count} devis à relancer", len(found)).format(count=len(found))
    lines: list[Line] = [("💤 ", bold(title), f" · {money(total(one.quote.gross for one in found))}")]
    rows: list[tuple[Button, ...]] = []
    for one in found[:PAGE]:
        customer = one.quote.customer
        since = _("rien depuis {days} j").format(days=one.days)
        lines.append(
            (bold(customer.name), f" · {one.quote.number} · {money(one.quote.gross)} · {since}{_phone(customer)}")
        )
        rows.append((open_button(one.quote), Button(_("📞 Appelé"), _called(db, one.quote.id, own=own, days=days))))
    if (more := len(found) - PAGE) > 0:
        lines.append(italic(ngettext("… et {count} autre", "… et {count} autres", more).format(count=more)))
    return Screen(tuple(lines), tuple(rows), card=QUIET_CARD)


async def expiring_screen(db: Reader, *, own: bool = False) -> Screen:
    """Those that end soon, the first one first."""
    found = await quiet.expiring(db, seller_id=db.actor.person_id if own else None)
    if not found:
        return Screen((_("✅ Aucun devis n'expire bientôt."),), card="expiring:0")
    title = ngettext("{count} devis expire bientôt", "{count} devis expirent bientôt", len(found))
    lines: list[Line] = [("⏳ ", bold(title.format(count=len(found))))]
    for one in found[:PAGE]:
        until = _("jusqu'au {day}").format(day=day(one.valid_until)) if one.valid_until else ""
        lines.append((bold(one.customer.name), f" · {one.number} · {money(one.gross)} · {until}{_phone(one.customer)}"))
    return Screen(tuple(lines), tuple((open_button(one),) for one in found[:PAGE]), card="expiring:0")


async def below_screen(db: Reader, *, own: bool = False) -> Screen:
    """What lacks, place by place: how much there is, how much there should be, what is coming."""
    found = await (own_below(db) if own else minimums.below(db))
    if not found:
        nothing = [_("✅ Rien sous le mini.")]
        if db.actor.may(Permission.STOCK_ADJUST):
            nothing.append(_("Pour en fixer un : mini ballon 150 : 4"))
        return Screen(tuple(nothing), card="below:0")
    title = ngettext("{count} article sous le mini", "{count} articles sous le mini", len(found))
    lines: list[Line] = [("📉 ", bold(title.format(count=len(found))))]
    place = 0
    for one in found[:_LINES]:
        if one.warehouse.id != place:
            place = one.warehouse.id
            lines.append(bold(f"{SIGNS[one.warehouse.kind]} {one.warehouse.name}"))
        lines.append(below_line(one))
    if (more := len(found) - _LINES) > 0:
        lines.append(italic(ngettext("… et {count} autre", "… et {count} autres", more).format(count=more)))
    opened = [
        (Button(f"📦 {one.product.label}"[:48], Tap("stock", one.product.company_id, one.product.id).packed()),)
        for one in found[:PAGE]
    ]
    copied = (Button(_("📋 Copier la liste"), copy=_to_order(found)),)
    return Screen(tuple(lines), (*opened, copied), card="below:0")


def below_line(one: Below) -> str:
    """« Ballon 150 L : 2, mini 4 (10 attendus) »"""
    said = _("{label} : {there}, mini {minimum}").format(
        label=one.product.label, there=in_units(one.available, one.product), minimum=in_units(one.minimum, one.product)
    )
    coming = _("{many} attendus").format(many=in_units(one.expected, one.product)) if one.expected else ""
    return f"{said} ({coming})" if coming else said


def _to_order(found: Sequence[Below]) -> str:
    """How much of each is missing, for an order to the supplier; what fits."""
    rows, length = list[str](), 0
    for one in found:
        row = f"{in_units(one.lacking, one.product)} {one.product.reference} {one.product.label}"
        length += len(row) + 1
        if length > _COPIED:
            break
        rows.append(row)
    return "\n".join(rows)


def _phone(customer: Customer) -> str:
    """In full, so that a tap on it calls."""
    number = customer.mobile or customer.phone
    return f" · ☎️ {number}" if number else ""


def _called(db: Reader, quote_id: int, *, own: bool, days: int) -> str:
    return Tap("quote-called", db.actor.company_id or 0, quote_id, 0, ("1" if own else "0", str(days))).packed()
