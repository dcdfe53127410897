import pytest

from core.uow import Work
from tests.core.sales.trade import Trade, a_trade


@pytest.fixture
async def trade(work: Work) -> Trade:
    return await a_trade(work)
