"""Makes the pictures of README.md again, from the running product: `.venv/bin/python -m tests.browser.pictures`.

Needs Chromium, a font with emoji (fonts-noto-color-emoji) and pdftoppm (poppler-utils).
"""

import asyncio
import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import async_playwright

from tests.deploy.installation import Installation, Page
from tests.modules import ROOT

_FOLDER = ROOT / "deploy" / "pictures"
_CHROMIUM = ("--no-sandbox", "--disable-gpu")  # the second: on a machine without a screen


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        installation = Installation(Path(name), f"sqlite:///{name}/carnet.db")
        async with installation.running() as page:
            seller, buyer = await page.newcomer("Karim"), await page.newcomer("Marc Dupont")
            _print_page(await _an_accepted_quote(page, seller, buyer))
            await _photograph(f"{page.address}/?panes={seller},{buyer}")


async def _an_accepted_quote(page: Page, seller: int, buyer: int) -> bytes:
    """The story that README.md tells; the bytes of the quote's PDF."""
    await page.say(seller, "/start")
    await page.tap(seller, "Essayer")
    await page.answered(seller)
    await page.say(seller, "devis dupont menuiserie 2 radiateurs 1000w remise 5")
    await page.see(seller, "2 × Radiateur")
    await page.say(seller, "3 pas 2")
    await page.see(seller, "3 × Radiateur")
    await page.tap(seller, "Valider")
    printed = await page.pdf(seller)
    await page.tap(seller, "Envoyer au client")
    link = await page.see(seller, r"start=[\w-]+")
    await page.say(buyer, f"/start {link.removeprefix('start=')}")
    await page.tap(buyer, "Accepter")
    await page.tap(buyer, "j'accepte")
    await page.see(seller, "accepté")
    return printed


async def _photograph(address: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_CHROMIUM)
        page = await browser.new_page(viewport={"width": 1180, "height": 1440}, color_scheme="light")
        await page.goto(address)
        await page.wait_for_load_state("load")
        await page.wait_for_timeout(1500)  # for the last pictures and the scrolling to the end
        await page.screenshot(path=_FOLDER / "chat.png")
        await browser.close()
    _lighten(_FOLDER / "chat.png")


def _print_page(pdf: bytes) -> None:
    command = ["pdftoppm", "-png", "-r", "80", "-f", "1", "-singlefile", "-", str(_FOLDER / "quote")]
    subprocess.run(command, input=pdf, check=True)
    _lighten(_FOLDER / "quote.png")


def _lighten(picture: Path) -> None:
    """256 colours are enough for pages of text."""
    with Image.open(picture) as image:
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
