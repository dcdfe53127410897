"""How quotes are spoken of: their states, terms, reasons and margins, in a few words each."""

from datetime import date
from typing import Final

from core.i18n import N_, _, day, money, ngettext, percentage
from core.kernel.amounts import amount
from core.kernel.terms import read_terms
from core.parties.delays import beyond_law
from core.parties.models import CustomerKind
from core.sales.lifecycles import Channel, QuoteState, Reason
from core.sales.models import Quote
from core.sales.rules import Light, Margin

STATES: Final = {
    QuoteState.DRAFT: (N_("brouillon"), "📝"),
    QuoteState.VALIDATED: (N_("validé"), "🔵"),
    QuoteState.SENT: (N_("envoyé"), "📨"),
    QuoteState.ACCEPTED: (N_("accepté"), "✅"),
    QuoteState.REFUSED: (N_("refusé"), "❌"),
    QuoteState.EXPIRED: (N_("expiré"), "⌛"),
    QuoteState.REPLACED: (N_("remplacé"), "🔁"),
    QuoteState.ORDERED: (N_("commandé"), "🛒"),
    QuoteState.CANCELLED: (N_("abandonné"), "🗑"),
}

# Why a quote is lost, as the company's people say it, and as its customer says it.
REASONS: Final = {
    Reason.PRICE: N_("💶 Trop cher"),
    Reason.DELAY: N_("⏳ Trop long"),
    Reason.COMPETITOR: N_("🏁 Concurrent"),
    Reason.DROPPED: N_("🚫 Projet abandonné"),
    Reason.SILENCE: N_("🔇 Sans réponse"),
    Reason.OTHER: N_("Autre raison"),
}
CUSTOMER_REASONS: Final = {
    Reason.PRICE: N_("💶 Trop cher"),
    Reason.DELAY: N_("⏳ Trop long"),
    Reason.COMPETITOR: N_("🏁 Autre entreprise"),
    Reason.DROPPED: N_("🚫 Projet abandonné"),
}

CHANNELS: Final = {
    Channel.PREMISES: N_("🏢 Chez nous"),
    Channel.OFF_PREMISES: N_("🏠 Chez le client"),
    Channel.DISTANCE: N_("📱 À distance"),
    Channel.FAIR: N_("🎪 Foire ou salon"),
}

# The light in words too: a colour is not seen by everybody.
LIGHTS: Final = {
    Light.GREEN: N_("🟢 marge ok"),
    Light.ORANGE: N_("🟠 marge faible"),
    Light.RED: N_("🔴 sous le plancher"),
}

USUAL_TERMS: Final = ("COMPTANT", "30J", "30J_FDM", "45J_FDM", "60J", "3X")


def quote_name(quote: Quote) -> str:
    """Its number, or how a draft is called."""
    if quote.state is QuoteState.ORDERED and not quote.number:
        return _("commande")
    return quote.number or _("brouillon n° {id}").format(id=quote.id)


def glyph(quote: Quote) -> str:
    return STATES[quote.state][1]


def terms_words(code: str) -> str:
    """A payment code in words: « 30 jours fin de mois »; nothing for no code."""
    if not code:
        return ""
    terms = read_terms(code)
    if terms.payments > 1:
        return _("en {count} fois").format(count=terms.payments)
    if not terms.days and not terms.end_of_month:
        return _("comptant")
    many = _("{days} jours fin de mois") if terms.end_of_month else ngettext("{days} jour", "{days} jours", terms.days)
    return many.format(days=terms.days)


def payment_words(code: str) -> str:
    """« paiement : 30 jours », where other days stand beside it; nothing for no code."""
    return _("paiement : {terms}").format(terms=terms_words(code)) if code else ""


def law_words(code: str, kind: CustomerKind) -> str:
    """The warning for payment terms longer than the law allows such a buyer; nothing for others."""
    longest = beyond_law(code, kind)
    if longest is None:
        return ""
    if longest.end_of_month is None:
        told = _("⚠️ {terms} : trop long pour un client public, {days} jours au plus (loi).")
        return told.format(terms=terms_words(code), days=longest.days)
    told = _("⚠️ {terms} : trop long entre professionnels, {days} jours ou {end} jours fin de mois au plus (loi).")
    return told.format(terms=terms_words(code), days=longest.days, end=longest.end_of_month)


def validity_words(quote: Quote) -> str:
    if quote.valid_until is not None:
        return _("valable jusqu'au {day}").format(day=day(quote.valid_until))
    many = ngettext("valable {days} jour", "valable {days} jours", quote.validity_days)
    return many.format(days=quote.validity_days)


def deposit_words(quote: Quote) -> str:
    """« acompte 30 % (156,46 €) »; nothing without one."""
    if not quote.deposit:
        return ""
    asked = money(amount(quote.gross * quote.deposit))
    return _("acompte {percent} ({amount})").format(percent=percentage(quote.deposit), amount=asked)


def theirs_words(quote: Quote) -> str:
    """What is known of the customer's own order: « n° 4711 chez lui · 📎 commande.pdf · 📞 Mme Caron »."""
    parts = (
        _("n° {number} chez lui").format(number=quote.order_number) if quote.order_number else "",
        f"📎 {quote.order_file_name}" if quote.order_file_sha256 else "",
        _("de vive voix, par {name}").format(name=quote.order_told_by) if quote.order_told_by else "",
        "🎙" if quote.order_voice_sha256 else "",
    )
    return " · ".join(filter(None, parts))


def delivery_words(on: date | None) -> str:
    return "" if on is None else _("livraison {day}").format(day=day(on))


def margin_words(light: Light | None, margin: Margin | None) -> str:
    """« 🟢 marge ok · 120,00 € · 27,6 % »; the figures only when they are given."""
    if light is None:
        return ""
    words = _(LIGHTS[light])
    if margin is None or margin.amount is None:
        return words
    rate = f" · {percentage(margin.rate)}" if margin.rate is not None else ""
    partial = " · " + _("sans les lignes au coût inconnu") if margin.partial else ""
    return f"{words} · {money(margin.amount)}{rate}{partial}"


def age_words(days: int) -> str:
    """« auj. », « 12 j »."""
    return _("auj.") if days <= 0 else _("{days} j").format(days=days)
