"""What the tests of reporting share: a shop that sells, delivers and invoices, and a till beside it."""

import pytest

from core.uow import Work
from tests.core.sales.deliveries.shop import Shop, a_shop
from tests.core.treasury.till import Till, a_till


@pytest.fixture
async def shop(work: Work) -> Shop:
    return await a_shop(work)


@pytest.fixture
async def till(shop: Shop) -> Till:
    return await a_till(shop.trade)
