"""What the company's people and its customers are told of quotes, without having asked."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, bold, plain_screen
from bot.sales.screens import floor_request, found_quotes, staff_card, tap
from bot.sales.words import CUSTOMER_REASONS
from core.i18n import _, money, ngettext
from core.kernel.errors import NotFound
from core.notices.notices import DueNotice
from core.sales import quotes
from core.sales.lifecycles import QuoteState
from core.uow import Reader

Tell = Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]


async def _accepted(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return await _told(db, notice, ("🎉 ", bold(notice.facts["by"]), " ", _("a accepté le devis")))


async def _refused(db: Reader, notice: DueNotice) -> Sequence[Say]:
    quote = await quotes.read(db, notice.facts["quote_id"])
    reason = f" · {_(CUSTOMER_REASONS[quote.reason])}" if quote.reason in CUSTOMER_REASONS else ""
    return await _told(db, notice, ("❌ ", bold(notice.facts["by"]), " ", _("a refusé le devis"), reason))


async def _floor_asked(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """A question for whoever may decide; once the draft is another, only its card."""
    quote = await quotes.read(db, notice.facts["quote_id"])
    card = await staff_card(db, quote)
    waits = quote.state is QuoteState.DRAFT and quote.version == notice.facts["version"]
    return [Show(floor_request(card, quote, notice.facts["by"]) if waits else card, fresh=True)]


async def _floor_approved(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return await _told(db, notice, ("👍 ", bold(notice.facts["by"]), " ", _("autorise ce prix : vous pouvez valider.")))


async def _floor_refused(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return await _told(db, notice, ("👎 ", bold(notice.facts["by"]), " ", _("n'autorise pas ce prix.")))


async def _question(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """The question in a message of its own: it stays when the card moves on."""
    quote = await quotes.read(db, notice.facts["quote_id"])
    about = _("Question de {by} sur le devis {number}").format(by=notice.facts["by"], number=quote.number)
    rows = (
        (
            Button(_("💬 Répondre"), tap("quote-reply", quote)),
            Button(_("📝 Voir le devis"), tap("quote-open", quote)),
        ),
    )
    return [Show(plain_screen(("❓ ", bold(about)), _("« {text} »").format(text=notice.facts["text"]), rows=rows))]


async def _reply(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For the customer: what was answered to him."""
    quote = await quotes.read(db, notice.facts["quote_id"])
    about = _("Réponse de {by} sur le devis {number}").format(by=notice.facts["by"], number=quote.number)
    rows = (
        (
            Button(_("📝 Voir le devis"), tap("received", quote)),
            Button(_("❓ Une question"), tap("quote-ask", quote)),
        ),
    )
    return [Show(plain_screen(("💬 ", bold(about)), _("« {text} »").format(text=notice.facts["text"]), rows=rows))]


async def _expired(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """One message a day for all that have run out."""
    found = []
    for quote_id in notice.facts["quote_ids"][:10]:
        try:
            found.append(await quotes.read(db, quote_id))
        except NotFound:
            continue
    many = len(notice.facts["quote_ids"])
    said = ngettext("{count} devis a expiré sans réponse", "{count} devis ont expiré sans réponse", many)
    screen = found_quotes(found)
    return [Show(replace(screen, lines=(("⌛ ", bold(said.format(count=many))),)))]


async def _told(db: Reader, notice: DueNotice, heading: Line) -> Sequence[Say]:
    """The fact above the fresh card."""
    card = await staff_card(db, await quotes.read(db, notice.facts["quote_id"]))
    return [Show(replace(card, lines=(heading, *card.lines)), fresh=True)]


async def _sent(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For a person of the customer, who was in the chat before; the card itself comes at his tap, as it then is."""
    quote = await quotes.read(db, notice.facts["quote_id"])
    about = _("Devis {number}, {gross} TTC").format(number=quote.number, gross=money(quote.gross))
    rows = ((Button(_("📝 Voir le devis"), tap("received", quote)),),)
    return [Show(plain_screen(("📨 ", bold(notice.facts["by"]), " ", _("vous envoie un devis.")), about, rows=rows))]


QUOTE_SCREENS: Final[dict[str, Tell]] = {
    "quote_sent": _sent,
    "quote_accepted": _accepted,
    "quote_refused": _refused,
    "quote_question": _question,
    "quote_reply": _reply,
    "quotes_expired": _expired,
    "floor_asked": _floor_asked,
    "floor_approved": _floor_approved,
    "floor_refused": _floor_refused,
}
