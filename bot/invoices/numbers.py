"""Fewer pieces on a draft that comes in the place of an invoice: which of them stay is asked on its card."""

from collections.abc import Sequence

from bot.outgoing.screen import Button, Line, bold, in_rows
from bot.talk.taps import Tap
from core.i18n import _
from core.invoicing import correcting
from core.invoicing.correcting import Unsaid
from core.invoicing.models import Invoice
from core.invoicing.pieces import told_of
from core.permissions import Permission
from core.uow import Reader

_MOST = 12  # buttons


async def unsaid(db: Reader, invoice: Invoice) -> Sequence[Unsaid]:
    """What is to be asked of a draft."""
    return await correcting.numbers_unsaid(db, invoice) if db.actor.may(Permission.INVOICES_READ) else ()


def number_lines(invoice: Invoice, found: Sequence[Unsaid]) -> tuple[Line, ...]:
    """« 🔢 Chaudière · Z2 », then « ⚠️ Chaudière : quel n° reste ? »."""
    told = [(line.label[:80], told_of(line.detail, invoice.language)) for line in invoice.lines]
    said = [f"🔢 {label} · {', '.join(numbers)[:120]}" for label, numbers in told if numbers]
    asked = [("⚠️ ", bold(_("{label} : quel n° reste ?").format(label=one.label[:80]))) for one in found]
    return (*said, *asked)


def number_rows(db: Reader, invoice: Invoice, found: Sequence[Unsaid]) -> tuple[tuple[Button, ...], ...]:
    """A tap for each number."""
    if not db.actor.may(Permission.INVOICES_WRITE):
        return ()
    taps = [
        Button(f"🔢 {number}"[:40], _tap(invoice, one, place).packed())
        for one in found
        for place, number in enumerate(one.left)
    ]
    return in_rows(taps[:_MOST])


def _tap(invoice: Invoice, one: Unsaid, place: int) -> Tap:
    return Tap("invoice-number", invoice.company_id, invoice.id, invoice.version, (str(one.line_id), str(place)))
