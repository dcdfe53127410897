import pytest

from core.uow import Work
from tests.core.sales.deliveries.shop import Shop, a_shop


@pytest.fixture
async def shop(work: Work) -> Shop:
    return await a_shop(work)
