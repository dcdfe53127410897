"""What the reader of messages may compare words with: this company's customers, products and warehouses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.stock.places import place_entries
from bot.understanding import Context, DraftInHand, Entry, Known, no_draft
from bot.understanding.stock_words import may_mention_stock
from core.catalog import products
from core.catalog.models import Product
from core.i18n import _
from core.i18n import price as shown_price
from core.parties import customers
from core.parties.models import Customer
from core.permissions import Permission
from core.uow import Reader


@dataclass
class Lookup:
    """Finds entries for one message, and remembers what was found: it is not asked for again."""

    db: Reader
    products: dict[int, Product] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)  # ids by code

    async def __call__(self, words: Sequence[str]) -> Known:
        may = self.db.actor.may
        # Products first: they ask about every word, and customers about some of them, which are then known.
        goods = await products.entries(self.db, words) if may(Permission.PRODUCTS_READ) else ()
        people = await customers.entries(self.db, words) if may(Permission.CUSTOMERS_READ) else ()
        places = await place_entries(self.db) if may(Permission.STOCK_READ) and may_mention_stock(words) else ()
        self.customers.update((customer.code, customer.id) for customer in people)
        self.products.update((product.id, product) for product in goods)
        return Known(tuple(map(customer_entry, people)), tuple(map(product_entry, goods)), tuple(places))

    def context(self, draft: DraftInHand = no_draft) -> Context:
        return Context(self.db.local(self.db.now), self, draft)


def customer_entry(customer: Customer) -> Entry:
    return Entry(
        customer.id,
        customer.code,
        customer.name,
        (*customer.aliases, *customer.numbers()),
        customer.city,
        customer.last_used_at,
        people=tuple(customer.people()),
    )


def product_entry(product: Product) -> Entry:
    packs = {pack: Decimal(units) for pack, units in product.packaging.items()}
    detail = "" if product.price is None else f"{shown_price(product.price)} {_(product.basis)}"
    aliases = tuple(product.aliases)
    return Entry(
        product.id, product.reference, product.label, aliases, detail, product.last_used_at, product.unit, packs
    )
