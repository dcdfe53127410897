import pytest

from core.uow import Work
from tests.companies import SettableClock
from tests.core.ledger.books import Books, some_books


@pytest.fixture
async def books(work: Work, clock: SettableClock) -> Books:
    return await some_books(work, clock)
