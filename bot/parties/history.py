"""What happened to a customer, and the cards that it has absorbed."""

from collections.abc import Sequence

from bot.company.history import history_lines
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Folded, Screen, bold
from bot.parties.cards import back_button, card, tap
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.history import history
from core.i18n import _
from core.parties import customers
from core.permissions import Permission
from core.uow import Reader


@button("customer-history", writes=False)
async def _history(db: Reader, visit: Visit, tapped: Tap) -> Sequence[Say]:
    """The card with what happened, folded; what it has absorbed can be separated again."""
    customer = await customers.read(db, tapped.object_id)
    shown = await card(db, visit, customer)
    lines = Folded(await history_lines(db, await history(db, "customer", customer.id)))
    others = await customers.absorbed(db, customer.id) if visit.actor.may(Permission.CUSTOMERS_WRITE) else ()
    rows = [
        (Button(_("↩️ Défusionner {name}").format(name=other.name)[:60], tap("customer-unmerge", other)),)
        for other in others
    ]
    return [
        visit.show(Screen((*shown.lines, bold(_("Historique")), lines), (*rows, (back_button(customer),)), shown.card))
    ]
