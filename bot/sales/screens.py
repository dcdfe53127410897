"""What the company's people see of quotes: the card, and lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.invoices.billed import Billed, billed_as
from bot.invoices.lacking import unprinted_lines
from bot.invoices.offering import billed_at_once, quote_buttons
from bot.mail.shown import OnCard, on_card
from bot.orders.words import check_line
from bot.outgoing.screen import Button, Folded, Line, Screen, bold, in_rows, italic, plain_screen
from bot.sales.rows import body
from bot.sales.words import (
    REASONS,
    STATES,
    age_words,
    delivery_words,
    deposit_words,
    glyph,
    law_words,
    margin_words,
    payment_words,
    quote_name,
    theirs_words,
    validity_words,
)
from bot.talk.pages import PAGE, page_row
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from core.i18n import N_, _, day, moment, money, ngettext, percentage, price
from core.kernel.amounts import UnitPrice, amount, unit_price
from core.parties import addresses
from core.parties.models import CustomerKind
from core.permissions import Permission, Role
from core.sales import orders, quotes
from core.sales.lifecycles import QUOTE, QuoteAction, QuoteState
from core.sales.models import Quote, QuoteLine, QuoteTemplate
from core.sales.rules import Light, Margin
from core.uow import Reader

# The buttons that a state's actions open, in the order shown.
_BUTTONS: Final = (
    (QuoteAction.VALIDATE, N_("✅ Valider"), "quote-validate"),
    (QuoteAction.CHANGE, N_("✏️ Modifier"), "quote-edit"),
    (QuoteAction.CANCEL, N_("🗑 Abandonner"), "quote-cancel"),
    (QuoteAction.RESTORE, N_("↩️ Reprendre"), "quote-restore"),
    (QuoteAction.ORDER, N_("🧾 Commander"), "order-control"),
    (QuoteAction.SEND, N_("📨 Envoyer au client"), "quote-send"),
    (QuoteAction.REPLACE, N_("🔁 Nouvelle version"), "quote-revise"),
    (QuoteAction.LOSE, N_("❌ Perdu"), "quote-lost"),
)
_MAILABLE: Final = (QuoteState.VALIDATED, QuoteState.SENT, QuoteState.ACCEPTED)
_ASK: Final = (QuoteAction.VALIDATE, N_("🙋 Demander l'accord"), "floor-ask")
_ON_DRAFTS: Final = (QuoteAction.CHANGE, QuoteAction.CANCEL)
_BILL: Final = (QuoteAction.ORDER, N_("✅ Valider la facture"), "quote-bill")
_CONTROL: Final = (QuoteAction.ORDER, N_("🔎 Contrôler"), "order-control")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a card shows besides the quote itself, for the person who looks.

    `margin` is given to those who may see figures; `under` are the lines that nobody has let pass under their floor,
    `halves` those that ask for a part of a piece, `rates` those whose VAT does not hold where they go; `doubts` speak
    against invoicing it at once, `billed` is what its invoice comes to.
    """

    light: Light | None = None
    margin: Margin | None = None
    under: tuple[str, ...] = ()
    place: str = ""
    writes: bool = True
    decides: bool = False
    bills: bool = False
    halves: tuple[str, ...] = ()
    doubts: tuple[Line, ...] = ()
    rates: tuple[str, ...] = ()
    billed: Billed | None = None


async def staff_card(db: Reader, quote: Quote) -> Screen:
    """The card with all that this person may see and do. A notice is for anybody who sells: it has no figures."""
    may, figures = db.actor.may, None
    if may(Permission.MARGINS_READ) and db.actor.role is not Role.SYSTEM:
        figures = await quotes.margin_of(db, quote)
        light = figures.light
    else:
        light = await quotes.light_of(db, quote) if may(Permission.QUOTES_WRITE) else None
    is_draft = quote.state is QuoteState.DRAFT
    passed = quote.floor_approved_version == quote.version
    billed = await billed_as(db, quote)
    seen = Seen(
        light,
        figures,
        tuple(line.label for line in quotes.lines_below_floor(quote)) if is_draft and not passed else (),
        await _place(db, quote),
        may(Permission.QUOTES_WRITE),
        may(Permission.BELOW_FLOOR),
        may(Permission.INVOICES_WRITE),
        tuple(line.label for line in await quotes.halves(db, quote.lines)) if is_draft else (),
        tuple(map(check_line, await orders.doubts(db, quote))) if billed_at_once(quote) else (),
        _rates(await quotes.out_of_place(db, quote)) if is_draft else (),
        billed,
    )
    ready = quote.state in _MAILABLE and seen.writes
    mailed = await on_card(db, "quote", quote.id, email=quote.customer.email, ready=ready) if quote.number else OnCard()
    card = quote_card(quote, seen)
    *rows, last = card.rows or ((),)
    return replace(card, lines=(*card.lines, *mailed.lines), rows=tuple(filter(None, (*rows, *mailed.rows, last))))


