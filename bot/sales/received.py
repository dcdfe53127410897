"""What the customer sees of a quote that was sent to him, and what he can do with it."""

from collections.abc import Sequence
from typing import Final

from bot.outgoing.screen import Button, Folded, Line, Screen, bold, in_rows, italic
from bot.sales.rows import body
from bot.sales.screens import tap
from bot.sales.words import CUSTOMER_REASONS, delivery_words, deposit_words, glyph, payment_words, validity_words
from bot.talk.visit import object_key
from core.i18n import N_, NBSP, _, day, money
from core.kernel.amounts import amount
from core.parties.models import CustomerKind
from core.sales import quotes
from core.sales.lifecycles import QUOTE, Channel, QuoteAction, QuoteState
from core.sales.models import Quote, QuoteLine
from core.sales.rules import line_total

_ANSWERS: Final = (
    (QuoteAction.ACCEPT, N_("✅ Accepter"), "quote-accept-ask"),
    (QuoteAction.REFUSE, N_("❌ Refuser"), "quote-refuse-ask"),
)
HAPPENED: Final = {
    QuoteState.ACCEPTED: N_("Vous l'avez accepté, merci !"),
    QuoteState.REFUSED: N_("Vous l'avez refusé."),
    QuoteState.EXPIRED: N_("Sa validité est passée : demandez-en un nouveau."),
    QuoteState.REPLACED: N_("Une nouvelle version le remplace."),
    QuoteState.ORDERED: N_("Il est commandé, merci !"),
}


def received_card(quote: Quote, company: str) -> Screen:
    """The card of the customer: what is offered, the options he may tick, his answer."""
    title: Line = (glyph(quote), " ", bold(f"{_('Devis')} {quote.number}"), " · ", company)
    happened = (bold(_(HAPPENED[quote.state])),) if quote.state in HAPPENED else ()
    subject = (italic(quote.subject),) if quote.subject else ()
    lines = (title, *happened, *subject, *body(quote), *_footing(quote))
    answers = [
        Button(_(label), tap(verb, quote)) for action, label, verb in _ANSWERS if QUOTE.allows(quote.state, action)
    ]
    more = (
        Button(_("📄 Voir le PDF"), tap("received-pdf", quote)),
        Button(_("❓ Une question"), tap("quote-ask", quote)),
    )
    return Screen(lines, (*_option_rows(quote), *in_rows(answers), more), card=object_key("received", quote.id))


def confirm_accept(quote: Quote, name: str, *, early: bool) -> Screen:
    """The one confirmation before the agreement: how much, under which name, what the law gives."""
    lines = (
        bold(_question(quote)),
        (_("Vous signez « Bon pour accord » au nom de "), bold(name), "."),
        *protection_lines(quote),
    )
    flag = "1" if early else "0"
    rows: list[tuple[Button, ...]] = [(Button(_("✅ Oui, j'accepte"), tap("quote-accept", quote, flag)),)]
    if may_withdraw(quote):
        label = _("☑ Commencer tout de suite") if early else _("☐ Commencer tout de suite")
        rows.append((Button(label, tap("quote-accept-ask", quote, "0" if early else "1")),))
    other = Button(_("✏️ Autre nom"), tap("quote-accept-as", quote, flag))
    rows.append((other, Button(_("Retour"), tap("received", quote))))
    return Screen(lines, tuple(rows), card=object_key("received", quote.id))


def confirm_refuse(quote: Quote) -> Screen:
    """The one confirmation before a refusal; the reason is one tap, and may be left out."""
    question = _("Vous refusez le devis {number} de {gross} TTC ?").format(
        number=quote.number, gross=money(quote.gross)
    )
    reasons = [Button(_(label), tap("quote-refuse", quote, reason)) for reason, label in CUSTOMER_REASONS.items()]
    rows = (
        *in_rows(reasons),
        (Button(_("❌ Oui, je refuse"), tap("quote-refuse", quote)), Button(_("Retour"), tap("received", quote))),
    )
    return Screen((bold(question), _("Touchez une raison, si vous voulez la dire.")), rows, card=_key(quote))


