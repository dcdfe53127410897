"""Files and pictures, in and out."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect
from reportlab.pdfgen.canvas import Canvas
from telegram import InputFile

from tests.browser.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the browser lives in one loop


def _picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 480), "#2f5d50").save(file, "JPEG")
    return file.getvalue()


def _paper() -> bytes:
    file = BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 720, "Devis DE2611-0045")
    canvas.save()
    return file.getvalue()


async def test_a_pdf_opens_in_place_and_can_be_downloaded(stage: Stage, tmp_path: Path) -> None:
    sophie = await stage.opened()
    paper = _paper()
    await stage.bot.send_document(sophie, InputFile(paper, "DE2611-0045.pdf"), caption="Votre devis")
    await stage.messages(sophie, "bot").last.get_by_test_id("document").click()
    viewer = stage.page.get_by_test_id("pdf-viewer")
    frame = viewer.get_by_test_id("pdf-frame")
    await expect(frame).to_be_visible()
    answer = await stage.page.request.get(f"{stage.local.chat.url}{await frame.get_attribute('src')}")
    assert answer.headers["content-type"] == "application/pdf"
    assert await answer.body() == paper
    async with stage.page.expect_download() as waiting:
        await viewer.get_by_test_id("download").click()
    download = await waiting.value
    assert download.suggested_filename == "DE2611-0045.pdf"
    await download.save_as(tmp_path / "saved.pdf")
    assert (tmp_path / "saved.pdf").read_bytes() == paper
    await stage.page.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)


async def test_a_picture_is_sent_as_a_photo_with_its_caption(stage: Stage) -> None:
    sophie = await stage.opened()
    async with stage.page.expect_file_chooser() as waiting:
        await stage.pane(sophie).get_by_test_id("attach").click()
    await (await waiting.value).set_files({"name": "chantier.jpg", "mimeType": "image/jpeg", "buffer": _picture()})
    await stage.page.get_by_label("Légende").fill("avant travaux")
    await stage.page.get_by_test_id("send-files").click()
    message = (await stage.update()).message
    assert message is not None
    assert (message.photo[-1].width, message.photo[-1].height) == (640, 480)
    assert message.caption == "avant travaux"
    shown = stage.messages(sophie, "me").last
    await expect(shown.get_by_test_id("photo")).to_contain_text("640 × 480")
    await expect(shown.locator("img")).to_have_js_property("complete", True)
    assert await shown.locator("img").evaluate("image => image.naturalWidth") == 640


async def test_a_picture_can_be_sent_as_a_file(stage: Stage) -> None:
    sophie = await stage.opened()
    async with stage.page.expect_file_chooser() as waiting:
        await stage.pane(sophie).get_by_test_id("attach").click()
    await (await waiting.value).set_files({"name": "plaque.jpg", "mimeType": "image/jpeg", "buffer": _picture()})
    await stage.page.get_by_test_id("as-file").check()
    await stage.page.get_by_test_id("send-files").click()
    message = (await stage.update()).message
    assert message is not None
    assert message.document is not None
    assert message.document.file_name == "plaque.jpg"


async def test_a_dropped_file_is_sent(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.pane(sophie).evaluate(
        """pane => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(["ref;prix"], "tarif.csv", { type: "text/csv" }));
            pane.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }"""
    )
    await stage.page.get_by_test_id("send-files").click()
    message = (await stage.update()).message
    assert message is not None
    assert message.document is not None
    assert message.document.file_name == "tarif.csv"


async def test_places_and_contacts_of_the_bot_are_shown(stage: Stage) -> None:
    sophie = await stage.opened()
    await stage.bot.send_venue(sophie, 45.75, 4.85, "Chantier Tilleuls", "12 rue des Tilleuls, Lyon")
    await stage.bot.send_contact(sophie, "+33478000000", "Dupont")
    await expect(stage.pane(sophie).get_by_test_id("place")).to_contain_text("12 rue des Tilleuls")
    await expect(stage.pane(sophie).get_by_test_id("contact")).to_contain_text("+33478000000")
