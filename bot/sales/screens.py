"""What people see of quotes: the card of whoever makes it, the card of the customer who receives it."""

from collections.abc import Sequence
from typing import Final

from bot.outgoing.screen import Button, Folded, Line, Screen, bold, in_rows, italic, plain_screen
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from core.catalog.units import unit_label
from core.i18n import N_, NBSP, _, count, day, money, ngettext, percentage, price
from core.kernel.amounts import Amount
from core.sales.lifecycles import QUOTE, QuoteAction, QuoteState
from core.sales.models import Quote, QuoteLine
from core.sales.rules import Totals, line_total

_MOST_LINES = 25  # shown on a card; the others are in the PDF
_LINES_PER_PAGE = 8  # buttons of « Modifier »

STATES: Final = {
    QuoteState.DRAFT: (N_("brouillon"), "📝"),
    QuoteState.VALIDATED: (N_("validé"), "🔵"),
    QuoteState.SENT: (N_("envoyé"), "📨"),
    QuoteState.ACCEPTED: (N_("accepté"), "✅"),
    QuoteState.REFUSED: (N_("refusé"), "❌"),
    QuoteState.CANCELLED: (N_("abandonné"), "🗑"),
}

# The buttons that a state's actions open, in the order shown.
_STAFF_BUTTONS: Final = (
    (QuoteAction.VALIDATE, N_("✅ Valider"), "quote-validate"),
    (QuoteAction.CHANGE, N_("✏️ Modifier"), "quote-edit"),
    (QuoteAction.CANCEL, N_("🗑 Abandonner"), "quote-cancel"),
    (QuoteAction.RESTORE, N_("↩️ Reprendre"), "quote-restore"),
    (QuoteAction.SEND, N_("📨 Envoyer au client"), "quote-send"),
)
_CUSTOMER_BUTTONS: Final = (
    (QuoteAction.ACCEPT, N_("✅ Accepter"), "quote-accept-ask"),
    (QuoteAction.REFUSE, N_("❌ Refuser"), "quote-refuse-ask"),
)


def quote_card(quote: Quote) -> Screen:
    """The card of the company's people: who, what, how much, what next."""
    lines = (*_heading(quote), *_body(quote, quote.totals()), *_footing(quote))
    return Screen(lines, _staff_rows(quote), card=object_key("quote", quote.id))


def received_card(quote: Quote, company: str) -> Screen:
    """The card of the customer who received the quote."""
    heading: tuple[Line, ...] = ((_glyph(quote), " ", bold(f"{_('Devis')} {quote.number}"), " · ", company),)
    if quote.state is QuoteState.ACCEPTED:
        heading = (*heading, bold(_("Vous l'avez accepté, merci !")))
    if quote.state is QuoteState.REFUSED:
        heading = (*heading, bold(_("Vous l'avez refusé.")))
    buttons = [
        Button(_(label), tap(verb, quote))
        for action, label, verb in _CUSTOMER_BUTTONS
        if QUOTE.allows(quote.state, action)
    ]
    pdf = Button(_("📄 Voir le PDF"), tap("received-pdf", quote))
    lines = (*heading, *_body(quote, quote.totals()), *_footing(quote))
    return Screen(lines, (*in_rows(buttons), (pdf,)), card=object_key("received", quote.id))


def confirm_answer(quote: Quote, *, accepting: bool) -> Screen:
    """The one confirmation before a legal act, in the place of the customer's card."""
    gross = money(quote.gross)
    if accepting:
        question = _("Vous acceptez le devis {number} de {gross} TTC ?").format(number=quote.number, gross=gross)
        yes = Button(_("✅ Oui, j'accepte"), tap("quote-accept", quote))
    else:
        question = _("Vous refusez le devis {number} de {gross} TTC ?").format(number=quote.number, gross=gross)
        yes = Button(_("❌ Oui, je refuse"), tap("quote-refuse", quote))
    back = Button(_("Retour"), tap("received", quote))
    return Screen((bold(question),), ((yes, back),), card=object_key("received", quote.id))


