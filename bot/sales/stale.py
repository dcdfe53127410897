"""What an old button answers: the card as it is now, and whether what it asked for has been done."""

from collections.abc import Sequence

from bot.outgoing.say import Say
from bot.sales.received import received_card
from bot.sales.screens import staff_card
from bot.sales.words import quote_name
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import _
from core.kernel.errors import NotFound
from core.permissions import Role
from core.sales import quotes
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote, QuoteLine
from core.uow import Reader

_GIVEN = {
    QuoteState.VALIDATED,
    QuoteState.SENT,
    QuoteState.ACCEPTED,
    QuoteState.REFUSED,
    QuoteState.EXPIRED,
    QuoteState.ORDERED,
}
# What a verb leads to: a second tap on it finds the thing done, and says so.
_LEADS_TO = {
    "quote-validate": _GIVEN,
    "quote-cancel": {QuoteState.CANCELLED},
    "quote-restore": {QuoteState.DRAFT},
    "quote-accept": {QuoteState.ACCEPTED, QuoteState.ORDERED},
    "quote-refuse": {QuoteState.REFUSED},
    "quote-lose": {QuoteState.REFUSED},
}


async def stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The card as it is now, with a toast: it was done already, or it has changed since."""
    if db.actor.role is Role.CUSTOMER:
        quote = await quotes.read_received(db, tap.object_id)
        screen = received_card(quote, visit.known.company)
    else:
        quote = await quotes.read(db, tap.object_id)
        screen = await staff_card(db, quote)
    if quote.state in _LEADS_TO.get(tap.verb, ()):
        text = _("C'est déjà fait : {name}.").format(name=quote_name(quote))
    else:
        text = _("Ce devis a changé, voici la version actuelle.")
    return [visit.toast(text), visit.show(screen)]


def line_of(quote: Quote, tap: Tap) -> QuoteLine:
    """The line that the first argument names; raises NotFound."""
    line_id = tap.number(0)
    for line in quote.lines:
        if line.id == line_id:
            return line
    raise NotFound("quote_line", line_id)
