"""What the tests of dunning share."""

import pytest

from core.uow import Work
from tests.companies import SettableClock
from tests.core.dunning.desk import Desk, a_desk


@pytest.fixture
async def desk(work: Work, clock: SettableClock) -> Desk:
    return await a_desk(work, clock)
