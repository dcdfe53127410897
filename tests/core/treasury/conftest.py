"""What the tests of payments share."""

import pytest

from core.uow import Work
from tests.core.sales.trade import a_trade
from tests.core.treasury.till import Till, a_till


@pytest.fixture
async def till(work: Work) -> Till:
    return await a_till(await a_trade(work))
