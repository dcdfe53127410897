"""The judgement on documents and payments: each made once, numbered without a gap, posted, chained, kept and told."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from core.audit.verifying import verify
from core.files import FileStore
from core.permissions import SYSTEM
from core.uow import Work
from tests.core.printing.reading import whole
from tests.faults.audit import expect_all_done, expect_continuous_numbers
from tests.faults.charging import Clerk
from tests.faults.stage import Stage

_SERIES: Final = {"invoice": "invoice", "deposit": "deposit", "credit": "credit"}  # by kind
_UNBALANCED: Final = (
    "SELECT e.number FROM ledger_entry e JOIN ledger_line l ON l.entry_id = e.id"
    " GROUP BY e.id, e.number HAVING sum(l.debit) <> sum(l.credit) OR sum(l.debit) = 0"
)


async def audit_money(stage: Stage, clerks: Sequence[Clerk]) -> None:
    """Everything at once; Carnet may be running but has nothing left to do."""
    await expect_all_done(stage)
    for kind, series in _SERIES.items():
        await expect_continuous_numbers(stage, f"(SELECT * FROM invoice WHERE kind = '{kind}') AS one", series)
    await expect_continuous_numbers(stage, "payment", "payment")
    await expect_made_once(stage, clerks)
    await expect_posted(stage)
    await expect_kept(stage, clerks)
    await expect_told_once(stage, clerks)


async def expect_made_once(stage: Stage, clerks: Sequence[Clerk]) -> None:
    """As many documents and payments as were asked for, whatever was tapped twice; no draft is left over."""
    documents = sorted(one for clerk in clerks for one in clerk.documents)
    assert await _ids(stage, "invoice") == documents
    made = Counter(row[0] for row in await stage.rows("SELECT state FROM invoice"))
    assert made == {"issued": len(documents)}
    bounced = sorted(one for clerk in clerks for one in clerk.bounced)
    assert await _ids(stage, "payment") == sorted([*bounced, *(one for each in clerks for one in each.payments)])
    facts = Counter(row[0] for row in await stage.rows("SELECT kind FROM journal"))
    assert facts["InvoiceIssued"] == len(documents)
    assert facts["PaymentReceived"] == sum(len(clerk.payments) for clerk in clerks)
    assert facts["PaymentTakenBack"] == len(bounced)


async def expect_posted(stage: Stage) -> None:
    """One entry for each, all balanced; the chain and all sums are what the rows say."""
    rows = await stage.rows("SELECT subject, subject_id FROM ledger_entry WHERE journal <> 'OD'")
    made = [("invoice", one) for one in await _ids(stage, "invoice")]
    assert Counter((row[0], row[1]) for row in rows) == Counter(
        [*made, *(("payment", one) for one in await _ids(stage, "payment"))]
    )
    assert await stage.rows(_UNBALANCED) == []
    ((company_id,),) = await stage.rows("SELECT DISTINCT company_id FROM invoice")
    async with Work(stage.database).read(replace(SYSTEM, company_id=company_id)) as db:
        assert (await verify(db, files=_files(stage))).broken == []


async def expect_kept(stage: Stage, clerks: Sequence[Clerk]) -> None:
    """Each PDF bears its number, is kept under its hash, and is what was sent."""
    rows = await stage.rows("SELECT id, number, pdf_sha256 FROM invoice")
    papers = {document: (number, sha256) for document, number, sha256 in rows}
    for clerk in clerks:
        for document in clerk.documents:
            number, sha256 = papers[document]
            kept = await _files(stage).get(sha256)
            assert hashlib.sha256(kept).hexdigest() == sha256
            assert number in whole(kept)
            shown = stage.documents(clerk.person, number)
            assert shown, f"{number} was never sent"
            assert all(_content(stage, message["document"]["file_id"]) == kept for message in shown)


async def expect_told_once(stage: Stage, clerks: Sequence[Clerk]) -> None:
    """The customer has one notice of each document that he was sent, however often that was tapped; and has read it."""
    rows = await stage.rows("SELECT key FROM notice WHERE kind = 'invoice_sent'")
    sent = Counter(int(row[0].split(":")[1]) for row in rows)
    assert set(sent.values()) == {1}
    for clerk in clerks:
        assert set(clerk.told) <= set(sent)
        assert len(stage.said(clerk.buyer, "vous envoie votre facture")) >= len(clerk.told)


async def _ids(stage: Stage, table: str) -> list[int]:
    return sorted(row[0] for row in await stage.rows(f"SELECT id FROM {table}"))


def _files(stage: Stage) -> FileStore:
    return FileStore(stage.folder / "data" / "files")


def _content(stage: Stage, file_id: str) -> bytes:
    file = stage.chat.world.files.find(file_id)
    assert file is not None
    return stage.chat.world.files.location(file).read_bytes()
