"""A document's PDF: the same bytes for ever, also when its file was lost, and never other bytes under one number."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfReader

from bot.outgoing.documents import Documents, FileLost
from core.files import FileStore
from core.kernel.amounts import quantity
from core.kernel.errors import NotFound
from core.offload.job import Job
from core.offload.pool import Pool
from core.printing.jobs import PDF
from core.printing.layout import pdf
from core.printing.paper import Paper
from core.sales import deliveries, orders
from core.uow import Work
from tests.core.printing.reading import whole
from tests.core.sales.deliveries.shop import a_shop, back, some
from tests.core.sales.papers.rows import ink, photo
from tests.core.sales.trade import Trade, a_trade


@dataclass
class InPlace:
    """Prints without a process of its own; `changed` stands for a layout that has changed since."""

    changed: bytes = b""

    async def run(self, job: Job[[Paper], bytes], paper: Paper) -> bytes:
        assert job is PDF
        return pdf(paper) + self.changed


@pytest.fixture
async def trade(work: Work) -> Trade:
    return await a_trade(work)


async def test_the_same_bytes_are_sent_again_even_after_the_layout_has_changed(trade: Trade, tmp_path: Path) -> None:
    quote = await trade.validated()
    first = await _sent(trade, tmp_path, quote.id)
    assert await _sent(trade, tmp_path, quote.id, changed=b"% other\n") == first
    assert (await trade.read(quote.id)).pdf_sha256 is not None


async def test_a_lost_file_is_printed_again_only_when_it_is_the_same_document(trade: Trade, tmp_path: Path) -> None:
    quote = await trade.validated()
    first = await _sent(trade, tmp_path, quote.id)
    kept = (await trade.read(quote.id)).pdf_sha256
    assert kept is not None
    FileStore(tmp_path).path(kept).unlink()
    with pytest.raises(FileLost):
        await _sent(trade, tmp_path, quote.id, changed=b"% other\n")
    assert await _sent(trade, tmp_path, quote.id) == first


async def test_a_confirmation_keeps_its_bytes_until_the_order_changes(work: Work, tmp_path: Path) -> None:
    shop = await a_shop(work)
    order = await shop.order(some(await shop.product(many="9"), "4"))
    first = await _printed(shop.trade, tmp_path, "order", order.id)
    assert first[0] == f"{order.number}_Dupont-Menuiserie.pdf"
    assert await _printed(shop.trade, tmp_path, "order", order.id, changed=b"% other\n") == first
    async with work.begin(shop.seller) as uow:
        await orders.set_quantity(uow, order.id, order.lines[0].id, quantity=quantity(3))
    assert await _printed(shop.trade, tmp_path, "order", order.id) != first


async def test_a_signed_delivery_note_bears_signature_and_photos_and_never_changes(work: Work, tmp_path: Path) -> None:
    shop, files = await a_shop(work), FileStore(tmp_path)
    order = await shop.order(some(await shop.product(many="9"), "4"))
    delivery = await shop.deliver_order(order.id)
    before = await _printed(shop.trade, tmp_path, "delivery", delivery.id)
    drawn, shown, later = [await files.put(one) for one in (ink(), photo(), photo("navy"))]
    async with work.begin(shop.driver) as uow:
        await deliveries.add_photo(uow, delivery.id, sha256=shown)
        await deliveries.sign(
            uow, delivery.id, name="Léa Œuvrard", signature_sha256=drawn, reserves="Un carton ouvert."
        )
    name, signed = await _printed(shop.trade, tmp_path, "delivery", delivery.id)
    assert name == f"{delivery.number}_Dupont-Menuiserie.pdf"
    assert signed != before[1]
    assert "Un carton ouvert." in whole(signed)
    assert sum(len(page.images) for page in PdfReader(BytesIO(signed)).pages) == 2
    async with work.begin(shop.driver) as uow:
        await deliveries.add_photo(uow, delivery.id, sha256=later)
    assert await _printed(shop.trade, tmp_path, "delivery", delivery.id, changed=b"% other\n") == (name, signed)


async def test_a_preparation_slip_and_a_return_note_are_printed(work: Work, tmp_path: Path) -> None:
    shop = await a_shop(work)
    order = await shop.order(some(await shop.product(many="9"), "4"))
    delivery = await shop.plan(order.id)
    name, slip = await _printed(shop.trade, tmp_path, "slip", delivery.id)
    assert name == f"BP-{delivery.id}_Dupont-Menuiserie.pdf"
    assert "Radiateur" in whole(slip)
    await shop.deliver(delivery.id)
    made = await shop.give_back(order.id, back(order.lines[0].id, "1"))
    name, note = await _printed(shop.trade, tmp_path, "return", made.id)
    assert name == f"{made.number}_Dupont-Menuiserie.pdf"
    assert "abîmé" in whole(note)


async def test_another_companys_documents_are_not_printed(work: Work, tmp_path: Path) -> None:
    shop, other = await a_shop(work), await a_trade(work)
    order = await shop.order(some(await shop.product(many="9"), "4"))
    delivery = await shop.deliver_order(order.id)
    for kind, subject_id in (("order", order.id), ("slip", delivery.id), ("delivery", delivery.id)):
        with pytest.raises(NotFound):
            await _printed(other, tmp_path, kind, subject_id)


async def _sent(trade: Trade, folder: Path, quote_id: int, changed: bytes = b"") -> bytes:
    name, content = await _printed(trade, folder, "quote", quote_id, changed)
    assert name.endswith("_Dupont-Menuiserie.pdf")
    return content


async def _printed(trade: Trade, folder: Path, kind: str, subject_id: int, changed: bytes = b"") -> tuple[str, bytes]:
    documents = Documents(trade.work, FileStore(folder), cast(Pool, InPlace(changed)))
    return await documents.pdf(kind, trade.company_id, subject_id)
