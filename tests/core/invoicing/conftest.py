import pytest

from core.uow import Work
from tests.core.invoicing.office import Office, an_office


@pytest.fixture
async def office(work: Work) -> Office:
    return await an_office(work)
