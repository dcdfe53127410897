"""The chat page in a real Chromium, with the local chat behind it and the test itself as the bot."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize, async_playwright, expect
from telegram import Bot, Update

from tests.bot.localchat.driving import Local

PATIENCE_MS = 40_000  # of every wait, on a machine that does other things too
WIDE = ViewportSize(width=1280, height=800)
NARROW = ViewportSize(width=390, height=844)
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Stage:
    """One browser page on one local chat. `script_errors` are the exceptions nobody caught in the page."""

    local: Local
    context: BrowserContext
    page: Page
    script_errors: list[str] = field(default_factory=list)
    _confirmed: int = 0

    @property
    def bot(self) -> Bot:
        return self.local.bot

    async def open(self, *persons: int) -> None:
        """Show these persons' panes, side by side."""
        await self.page.goto(f"{self.local.chat.url}/?panes={','.join(map(str, persons))}")
        for person in persons:
            await self.pane(person).wait_for()

    async def opened(self, first_name: str = "Sophie", **facts: Any) -> int:
        """A person who has started the bot and whose pane is on screen."""
        person = await self.local.started(first_name, **facts)
        await self.open(person)
        return person

    def pane(self, person: int) -> Locator:
        return self.page.get_by_test_id(f"pane-{person}")

    def messages(self, person: int, sender: str) -> Locator:
        """The messages from "bot" or "me" in this person's pane."""
        return self.pane(person).locator(f'[data-testid="message"][data-from="{sender}"]')

    async def write(self, person: int, text: str) -> None:
        await self.pane(person).get_by_test_id("composer").fill(text)
        await self.pane(person).get_by_test_id("send").click()

    async def update(self) -> Update:
        """The next update, as the bot receives it."""
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while True:
                found = await self.bot.get_updates(offset=self._confirmed, limit=1, timeout=5)
                if found:
                    self._confirmed = found[0].update_id + 1
                    return found[0]


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Chromium, for all tests of one process. Fails the test, in words, on a machine without it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: install Debian's package « chromium » (apt-get install chromium).")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def browser_context(browser: Browser, **options: Any) -> AsyncIterator[BrowserContext]:
    """A fresh browser profile."""
    context = await browser.new_context(viewport=WIDE, locale="fr-FR", timezone_id="Europe/Paris", **options)
    context.set_default_timeout(PATIENCE_MS)
    try:
        yield context
    finally:
        await context.close()
