"""« Modifier » and « Conditions »: the screens that change a draft by taps, in the place of its card."""

from collections.abc import Sequence

from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic
from bot.sales.rows import body, line_row
from bot.sales.screens import heading, tap
from bot.sales.words import CHANNELS, delivery_words, deposit_words, law_words, payment_words, validity_words
from bot.talk.pages import PAGE, page_row
from bot.talk.visit import object_key
from core.i18n import _, count
from core.kernel.amounts import ONE
from core.parties.models import CustomerKind
from core.sales.lifecycles import LineKind
from core.sales.models import Quote, QuoteLine


def edit_card(quote: Quote, page: int = 0) -> Screen:
    """One button per line, and what concerns the whole."""
    shown = quote.lines[page * PAGE : (page + 1) * PAGE]
    rows = [(Button(_line_label(line), tap("line", quote, str(line.id))),) for line in shown]
    more = len(quote.lines) > (page + 1) * PAGE
    pages = page_row(page, more=more, tap=lambda other: tap("quote-edit", quote, str(other)))
    whole = (
        Button(_("➕ Ligne"), tap("quote-add", quote)),
        Button(_("➕ Titre"), tap("quote-title", quote)),
        Button(_("➖ Remise"), tap("quote-discount", quote)),
        Button(_("👤 Client"), tap("quote-customer", quote)),
        Button(_("⚙️ Conditions"), tap("quote-terms", quote)),
    )
    back = Button(_("⬅️ Retour"), tap("quote", quote))
    hint = italic(_("Touchez une ligne, ou écrivez : « 3 pas 2 », « enlève la pose », « -5 % »."))
    lines = (*heading(quote), *body(quote), hint)
    return Screen(lines, (*rows, *pages, *in_rows(whole, 3), (back,)), _key(quote))


def line_card(quote: Quote, line: QuoteLine) -> Screen:
    """One line: its quantity by steps that carry their target, its price, what is off it, its place."""
    rows = _item_rows(quote, line) if line.kind is LineKind.ITEM else _words_rows(quote, line)
    lines: list[Line] = [*heading(quote)[:2], line_row(line, quote)]
    if line.detail:
        lines.append(italic(line.detail.splitlines()[0][:120]))
    return Screen(tuple(lines), (*rows, _moves(quote, line), _leaving(quote, line)), _key(quote))


def terms_card(quote: Quote) -> Screen:
    """What is agreed besides the prices, one button for each."""
    labels = [
        (_("⏳ Validité"), "validity"),
        (_("💶 Règlement"), "payment"),
        (_("💰 Acompte"), "deposit"),
        (_("🚚 Livraison"), "delivery"),
        (_("📝 Objet"), "subject"),
        (_("🗒 Note"), "note"),
        (_("📍 Lieu"), "place"),
    ]
    if quote.customer.kind is CustomerKind.CONSUMER:
        labels.append((_("✍️ Signature"), "channel"))
    buttons = [Button(label, tap("quote-term", quote, what)) for label, what in labels]
    back = Button(_("⬅️ Retour"), tap("quote", quote))
    hint = italic(_("Ou écrivez : « 30j fdm », « acompte 30 % », « livraison vendredi »."))
    lines = (*heading(quote), bold(_("Conditions")), *_terms(quote), hint)
    return Screen(lines, (*in_rows(buttons, 3), (back,)), _key(quote))


def _terms(quote: Quote) -> Sequence[str]:
    signed = _(CHANNELS[quote.channel]) if quote.customer.kind is CustomerKind.CONSUMER else ""
    said = (
        validity_words(quote),
        law_words(quote.payment_terms, quote.customer.kind) or payment_words(quote.payment_terms),
        deposit_words(quote) or _("sans acompte"),
        delivery_words(quote.delivery_on),
        quote.notes[:200],
        signed and _("signature : {place}").format(place=signed),
    )
    return [f"• {words}" for words in said if words]


def _item_rows(quote: Quote, line: QuoteLine) -> tuple[tuple[Button, ...], ...]:
    number = str(line.id)
    steps = tuple(
        Button(
            f"{'−' if target < line.quantity else '＋'} → {count(target)}", tap("line-qty", quote, number, str(target))
        )
        for target in (line.quantity - ONE, line.quantity + ONE)
        if target > 0
    )
    gift = (_("💶 Non offert"), "0") if line.discount == 1 else (_("🎁 Offert"), "1")
    option = (_("☑ Ferme"), "0") if line.optional else (_("☐ En option"), "1")
    return (
        steps,
        (
            Button(_("Quantité"), tap("line-value", quote, number, "quantity")),
            Button(_("Prix"), tap("line-value", quote, number, "price")),
            Button(_("Remise"), tap("line-value", quote, number, "discount")),
        ),
        (
            Button(gift[0], tap("line-offer", quote, number, gift[1])),
            Button(option[0], tap("line-option", quote, number, option[1])),
            Button(_("Texte"), tap("line-value", quote, number, "label")),
        ),
        (Button(_("N payés, 1 offert"), tap("line-value", quote, number, "free")),),
    )


def _words_rows(quote: Quote, line: QuoteLine) -> tuple[tuple[Button, ...], ...]:
    return ((Button(_("Texte"), tap("line-value", quote, str(line.id), "label")),),)


def _moves(quote: Quote, line: QuoteLine) -> tuple[Button, ...]:
    """To the place above and below; places count from 1."""
    at = quote.lines.index(line) + 1
    return tuple(
        Button(label, tap("line-move", quote, str(line.id), str(target)))
        for label, target in ((_("⬆️ Monter"), at - 1), (_("⬇️ Descendre"), at + 1))
        if 1 <= target <= len(quote.lines)
    )


def _leaving(quote: Quote, line: QuoteLine) -> tuple[Button, ...]:
    return (
        Button(_("🗑 Supprimer"), tap("line-remove", quote, str(line.id))),
        Button(_("⬅️ Retour"), tap("quote-edit", quote)),
    )


def _line_label(line: QuoteLine) -> str:
    if line.kind is not LineKind.ITEM:
        return f"▸ {line.label}"[:60]
    return f"{'☐ ' if line.optional else ''}{count(line.quantity)} × {line.label}"[:60]


def _key(quote: Quote) -> str:
    return object_key("quote", quote.id)
