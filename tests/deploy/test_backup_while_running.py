"""The scripts really run: saved while somebody writes, restored elsewhere, and the conversation goes on there."""

import asyncio
from itertools import count
from pathlib import Path

from sqlalchemy import text

from core.db import connect
from tests.deploy.installation import Installation, Page


async def test_what_is_saved_while_somebody_writes_goes_on_elsewhere(
    here: Installation, elsewhere: Installation, tmp_path: Path
) -> None:
    async with here.running() as page:
        seller = await page.newcomer("Karim")
        printed = await _a_printed_quote(page, seller)
        writer = await page.newcomer("Léa")
        await page.say(writer, "/start")
        await page.tap(writer, "Essayer")
        writing = asyncio.create_task(_write_without_end(page, writer))
        await asyncio.sleep(1)  # so that the backup falls amid the writing
        status, said = await here.script("backup.sh", str(tmp_path / "backups"))
        writing.cancel()
    assert status == 0, said
    (archive,) = (tmp_path / "backups").glob("carnet-*.tar.gz")

    status, said = await elsewhere.script("restore.sh", str(archive))
    assert status == 0, said
    restored = elsewhere.files()
    assert restored.items() <= here.files().items()
    async with elsewhere.running() as page:
        await page.tap(seller, "📄 PDF")
        assert await page.pdf(seller) == printed
        asked = [
            message["text"] for message in await page.messages(writer) if "nouvel article" in message.get("text", "")
        ]
        assert asked, "the backup fell before the first message: it proves nothing"
        last = asked[-1].split()[2]  # the page shows the newest hundred
        await page.see(writer, last)  # answered in their order: the last is done, so all are
    made = await _products(elsewhere)
    assert made == int(last.removeprefix("essai")), "each message of the chat had its effect exactly once"
    assert printed in restored.values()


async def _a_printed_quote(page: Page, seller: int) -> bytes:
    """A quote of the demonstration company; the bytes of its PDF."""
    await page.say(seller, "/start")
    await page.tap(seller, "Essayer")
    await page.answered(seller)
    await page.say(seller, "devis dupont menuiserie 2 radiateurs 1000w remise 5")
    await page.tap(seller, "Valider")
    printed = await page.pdf(seller)
    assert printed.startswith(b"%PDF")
    return printed


async def _write_without_end(page: Page, person: int) -> None:
    for number in count(1):
        await page.say(person, f"nouvel article essai{number:04} 12,50")
        await asyncio.sleep(0.1)


async def _products(installation: Installation) -> int:
    database = connect(installation.database_url)
    try:
        async with database.reading() as session:
            return int(await session.scalar(text("SELECT count(*) FROM product WHERE lower(label) LIKE 'essai%'")) or 0)
    finally:
        await database.close()
