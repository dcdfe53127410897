"""The judgement at the end: each accepted message has had its effect once, and what each person sees is true."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.outgoing.render import plain
from bot.sales.received import received_card
from bot.sales.screens import staff_card
from core.files import FileStore
from core.i18n import language
from core.permissions import SYSTEM
from core.sales import quotes
from core.sales.models import Quote
from core.uow import Work
from tests.faults.delivering import Bringers, Deal
from tests.faults.selling import Seller
from tests.faults.stage import Json, Stage, shown_text

GUIDE = "Écrivez comme vous parlez"  # in the answer to /aide
_ANSWERS = {"quote-accept": "QuoteAccepted", "quote-refuse": "QuoteRefused"}
_NEWS: Final = (" a accepté ", " a refusé ")
_TOLD: Final = "vous envoie un devis"  # a message that only leads to the card
_FIGURES: Final = re.compile(r"(marge \w+)(?: · [^\n]*)")


async def audit(stage: Stage, sellers: Sequence[Seller], bringers: Sequence[Bringers] = ()) -> None:
    """Everything at once; Carnet may be running but has nothing left to do."""
    await expect_all_done(stage)
    await expect_effects_once(stage, sellers, [deal for one in bringers for deal in one.deals])
    await expect_continuous_numbers(stage)
    for seller in sellers:
        assert len(stage.said(seller.person, GUIDE)) >= seller.guides
        for quote in seller.changes:
            await expect_seen(stage, seller, quote)


async def expect_all_done(stage: Stage) -> None:
    """No message failed; only an answer to a tap may have come too late. What was refused waits as its notice."""
    assert await stage.rows("SELECT update_id, error FROM inbox WHERE error <> '' OR done_at IS NULL") == []
    waits = "EXISTS (SELECT 1 FROM notice WHERE notice.id = outbox.notice_id AND said_at IS NULL)"
    failed = f"error <> '' AND kind <> 'toast' AND NOT {waits}"
    lost = await stage.rows(f"SELECT kind, error FROM outbox WHERE sent_at IS NULL OR {failed}")
    assert lost == []


async def expect_effects_once(stage: Stage, sellers: Sequence[Seller], deals: Sequence[Deal] = ()) -> None:
    """Quotes, lines and facts, counted by the message that asked for them; those of orders are judged beside."""
    ordered = [deal.source for deal in deals]
    drafted = [source for seller in sellers for source in seller.drafted] + ordered
    assert Counter(r[0] for r in await stage.rows("SELECT source FROM quote")) == Counter(drafted)
    lines = [source for seller in sellers for source in seller.lines] + ordered
    assert Counter(r[0] for r in await stage.rows("SELECT source FROM quote_line")) == Counter(lines)
    rows = await stage.rows("SELECT subject_id, kind FROM journal WHERE subject = 'quote'")
    becoming = {r[0] for r in await stage.rows("SELECT quote_id FROM sales_order")}
    facts = Counter((r[0], r[1]) for r in rows if r[0] not in becoming)
    expected = Counter(fact for seller in sellers for fact in _facts(seller))
    assert facts == expected, f"too many: {facts - expected}, missing: {expected - facts}"


async def expect_continuous_numbers(stage: Stage, table: str = "quote", series: str = "quote") -> None:
    """1, 2, 3 … without a gap or a repeat, and the counter stands at the last."""
    numbers = sorted(r[0] for r in await stage.rows(f"SELECT number FROM {table} WHERE number IS NOT NULL"))
    assert [int(number.split("-")[1]) for number in numbers] == list(range(1, len(numbers) + 1))
    last = [r[0] for r in await stage.rows("SELECT last FROM counter WHERE series = :series", series=series)]
    assert last == ([len(numbers)] if numbers else [])


async def expect_seen(stage: Stage, seller: Seller, quote_id: int) -> None:
    """The newest card on both sides says what the database says, and the PDF is the one that is kept."""
    quote = await read_quote(stage, quote_id)
    assert quote.totals().gross == quote.gross
    card = _newest_card(stage, seller.person, quote)
    with language("fr"):
        received = plain(received_card(quote, "Thermélec Services"))
        async with Work(stage.database).read(replace(SYSTEM, company_id=quote.company_id)) as db:
            expected = plain(await staff_card(db, await quotes.read(db, quote_id)))
    shown = _for_anybody(shown_text(card))
    assert shown == expected.strip(), f"quote {quote_id}: {shown!r}, {expected!r}"
    if quote_id in seller.finished:
        assert _for_anybody(shown_text(_newest_card(stage, seller.buyer, quote))) == received.strip()
    if quote.number is not None:
        await _expect_pdf(stage, seller.person, quote)


async def read_quote(stage: Stage, quote_id: int) -> Quote:
    (row,) = await stage.rows("SELECT company_id FROM quote WHERE id = :id", id=quote_id)
    async with Work(stage.database).read(replace(SYSTEM, company_id=row[0])) as db:
        return await quotes.read(db, quote_id)


def _facts(seller: Seller) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for quote, changes in seller.changes.items():
        found += [(quote, "QuoteDrafted"), *[(quote, "QuoteChanged")] * changes]
        if quote in seller.finished:
            kinds = ("QuoteValidated", "QuoteSent", _ANSWERS[seller.finished[quote]])
            found += [(quote, kind) for kind in kinds]
    return found


def _newest_card(stage: Stage, person: int, quote: Quote) -> Json:
    """The newest message that shows this quote as a card: neither its PDF nor its link."""
    for message in reversed(stage.messages(person)):
        keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
        datas = [button.get("callback_data", "") for row in keyboard for button in row]
        if any(data.split(".")[2:3] == [str(quote.id)] for data in datas) and _TOLD not in shown_text(message):
            return message
    raise AssertionError(f"{person} sees no card of quote {quote.id}")


def _for_anybody(words: str) -> str:
    """A card without the line of a notice above it, nor the margin's figures, which not everybody sees."""
    words = _FIGURES.sub(r"\1", words)
    heading, _newline, rest = words.partition("\n")
    return rest if any(news in heading for news in _NEWS) else words


async def _expect_pdf(stage: Stage, person: int, quote: Quote) -> None:
    shown = stage.documents(person, quote.number or "?")
    assert shown, f"{quote.number} was never sent as a PDF"
    assert quote.pdf_sha256 is not None
    kept = await FileStore(stage.folder / "data" / "files").get(quote.pdf_sha256)
    for message in shown:
        file = stage.chat.world.files.find(message["document"]["file_id"])
        assert file is not None
        assert stage.chat.world.files.location(file).read_bytes() == kept
