"""A wrong invoice is replaced: its credit note goes out, and a draft waits in its place until it is validated."""

from collections.abc import Sequence

from bot.invoices.crediting import over_screen, whole_button
from bot.invoices.refusals import SENTENCES
from bot.invoices.screens import card_key, heading, tap
from bot.invoices.showing import invoice_pdf, show_invoice, stale
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Screen
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import _
from core.invoicing import reads, replacing
from core.invoicing.errors import DepositNotReplaced
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.uow import Reader, UnitOfWork


async def replace_screen(db: Reader, invoice: Invoice) -> Screen:
    """The one confirmation: a credit note goes out, and a draft waits; of what is credited already, that draft."""
    if (over := await over_screen(db, invoice)) is not None:
        return await _instead_screen(db, invoice) or over
    if invoice.kind is InvoiceKind.DEPOSIT:
        refused = SENTENCES[DepositNotReplaced](DepositNotReplaced(invoice.number or ""))
        back = (Button(_("⬅️ Retour"), tap("invoice", invoice)),)
        rows = ((await whole_button(db, invoice),), back)
        return Screen((*heading(invoice, await reads.stand_of(db, invoice))[:2], refused), rows, card_key(invoice))
    told = _(
        "Un avoir annule {number} tout de suite, et une facture qui la remplace est préparée : changez-y prix, TVA et "
        "lignes, puis validez."
    )
    rows = (
        (Button(_("✅ Oui, remplacer"), tap("invoice-replace", invoice)),),
        (Button(_("⬅️ Retour"), tap("invoice", invoice)),),
    )
    head = heading(invoice, await reads.stand_of(db, invoice))[:2]
    return Screen((*head, told.format(number=invoice.number)), rows, card_key(invoice))


async def draft_instead(db: Reader, invoice: Invoice) -> Invoice | None:
    """The draft that waits to come in the place of an invoice that is credited."""
    found = await replacing.instead_of(db, invoice.id)
    return found if found is not None and found.state is InvoiceState.DRAFT else None


@button("invoice-swap", writes=False)
async def _swap(db: Reader, visit: Visit, tap_: Tap) -> Sequence[Say]:
    return [visit.show(await replace_screen(db, await reads.read(db, tap_.object_id)))]


@button("invoice-replace", writes=True, stale=stale)
async def _replace(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    (await reads.read(uow, tap_.object_id)).expect(tap_.version)
    credit, draft = await replacing.replace(uow, tap_.object_id)
    told = visit.toast(_("{number} est fait.").format(number=credit.number))
    return [told, *await show_invoice(uow, visit, draft.id), invoice_pdf(credit)]


@button("invoice-instead", writes=True)
async def _instead(uow: UnitOfWork, visit: Visit, tap_: Tap) -> Sequence[Say]:
    """In the place of an invoice whose credit note is out: the draft that waits, or another one."""
    draft = await replacing.draft_again(uow, tap_.object_id)
    return await show_invoice(uow, visit, draft.id)


async def _instead_screen(db: Reader, invoice: Invoice) -> Screen | None:
    """Of an invoice that is credited: the one that came in its place, or the draft that may be begun again; None for
    what has none."""
    stand = await reads.stand_of(db, invoice)
    found = await replacing.instead_of(db, invoice.id)
    back = (Button(_("⬅️ Retour"), tap("invoice", invoice)),)
    head = heading(invoice, stand)[:2]
    if found is not None and found.number is None:
        told = _("La facture qui remplace {number} est un brouillon : il reste à la valider.")
        rows = ((Button(_("📝 Voir le brouillon"), tap("invoice-open", found)),), back)
        return Screen((*head, told.format(number=invoice.number)), rows, card_key(invoice))
    if found is not None:
        told = _("Elle est déjà remplacée par {number}.").format(number=found.number)
        rows = ((Button(f"🧾 {found.number}", tap("invoice-open", found)),), back)
        return Screen((*head, told), rows, card_key(invoice))
    if invoice.kind not in (InvoiceKind.INVOICE, InvoiceKind.PROGRESS):
        return None
    told = _("Son avoir est fait. La facture qui la remplace reprend ce qu'il annule : changez-la, puis validez.")
    rows = ((Button(_("✅ Préparer la facture"), tap("invoice-instead", invoice)),), back)
    return Screen((*head, told), rows, card_key(invoice))
