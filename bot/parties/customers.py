"""Finding customers: what words and buttons show."""

from collections.abc import Sequence
from typing import Final

from bot.flows.engine import begin
from bot.outgoing.say import Say, Show
from bot.parties import addresses, changing, history, merging
from bot.parties.cards import card, found_screen
from bot.parties.contacts import contacts_card
from bot.sales.making import NEW_QUOTE
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from bot.understanding import CustomerFind
from core.kernel.text import words
from core.parties import customers
from core.parties.models import Customer
from core.uow import Reader, UnitOfWork

_BUTTONS: Final = (addresses, changing, history, merging)  # modules that a card's buttons lead to


async def found(visit: Visit, said: CustomerFind) -> Show:
    """What answers a search that found somebody: the card, or the list of those who fit; contacts when asked for."""
    if len(said.matches) > 1:
        return Show(await found_screen(visit.db, visit, said.words, said.matches))
    customer = await customers.read(visit.db, said.matches[0].id)
    somebody = said.asked == "contact" or _means_somebody(said, customer)
    shown = await (contacts_card if somebody else card)(visit.db, visit, customer)
    return Show(shown, fresh=True)


def _means_somebody(said: CustomerFind, customer: Customer) -> bool:
    """Whether the words name, or the number reaches, one whom the card does not show: his line is looked for."""
    if said.phone is not None:
        return said.phone not in (customer.phone, customer.mobile)
    shown = (customer.name, customer.city, customer.contact, customer.code, *customer.aliases)
    own = {word for text in shown for word in words(text)}
    people = {*words(" ".join(said.matches[0].people))}
    return bool(people.intersection(words(said.words)) - own)


@button("customer", writes=False)
async def _show(db: Reader, visit: Visit, tapped: Tap) -> Sequence[Say]:
    return [visit.show(await card(db, visit, await customers.read(db, tapped.object_id)))]


@button("customer-quote", writes=True)
async def _quote(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    customer = await customers.read(uow, tapped.object_id)
    given = {"customer": {"id": customer.id}, "lines": [], "source": visit.turn.source, "said": ""}
    return await begin(uow, visit, NEW_QUOTE, given)
