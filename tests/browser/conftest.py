from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.localchat.driving import running
from tests.browser.stage import Stage, browser_context


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library gives durations as timedelta, which it warns it will always do."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A local chat and an empty browser page; a script error in the page fails the test."""
    async with running(tmp_path) as local, browser_context() as context:
        stage = Stage(local, context, await context.new_page())
        stage.page.on("pageerror", lambda error: stage.script_errors.append(str(error)))
        yield stage
        assert stage.script_errors == []
