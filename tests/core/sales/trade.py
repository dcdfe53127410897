"""A company that sells, its customer and what he buys: made by use cases, as people make them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import update

from core.catalog import products
from core.catalog.models import Product
from core.company import links
from core.company.models import Company
from core.company.people import register
from core.history import history
from core.kernel.amounts import PriceBasis, percent, quantity, unit_price
from core.parties import customers
from core.parties.models import Customer
from core.permissions import SYSTEM, Actor, Role
from core.sales import quotes
from core.sales.models import Quote
from core.sales.quotes import NewLine
from core.uow import UnitOfWork, Work
from tests.companies import a_member, an_owner

WHERE = {"street": "1 rue Haute", "zip": "69003", "city": "Lyon"}  # of a customer made for a test


@dataclass(frozen=True)
class Trade:
    """A salesperson, the customer « Dupont Menuiserie » (no discount) and a radiator at 189 € HT."""

    work: Work
    seller: Actor
    customer_id: int
    product_id: int

    async def draft(self, *lines: NewLine, **facts: Any) -> Quote:
        """A draft of two radiators, or of these lines."""
        async with self.work.begin(self.seller) as uow:
            asked = lines or (self.radiators(),)
            return await quotes.draft(uow, **{"customer_id": self.customer_id, "lines": asked, **facts})

    async def validated(self) -> Quote:
        quote = await self.draft()
        async with self.work.begin(self.seller) as uow:
            return await quotes.validate(uow, quote.id)

    async def sent(self) -> tuple[Quote, Actor]:
        """A quote given to its customer, and the person who has opened its link."""
        quote = await self.validated()
        async with self.work.begin(self.seller) as uow:
            quote, token = await quotes.send(uow, quote.id)
        return quote, await self.opened(token)

    async def opened(self, token: str, *, telegram_id: int = 5_000, name: str = "Marc Dupont") -> Actor:
        """The customer's person who opens a link."""
        stranger = Actor(Role.VISITOR, name)
        async with self.work.begin(stranger) as uow:
            await register(uow, telegram_id=telegram_id, name=name, language="fr")
            await links.open_link(uow, token)
            return uow.actor

    @property
    def company_id(self) -> int:
        assert self.seller.company_id is not None
        return self.seller.company_id

    async def set_company(self, **facts: Any) -> None:
        """Other settings of the company."""
        async with self.work.begin(replace(SYSTEM, company_id=self.company_id)) as uow:
            await uow.session.execute(update(Company).where(Company.id == self.company_id).values(**facts))

    async def set_product(self, product_id: int | None = None, **facts: Any) -> None:
        """Other facts of the radiator, or of another product."""
        wanted = Product.id == (product_id or self.product_id)
        async with self.work.begin(replace(SYSTEM, company_id=self.company_id)) as uow:
            await uow.session.execute(update(Product).where(wanted).values(**facts))

    async def a_customer(self, name: str = "Leroy", **facts: Any) -> Customer:
        """Another customer whom the seller follows."""
        async with self.work.begin(self.seller) as uow:
            return await customers.create(uow, name=name, **{**WHERE, **facts})

    async def given(self, quote_id: int) -> Actor:
        """The quote is validated and sent; returns the customer's person who has opened the link."""
        async with self.work.begin(self.seller) as uow:
            await quotes.validate(uow, quote_id)
            quote, token = await quotes.send(uow, quote_id)
        return await self.opened(token, telegram_id=9_000 + quote.customer_id)

    async def revised_with(self, quote_id: int, *, ticked: int) -> Quote:
        """A new version of a draft that was sent, and of which the customer has ticked the option at this place."""
        customer = await self.given(quote_id)
        option = (await self.read(quote_id)).lines[ticked].id
        async with self.work.begin(customer) as uow:
            await quotes.choose(uow, quote_id, option, chosen=True)
        async with self.work.begin(self.seller) as uow:
            return await quotes.revise(uow, quote_id)

    async def read(self, quote_id: int) -> Quote:
        async with self.work.read(self.seller) as db:
            return await quotes.read(db, quote_id)

    async def done(self, verb: "Verb", quote_id: int, actor: Actor | None = None) -> Quote:
        """The quote after a verb, read anew."""
        async with self.work.begin(actor or self.seller) as uow:
            await verb(uow, quote_id)
        return await self.read(quote_id)

    async def facts(self, quote_id: int) -> Sequence[str]:
        """What the journal says of the quote, by kind, oldest first."""
        async with self.work.read(self.seller) as db:
            return [fact.kind for fact in await history(db, "quote", quote_id)]

    def radiators(self, count: str = "2") -> NewLine:
        return NewLine(quantity=quantity(count), product_id=self.product_id)


def work_hours(label: str = "Pose", *, price: str = "58", count: str = "1", **facts: Any) -> NewLine:
    """A line that names no product."""
    return NewLine(quantity=quantity(count), label=label, price=unit_price(price), basis=PriceBasis.HT, **facts)


Verb = Callable[[UnitOfWork, int], Awaitable[object]]


def adding(*lines: NewLine, **facts: Any) -> Verb:
    return lambda uow, quote_id: quotes.add_lines(uow, quote_id, lines=lines, **facts)


async def accepting(uow: UnitOfWork, quote_id: int, **facts: Any) -> Quote:
    """The customer agrees under his own name."""
    return await quotes.accept(uow, quote_id, **{"name": "Marc Dupont", "words": "Bon pour accord", **facts})


# The verbs that change a draft, each for somebody who has seen a version.
VERBS: dict[str, Callable[[int | None], Verb]] = {
    "add_lines": lambda version: adding(work_hours(), version=version),
    "set_line": lambda version: lambda uow, key: quotes.set_line(uow, key, 1, quantity=quantity(3), version=version),
    "remove_line": lambda version: lambda uow, key: quotes.remove_line(uow, key, 1, version=version),
    "set_discount": lambda version: lambda uow, key: quotes.set_discount(uow, key, version=version),
    "set_customer": lambda version: lambda uow, key: quotes.set_customer(uow, key, customer_id=1, version=version),
    "validate": lambda version: lambda uow, key: quotes.validate(uow, key, version=version),
    "cancel": lambda version: lambda uow, key: quotes.cancel(uow, key, version=version),
}


async def a_trade(work: Work, owner: Actor | None = None) -> Trade:
    """In a new company, or in this owner's."""
    owner = owner or await an_owner(work)
    assert owner.company_id is not None
    seller = await a_member(work, owner.company_id)
    async with work.begin(seller) as uow:
        customer = await customers.create(
            uow, name="Dupont Menuiserie", city="Francheville", street="3 rue du Bois", zip="69340"
        )
        product = await products.create(
            uow, label="Radiateur aluminium 1000 W", price=unit_price("189"), reference="RAD-1000", vat=percent(20)
        )
    return Trade(work, replace(seller, source="7:1"), customer.id, product.id)
