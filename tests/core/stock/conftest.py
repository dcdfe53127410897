"""What the tests of the stock share."""

import pytest

from core.uow import Work
from tests.core.stock.shelves import Shelves, some_shelves


@pytest.fixture
async def shelves(work: Work) -> Shelves:
    return await some_shelves(work)
