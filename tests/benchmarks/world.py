"""The company that Carnet serves during the bench: the fictitious one, its salespeople and their quotes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bot.demo_command import run as demo
from core import migrations
from core.catalog.models import Product
from core.catalog.reading import SOLD
from core.company import people
from core.db import connect
from core.kernel.amounts import quantity
from core.parties.models import Customer
from core.permissions import Actor, Role
from core.sales import quotes
from core.sales.quotes import NewLine
from core.uow import UnitOfWork, Work


@dataclass(frozen=True)
class Draft:
    """A draft that somebody will tap on."""

    company_id: int
    quote_id: int
    version: int
    line_id: int


async def furnish(data: Path, salespeople: Sequence[int], *, tapped: int, long: int) -> tuple[list[Draft], list[Draft]]:
    """Fill an empty folder: people with a role, `tapped` drafts of five lines and `long` ones of two hundred."""
    database = connect(f"sqlite:///{data / 'carnet.db'}")
    try:
        await migrations.upgrade(database)
        work = Work(database)
        await demo(work, [(Role.SALES, person) for person in salespeople])
        async with work.begin(await _actor(work, salespeople[0])) as uow:
            return [await _draft(uow, 5) for _ in range(tapped)], [await _draft(uow, 200) for _ in range(long)]
    finally:
        await database.close()


async def _actor(work: Work, telegram_id: int) -> Actor:
    async with work.database.reading() as session:
        known = await people.recognise(
            session, telegram_id=telegram_id, name="", language="fr", source="", company_id=None
        )
        return known.actor


async def _draft(uow: UnitOfWork, lines: int) -> Draft:
    customer = await uow.session.scalar(select(Customer.id).limit(1))
    goods = (
        await uow.session.scalars(SOLD.with_only_columns(Product.id).where(Product.price.is_not(None)).limit(20))
    ).all()
    assert customer is not None, "the fictitious company has customers"
    asked = [NewLine(quantity=quantity(1 + i % 9), product_id=goods[i % len(goods)]) for i in range(lines)]
    quote = await quotes.draft(uow, customer_id=customer, lines=asked)
    return Draft(quote.company_id, quote.id, quote.version, quote.lines[0].id)
