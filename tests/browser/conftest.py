from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.bot.localchat.driving import running
from tests.browser.stage import Stage, browser_context, launched


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library gives durations as timedelta, which it warns it will always do."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as chromium:
        yield chromium


@pytest_asyncio.fixture(loop_scope="session")
async def stage(tmp_path: Path, browser: Browser) -> AsyncIterator[Stage]:
    """A local chat and an empty browser page; a script error in the page fails the test."""
    async with running(tmp_path) as local, browser_context(browser) as context:
        stage = Stage(local, context, await context.new_page())
        stage.page.on("pageerror", lambda error: stage.script_errors.append(str(error)))
        yield stage
        assert stage.script_errors == []