def received_buttons(found: Sequence[Quote]) -> Sequence[Button]:
    """One for each quote that a customer has received."""
    return [
        Button(f"{glyph(quote)} {quote.number} · {money(quote.gross)} {_('TTC')}", tap("received", quote))
        for quote in found
    ]


def protection_lines(quote: Quote) -> tuple[Line | Folded, ...]:
    """What the law of consumers says, in words (C. cons. L221-5, L221-18, L221-25, L224-59)."""
    if quote.channel is Channel.FAIR and _is_consumer(quote):
        return (_("Conclu sur une foire ou un salon : vous n'avez pas de droit de rétractation."),)
    if not may_withdraw(quote):
        return ()
    lines = [_("Vous pourrez changer d'avis pendant 14 jours, sans donner de raison : le formulaire est dans le PDF.")]
    if quote.channel is Channel.OFF_PREMISES:
        lines.append(_("Aucun paiement ne peut vous être demandé avant 7 jours."))
    early = _(
        "« Commencer tout de suite » : vous demandez que le travail commence avant la fin de ces 14 jours ; si vous"
        " changez d'avis, ce qui est déjà fait reste dû, et une fois tout fait ce droit est perdu."
    )
    return (*lines, Folded((early,)))


def may_withdraw(quote: Quote) -> bool:
    return quotes.may_withdraw(quote.channel, _kind(quote))


def _question(quote: Quote) -> str:
    return _("Vous acceptez le devis {number} de {gross} TTC ?").format(number=quote.number, gross=money(quote.gross))


def _option_rows(quote: Quote) -> tuple[tuple[Button, ...], ...]:
    """One box for each option while the quote waits for an answer; the button carries what it leads to."""
    if not QUOTE.allows(quote.state, QuoteAction.CHOOSE):
        return ()
    return tuple((_option_button(quote, line),) for line in quote.lines if line.optional)


def _option_button(quote: Quote, line: QuoteLine) -> Button:
    box, target = ("☑", "0") if line.chosen else ("☐", "1")
    extra = f"{money(line_total(line.priced()))}{NBSP}{_(line.basis)}"
    return Button(f"{box} {line.label[:40]} · {extra}", tap("option", quote, str(line.id), target))


def _footing(quote: Quote) -> tuple[Line, ...]:
    terms = (
        validity_words(quote),
        payment_words(quote.payment_terms),
        deposit_words(quote),
        delivery_words(quote.delivery_on),
    )
    lines: list[Line] = ["ℹ️ " + " · ".join(filter(None, terms))]
    if (quote.agreed or quote.state is QuoteState.REFUSED) and quote.answered_by:
        lines.append(_("répondu par {name}").format(name=quote.answered_by))
    if quote.agreed:
        lines.extend(_next(quote))
    return tuple(lines)


def _next(quote: Quote) -> Sequence[Line]:
    """What comes after the agreement."""
    lines: list[Line] = [_("👉 {name} vous contacte pour la suite.").format(name=quote.salesperson)]
    if quote.deposit:
        asked = money(amount(quote.gross * quote.deposit))
        if quote.payment_locked_until:
            after = _("Acompte de {amount} à régler à partir du {day}, pas avant.")
            lines.append(after.format(amount=asked, day=day(quote.payment_locked_until)))
        else:
            lines.append(_("Acompte de {amount} à régler à la commande.").format(amount=asked))
    if quote.withdrawal_until:
        until = _("Vous pouvez vous rétracter jusqu'au {day}.").format(day=day(quote.withdrawal_until))
        lines.append(until)
    return lines


def _is_consumer(quote: Quote) -> bool:
    return _kind(quote) is CustomerKind.CONSUMER


def _kind(quote: Quote) -> CustomerKind:
    """What the buyer was when the quote was frozen."""
    return CustomerKind(quote.buyer.get("kind") or quote.customer.kind)


def _key(quote: Quote) -> str:
    return object_key("received", quote.id)
