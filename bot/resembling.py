"""What words that nobody understands resemble: customers and products, one button each. Nothing is chosen."""

from collections.abc import Sequence
from typing import Final

from bot.catalog.browsing import catalogue
from bot.catalog.cards import short_price
from bot.company.home import not_understood
from bot.outgoing.screen import Button, Screen, bold, in_rows, plain_screen
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.catalog import products
from core.catalog.models import Product
from core.i18n import _
from core.kernel.text import words
from core.parties import customers
from core.parties.models import Customer
from core.permissions import Permission

_MOST_WORDS: Final = 4  # more of them are a sentence, not a name
_EACH: Final = 4  # buttons
_CATALOGUE: Final = frozenset(("catalogue", "articles", "produits", "familles"))


async def nearest(visit: Visit, text: str) -> Screen:
    """« Vous voulez dire » with what these words may mean, their first one perhaps being a verb; or else the help."""
    said = words(text)
    if " ".join(said) in _CATALOGUE and visit.actor.may(Permission.PRODUCTS_READ):
        return await catalogue(visit.db, visit)
    for typed in (text, " ".join(said[1:])):
        found = await _found(visit, typed) if typed and len(said) <= _MOST_WORDS else ()
        if found:
            return plain_screen(bold(_("Vous voulez dire :")), rows=in_rows([_button(visit, one) for one in found], 1))
    return not_understood(visit)


async def _found(visit: Visit, typed: str) -> Sequence[Customer | Product]:
    may = visit.actor.may
    people = await customers.search(visit.db, typed, limit=_EACH) if may(Permission.CUSTOMERS_READ) else ()
    goods = await products.search(visit.db, typed, limit=_EACH) if may(Permission.PRODUCTS_READ) else ()
    return (*people, *goods)


def _button(visit: Visit, found: Customer | Product) -> Button:
    company = visit.actor.company_id or 0
    if isinstance(found, Customer):
        label = " — ".join(part for part in (found.name, found.city) if part)
        return Button(f"👤 {label}"[:60], Tap("customer", company, found.id).packed())
    return Button(f"📦 {found.label} — {short_price(found)}"[:60], Tap("product", company, found.id).packed())