def edit_card(quote: Quote, page: int = 0) -> Screen:
    """« Modifier »: one button per line."""
    shown = quote.lines[page * _LINES_PER_PAGE : (page + 1) * _LINES_PER_PAGE]
    rows = [
        (Button(f"{count(line.quantity)} × {line.label}"[:60], tap("line", quote, str(line.id))),) for line in shown
    ]
    pages = [
        Button(label, tap("quote-edit", quote, str(other)))
        for label, other in (("◀️", page - 1), ("▶️", page + 1))
        if 0 <= other * _LINES_PER_PAGE < len(quote.lines)
    ]
    more = (
        Button(_("＋ Ligne"), tap("quote-add", quote)),
        Button(_("％ Remise"), tap("quote-discount", quote)),
        Button(_("👤 Client"), tap("quote-customer", quote)),
    )
    back = Button(_("⬅️ Retour"), tap("quote", quote))
    hint = italic(_("Touchez une ligne, ou écrivez : « 3 pas 2 », « enlève la pose », « -5 % »."))
    card = quote_card(quote)
    return Screen((*card.lines, hint), (*rows, *((tuple(pages),) if pages else ()), more, (back,)), card=card.card)


def line_card(quote: Quote, line: QuoteLine) -> Screen:
    """One line: quantity by steps that carry their target, discount, price, removal."""
    quantity = line.quantity
    steps = [
        Button(
            f"{'−' if target < quantity else '＋'} → {count(target)}", tap("line-qty", quote, str(line.id), str(target))
        )
        for target in (quantity - 1, quantity + 1)
        if target > 0
    ]
    rows = (
        tuple(steps),
        (
            Button(_("Quantité"), tap("line-quantity", quote, str(line.id))),
            Button(_("Prix"), tap("line-price", quote, str(line.id))),
            Button(_("Remise"), tap("line-discount", quote, str(line.id))),
        ),
        (
            Button(_("🗑 Supprimer"), tap("line-remove", quote, str(line.id))),
            Button(_("⬅️ Retour"), tap("quote-edit", quote)),
        ),
    )
    return Screen((*_heading(quote)[:2], *_line_rows(line)), rows, card=object_key("quote", quote.id))


def sent_screen(quote: Quote, link: str, days: int) -> Screen:
    """What goes with the QR: how the customer gets the quote."""
    about = _("Devis {number} — {customer}").format(number=quote.number, customer=quote.customer.name)
    how = _(
        "Faites scanner ce QR au client, ou transmettez-lui ce lien : il voit le devis et répond dans son Telegram."
    )
    limits = ngettext(
        "Le lien vaut {days} jour, pour une seule personne.",
        "Le lien vaut {days} jours, pour une seule personne.",
        days,
    )
    rows = ((Button(_("Ouvrir le lien"), url=link), Button(_("Copier le lien"), copy=link)),)
    return Screen((bold(about), how, italic(limits.format(days=days)), link), rows)


def resume_screen(drafts: Sequence[Quote], questions: Sequence[str]) -> Screen:
    """What is unfinished: questions put aside, drafts; one button each."""
    if not drafts and not questions:
        return plain_screen(_("Rien n'est en cours."))
    waiting = [Button(f"❔ {title}", Tap("resume-question", object_id=i).packed()) for i, title in enumerate(questions)]
    return plain_screen(bold(_("En cours")), rows=in_rows([*waiting, *map(_quote_button, drafts)], 1))


def found_quotes(found: Sequence[Quote]) -> Screen:
    """Several quotes that fit, one button each."""
    return plain_screen(bold(_("Lequel ?")), rows=in_rows([_quote_button(quote) for quote in found], 1))


def received_list(found: Sequence[Quote], company: str) -> Screen:
    """What a customer has received."""
    title = ("📒 ", bold(company))
    if not found:
        return plain_screen(title, _("Aucun document pour l'instant."))
    buttons = [
        Button(f"{_glyph(quote)} {quote.number} · {money(quote.gross)} {_('TTC')}", tap("received", quote))
        for quote in found
    ]
    return plain_screen(title, _("Vos documents :"), rows=in_rows(buttons, 1))


def _quote_button(quote: Quote) -> Button:
    return Button(
        f"{_glyph(quote)} {quote_name(quote)} · {quote.customer.name} · {money(quote.gross)}", tap("quote-open", quote)
    )


def tap(verb: str, quote: Quote, *arguments: str) -> str:
    """The data of a button about this quote as it is now."""
    return Tap(verb, quote.company_id, quote.id, quote.version, arguments).packed()