def quote_card(quote: Quote, seen: Seen | None = None) -> Screen:
    """The card of the company's people: who, what, how much, what next."""
    seen = seen or Seen()
    at_once = seen.billed is not None and billed_at_once(quote)
    sold = seen.billed.body(quote) if seen.billed is not None and at_once else body(quote)
    told = seen.billed.lines(at_once=at_once) if seen.billed is not None else ()
    lost = unprinted_lines(quote) if quote.state is QuoteState.DRAFT else ()
    lines = (*heading(quote), *sold, *told, *lost, *_footing(quote, seen))
    rows = (*_rows(quote, seen), *(seen.billed.rows if seen.billed is not None and at_once else ()))
    return Screen(lines, rows, card=object_key("quote", quote.id))


def floor_request(card: Screen, quote: Quote, asker: str) -> Screen:
    """The card for whoever decides about a price under the floor: yes or no in one tap."""
    rows = (
        (Button(_("✅ Autoriser"), tap("floor-approve", quote)), Button(_("❌ Refuser"), tap("floor-refuse", quote))),
        (Button(_("📝 Voir le devis"), tap("quote-open", quote)),),
    )
    asked = ("🙋 ", bold(asker), " ", _("demande votre accord : prix sous le plancher."))
    return replace(card, lines=(asked, *card.lines), rows=rows)


def lost_screen(quote: Quote) -> Screen:
    """Why nothing came of it, in one tap."""
    reasons = [Button(_(label), tap("quote-lose", quote, reason)) for reason, label in REASONS.items()]
    back = Button(_("⬅️ Retour"), tap("quote", quote))
    return Screen((*heading(quote), bold(_("Pourquoi est-il perdu ?"))), (*in_rows(reasons), (back,)), _key(quote))


def sent_screen(quote: Quote, link: str, days: int, reached: Sequence[str] = ()) -> Screen:
    """What goes with the QR: who has the quote in his chat already, and how somebody else of the customer gets it."""
    about = _("Devis {number} — {customer}").format(number=quote.number, customer=quote.customer.name)
    how = (
        _("Pour une autre personne : faites scanner ce QR, ou transmettez ce lien.")
        if reached
        else _(
            "Faites scanner ce QR au client, ou transmettez-lui ce lien : il voit le devis et répond dans son Telegram."
        )
    )
    limits = ngettext(
        "Le lien vaut {days} jour, pour une seule personne.",
        "Le lien vaut {days} jours, pour une seule personne.",
        days,
    )
    rows = ((Button(_("Ouvrir le lien"), url=link), Button(_("Copier le lien"), copy=link)),)
    return Screen((bold(about), *reached, how, italic(limits.format(days=days)), link), rows)


def reached_lines(told: Sequence[quotes.Told], db: Reader) -> Sequence[str]:
    """« ✅ Marc Dupont l'a dans son chat depuis 10:32 », one line each of the first few."""
    return [
        _("✅ {name} le reçoit dans son chat.").format(name=one.name)
        if one.at is None
        else _("✅ {name} l'a reçu dans son chat : {moment}.").format(name=one.name, moment=moment(db.local(one.at)))
        for one in told[:3]
    ]


def resume_screen(drafts: Sequence[Quote], questions: Sequence[str], bills: Sequence[Button] = ()) -> Screen:
    """What is unfinished: questions put aside, drafts, and those of invoices; one button each."""
    if not (drafts or questions or bills):
        return plain_screen(_("Rien n'est en cours."))
    waiting = [Button(f"❔ {title}", Tap("resume-question", object_id=i).packed()) for i, title in enumerate(questions)]
    return plain_screen(bold(_("En cours")), rows=in_rows([*waiting, *map(open_button, drafts), *bills], 1))


def found_quotes(found: Sequence[Quote]) -> Screen:
    """Several quotes that fit, one button each."""
    return plain_screen(bold(_("Lequel ?")), rows=in_rows([open_button(quote) for quote in found], 1))


def list_screen(listing: quotes.Listing, which: str, page: int, title: str) -> Screen:
    """One's quotes with their age, a page at a time; above them how many there are in each state."""
    counts = " · ".join(
        f"{glyph_} {number} {_(name)}"
        for state, (name, glyph_) in STATES.items()
        if (number := listing.counts.get(state))
    )
    buttons = [open_button(row.quote, age_words(row.age)) for row in listing.rows]
    pages = page_row(
        page,
        more=listing.total > (page + 1) * PAGE,
        tap=lambda other: Tap("quote-list", arguments=(which, str(other))).packed(),
    )
    rows = (
        *in_rows(buttons, 1),
        *pages,
        (Button(_("➕ Nouveau devis"), Tap("new-quote").packed()),),
    )
    return Screen((("📂 ", bold(title)), counts or _("Aucun devis ici.")), rows, card="quotes:0")


