from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.localchat.driving import Local, running


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library gives durations as timedelta, which it warns it will always do."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    async with running(tmp_path) as local:
        yield local