def quote_name(quote: Quote) -> str:
    return quote.number or _("brouillon n° {id}").format(id=quote.id)


def _glyph(quote: Quote) -> str:
    return STATES[quote.state][1]


def _heading(quote: Quote) -> tuple[Line, ...]:
    title = f"{_('Devis')} {quote.number}" if quote.number else _("Devis")
    customer = quote.buyer.get("name") or quote.customer.name
    town = quote.buyer.get("city") or quote.customer.city
    return (
        (_glyph(quote), " ", bold(title), " · ", _(STATES[quote.state][0])),
        (bold(customer), f" — {town}" if town else ""),
    )


def _body(quote: Quote, totals: Totals) -> tuple[Line | Folded, ...]:
    shown = quote.lines[:_MOST_LINES]
    hidden = len(quote.lines) - len(shown)
    lines: list[Line | Folded] = [row for line in shown for row in _line_rows(line)]
    if not quote.lines:
        lines.append(italic(_("Aucune ligne : écrivez par exemple « 2 radiateurs 1000 W ».")))
    if hidden:
        more = ngettext("… et {count} autre ligne", "… et {count} autres lignes", hidden)
        lines.append(italic(more.format(count=hidden)))
    if totals.discount:
        lines.append(f"{_discount_label(quote)}  −{money(totals.discount)}")
    lines.append(_totals_row(totals))
    return tuple(lines)


def _discount_label(quote: Quote) -> str:
    """It says when the discount is the one that the customer always has: nobody typed it."""
    if not quote.discount:
        return _("Remise")
    usual = _("Remise client {percent}") if quote.discount == quote.customer.discount else _("Remise {percent}")
    return usual.format(percent=percentage(quote.discount))


def _totals_row(totals: Totals) -> Line:
    if len(totals.taxes) == 1:
        tax = f"{_('TVA')} {percentage(totals.taxes[0].rate)} {money(totals.tax)}"
    else:
        tax = f"{_('TVA')} {money(totals.tax)}"
    return (f"{_('HT')} {money(totals.net)} · {tax} · ", bold(f"{_('TTC')}{NBSP}{money(totals.gross)}"))


def _line_rows(line: QuoteLine) -> tuple[Line, ...]:
    unit = unit_label(line.unit)
    quantity = f"{count(line.quantity)} {unit} ×" if unit else f"{count(line.quantity)} ×"
    basis = f" {_(line.basis)}" if line.basis == "TTC" else ""
    discount = f" −{percentage(line.discount)}" if line.discount else ""
    each = _("offert") if line.discount == 1 else f"{price(line.unit_price)}{basis}{discount}"
    return ((f"{quantity} {line.label} · {each} →{NBSP}", bold(money(_own_total(line)))),)


def _own_total(line: QuoteLine) -> Amount:
    return line_total(line.priced())


def _footing(quote: Quote) -> tuple[Line, ...]:
    if quote.valid_until is not None:
        validity = _("valable jusqu'au {day}").format(day=day(quote.valid_until))
    else:
        many = ngettext("valable {days} jour", "valable {days} jours", quote.validity_days)
        validity = many.format(days=quote.validity_days)
    if quote.state in (QuoteState.ACCEPTED, QuoteState.REFUSED):
        validity = _("répondu par {name}").format(name=quote.answered_by)
    return (f"ℹ️ {validity}",)


def _staff_rows(quote: Quote) -> tuple[tuple[Button, ...], ...]:
    buttons = [
        Button(_(label), tap(verb, quote))
        for action, label, verb in _STAFF_BUTTONS
        if QUOTE.allows(quote.state, action)
    ]
    rows = in_rows(buttons, 3 if quote.state is QuoteState.DRAFT else 2)
    if quote.state is QuoteState.DRAFT:
        return (
            *rows,
            (
                Button(_("📄 Aperçu"), tap("quote-preview", quote)),
                Button(_("＋ Ligne"), tap("quote-add", quote)),
                Button(_("％ Remise"), tap("quote-discount", quote)),
            ),
        )
    if quote.number is None:
        return rows
    return (
        *rows,
        (Button(_("📄 PDF"), tap("quote-pdf", quote)), Button(_("🕘 Historique"), tap("quote-history", quote))),
    )