def templates_screen(found: Sequence[QuoteTemplate]) -> Screen:
    """The models that quotes begin with, one button each."""
    if not found:
        return plain_screen(_("Aucun modèle. Ouvrez un devis et touchez « ⭐ Modèle » pour en faire un."))
    buttons = [Button(f"⭐ {template.name}"[:60], template_tap("template", template)) for template in found]
    return plain_screen(bold(_("Modèles")), _("Touchez-en un pour commencer un devis."), rows=in_rows(buttons, 1))


def template_screen(template: QuoteTemplate, lines: Sequence[str]) -> Screen:
    rows = (
        (Button(_("📝 Nouveau devis"), template_tap("template-use", template)),),
        (
            Button(_("✏️ Renommer"), template_tap("template-rename", template)),
            Button(_("🗑 Retirer"), template_tap("template-archive", template)),
        ),
    )
    return Screen((("⭐ ", bold(template.name)), *lines), rows, card=object_key("template", template.id))


def differences_shown(card: Screen, differences: Sequence[quotes.Difference]) -> Screen:
    """The new draft's card, with what is no longer as it was in the old one."""
    if not differences:
        return card
    return card.noting(bold(_("Ce qui a changé depuis :")), Folded(tuple(map(_difference, differences))))


def open_button(quote: Quote, age: str = "") -> Button:
    about = f"{glyph(quote)} {quote_name(quote)} · {quote.customer.name} · {money(quote.gross)}"
    return Button(f"{about} · {age}" if age else about, tap("quote-open", quote))


def heading(quote: Quote) -> tuple[Line, ...]:
    """State and number, then who."""
    kind = _("Commande") if quote.for_order else _("Devis")
    kind = _("Facture") if billed_at_once(quote) else kind
    title = f"{kind} {quote.number}" if quote.number else kind
    customer = quote.buyer.get("name") or quote.customer.name
    town = quote.buyer.get("city") or quote.customer.city
    version = " · " + _("version {number}").format(number=quote.revision + 1) if quote.revision else ""
    return (
        (glyph(quote), " ", bold(title), " · ", _(STATES[quote.state][0]), "" if quote.number else version),
        (bold(customer), f" — {town}" if town else ""),
        *((italic(quote.subject),) if quote.subject else ()),
    )


def tap(verb: str, quote: Quote, *arguments: str) -> str:
    """The data of a button about this quote as it is now."""
    return Tap(verb, quote.company_id, quote.id, quote.version, arguments).packed()


def template_tap(verb: str, template: QuoteTemplate) -> str:
    return Tap(verb, template.company_id, template.id).packed()


def _key(quote: Quote) -> str:
    return object_key("quote", quote.id)


async def _place(db: Reader, quote: Quote) -> str:
    """Where it is done, when that is not the customer's own address."""
    if quote.place:
        return ", ".join(str(part) for part in (quote.place.get("street"), quote.place.get("city")) if part)
    if quote.address_id is None or not db.actor.may(Permission.CUSTOMERS_READ):
        return ""
    return addresses.one_line(await addresses.read(db, quote.address_id))


def _footing(quote: Quote, seen: Seen) -> tuple[Line | Folded, ...]:
    """Terms, place, note, margin; warnings stand here and in no other message."""
    validity = "" if quote.for_order else validity_words(quote)
    payment = payment_words(quote.payment_terms)
    terms = (validity, payment, deposit_words(quote), delivery_words(quote.delivery_on))
    lines: list[Line | Folded] = ["ℹ️ " + " · ".join(filter(None, terms))]
    if quote.state is QuoteState.DRAFT and (warning := law_words(quote.payment_terms, quote.customer.kind)):
        lines.append(warning)
    if seen.place:
        lines.append(f"📍 {seen.place}")
    if theirs := theirs_words(quote):
        lines.append(theirs if theirs.startswith("📎") else f"📋 {theirs}")
    if quote.notes:
        lines.append(f"🗒 {quote.notes.splitlines()[0][:120]}")
    if quote.customer.kind is CustomerKind.CONSUMER and quotes.may_withdraw(quote.channel, quote.customer.kind):
        lines.append(_("✍️ signé hors de l'établissement : rétractation 14 jours, jointe au PDF"))
    if margin := margin_words(seen.light, seen.margin):
        lines.append(margin)
    if seen.halves:
        lines.append(bold("⚠️ " + _("se compte en entier : {lines}").format(lines=", ".join(seen.halves)[:200])))
    lines.extend(seen.doubts)
    if seen.rates:
        told = _("TVA à vérifier, ce taux n'est pas celui du lieu de livraison : {lines}")
        lines.append(bold("⚠️ " + told.format(lines=", ".join(seen.rates)[:200])))
    if seen.under:
        lines.append("⚠️ " + _("Sous le prix plancher : {lines}").format(lines=", ".join(seen.under)[:200]))
    if quote.state is QuoteState.DRAFT and quote.floor_approved_version == quote.version:
        lines.append(_("👍 prix autorisé par un responsable"))
    if quote.agreed:
        lines.append(_("répondu par {name}").format(name=quote.answered_by))
        lines.extend(_protection(quote))
    if quote.state is QuoteState.REFUSED:
        lines.append(_refused(quote))
    return tuple(lines)


