"""A quote's PDF: the same bytes for ever, also when its file was lost, and never other bytes under the same number."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from bot.outgoing.documents import Documents, FileLost
from core.files import FileStore
from core.offload.job import Job
from core.offload.pool import Pool
from core.printing.jobs import PDF
from core.printing.layout import pdf
from core.printing.paper import Paper
from core.uow import Work
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


async def _sent(trade: Trade, folder: Path, quote_id: int, changed: bytes = b"") -> bytes:
    documents = Documents(trade.work, FileStore(folder), cast(Pool, InPlace(changed)))
    assert trade.seller.company_id is not None
    name, content = await documents.quote_pdf(trade.seller.company_id, quote_id)
    assert name.endswith("_Dupont-Menuiserie.pdf")
    return content
