import pytest

from core.permissions import Role
from core.uow import Work
from tests.bot.talking import Talking, talking


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """These tests are about words: one kind of database tells."""
    return sqlite_url


@pytest.fixture
async def chat(work: Work) -> Talking:
    """The fictitious company with an owner, a salesperson and a technician."""
    return await talking(work, Role.OWNER, Role.SALES, Role.TECHNICIAN)