def _protection(quote: Quote) -> tuple[Line, ...]:
    if quote.payment_locked_until is None:
        return ()
    until = day(quote.payment_locked_until)
    return ("⚠️ " + _("aucun paiement avant le {day} (loi, vente hors établissement)").format(day=until),)


def _refused(quote: Quote) -> str:
    said = _("répondu par {name}").format(name=quote.answered_by) if quote.answered_by else _("perdu")
    reason = f" · {_(REASONS[quote.reason])}" if quote.reason else ""
    return f"{said}{reason}"


def _rates(doubtful: Sequence[QuoteLine]) -> tuple[str, ...]:
    return tuple(f"{line.label} ({percentage(line.vat)})" for line in doubtful)


def _difference(one: quotes.Difference) -> Line:
    match one.why:
        case quotes.Why.GONE:
            return _("{label} : n'est plus au catalogue, ancien prix gardé").format(label=one.label)
        case quotes.Why.VAT:
            return f"{one.label} : {_('TVA')} {percentage(one.before or 0)} → {percentage(one.after or 0)}"  # type: ignore[arg-type]
        case _:
            before, after = _told_apart(unit_price(one.before or 0), unit_price(one.after or 0))
            return f"{one.label} : {before} → {after} {_('HT')}"


def _told_apart(before: UnitPrice, after: UnitPrice) -> tuple[str, str]:
    """Both prices to the cent, or to their last place when the cents are the same."""
    cents = money(amount(before)), money(amount(after))
    return cents if cents[0] != cents[1] else (price(before), price(after))


def _rows(quote: Quote, seen: Seen) -> tuple[tuple[Button, ...], ...]:
    documents = (Button(_("📄 PDF"), tap("quote-pdf", quote)), Button(_("🕘 Historique"), tap("quote-history", quote)))
    if not seen.writes:
        return (documents,) if quote.number else ()
    asks = seen.under and not seen.decides
    first = _ASK if asks else _CONTROL if quote.for_order else _BUTTONS[0]
    at_once = billed_at_once(quote) and seen.bills and not asks
    first = _BILL if at_once else first
    table = (first, *(row for row in _BUTTONS[1:] if quote.state is not QuoteState.DRAFT or row[0] in _ON_DRAFTS))
    actions = [Button(_(label), tap(verb, quote)) for action, label, verb in table if QUOTE.allows(quote.state, action)]
    actions[1:1] = quote_buttons(quote) if seen.bills and not asks and not at_once else ()
    if quote.state is QuoteState.DRAFT:
        return (*in_rows(actions, 3), *_draft_rows(quote))
    if quote.state is QuoteState.ORDERED:
        actions.append(Button(_("🧾 Voir la commande"), tap("order-control", quote)))
    actions += _their_order(quote)
    if quote.number is None:
        return in_rows(actions)
    again = (Button(_("📋 Copier"), tap("quote-copy", quote)), Button(_("⭐ Modèle"), tap("quote-template", quote)))
    return (*in_rows(actions), again, documents)


def _their_order(quote: Quote) -> list[Button]:
    """The customer's own order, to be read while it is typed."""
    file = [Button(_("📎 Sa commande"), tap("quote-file", quote))] if quote.order_file_sha256 else []
    voice = [Button(_("🎙 Note vocale"), tap("quote-voice", quote))] if quote.order_voice_sha256 else []
    return [*file, *voice]


def _draft_rows(quote: Quote) -> tuple[tuple[Button, ...], ...]:
    preview = () if quote.for_order else (Button(_("📄 Aperçu"), tap("quote-preview", quote)),)
    return (
        *([tuple(theirs)] if (theirs := _their_order(quote)) else []),
        (
            *preview,
            Button(_("➕ Ligne"), tap("quote-add", quote)),
            Button(_("➖ Remise"), tap("quote-discount", quote)),
        ),
        (
            Button(_("⚙️ Conditions"), tap("quote-terms", quote)),
            Button(_("⭐ Modèle"), tap("quote-template", quote)),
        ),
    )
