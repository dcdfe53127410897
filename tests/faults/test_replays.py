"""The same message twice, taps re-sent, taps at once: the effect comes once."""

import asyncio
from random import Random

import pytest

from tests.faults.audit import audit, expect_all_done, expect_continuous_numbers, read_quote
from tests.faults.selling import CUSTOMERS, Seller
from tests.faults.stage import KARIM, LEA, OWNER, Stage

PARALLEL = 20


@pytest.fixture
async def seller(on_both: Stage) -> Seller:
    """Karim, whose bot is running, on either database."""
    await on_both.program.start()
    return Seller(on_both, KARIM, CUSTOMERS[0], Random(1))


async def test_updates_delivered_again_after_a_lost_confirmation_change_nothing(on_sqlite: Stage) -> None:
    stage, seller = on_sqlite, Seller(on_sqlite, KARIM, CUSTOMERS[0], Random(1))
    keep_updates(stage)
    await stage.program.start()
    await seller.trade()
    await stage.quiet()
    before = len(stage.messages(KARIM))
    await stage.program.kill()
    deliver_again(stage)
    await stage.program.start()
    await stage.quiet()
    await audit(stage, [seller])
    assert len(stage.messages(KARIM)) == before


async def test_persons_may_be_delivered_in_any_order(on_sqlite: Stage) -> None:
    stage = on_sqlite
    sellers = [Seller(stage, person, CUSTOMERS[0], Random(person)) for person in (OWNER, KARIM, LEA)]
    written = [asyncio.create_task(seller.draft()) for seller in sellers]
    await stage.sees(lambda: True if stage.chat.world.updates.count() == 3 else None, "three messages")
    shuffle_persons(stage, Random(5))
    await stage.program.start()
    await asyncio.gather(*written)
    await stage.quiet()
    await audit(stage, sellers)


async def test_many_taps_at_once_on_valider_give_one_number(seller: Seller) -> None:
    stage = seller.stage
    quote = await seller.draft()
    message, data = await stage.sees_button(KARIM, "quote-validate", quote)
    await asyncio.gather(*(stage.tap(KARIM, message, data) for _time in range(PARALLEL)))
    await stage.sees_button(KARIM, "quote-send", quote)
    await stage.quiet()
    facts = await stage.rows("SELECT count(*) FROM journal WHERE kind = 'QuoteValidated'")
    assert [row[0] for row in facts] == [1]
    await expect_continuous_numbers(stage)
    assert len(stage.documents(KARIM, "DE")) == 1
    await expect_answered(stage, PARALLEL)


async def test_colleagues_who_tap_the_same_card_at_once_validate_it_once(seller: Seller) -> None:
    stage = seller.stage
    quote = await seller.draft()
    data = (await stage.sees_button(KARIM, "quote-validate", quote))[1]
    cards = {KARIM: 0, LEA: 0, OWNER: 0}
    for colleague in (LEA, OWNER):
        await stage.say(colleague, "/start")
        await stage.tap(colleague, 1, data.replace("quote-validate", "quote-open"))
    for person in cards:
        cards[person] = (await stage.sees_button(person, "quote-validate", quote))[0]
    await asyncio.gather(*(stage.tap(person, card, data) for person, card in cards.items() for _time in range(4)))
    for person in cards:
        await stage.sees_button(person, "quote-send", quote)
    await stage.quiet()
    facts = await stage.rows("SELECT count(*) FROM journal WHERE kind = 'QuoteValidated'")
    assert [row[0] for row in facts] == [1]
    await expect_continuous_numbers(stage)


async def test_a_tap_sent_again_under_a_new_update_has_no_second_effect(on_sqlite: Stage) -> None:
    stage, seller = on_sqlite, Seller(on_sqlite, KARIM, CUSTOMERS[0], Random(1))
    await stage.program.start()
    quote = await seller.draft()
    for verb, follows in (("quote-validate", "quote-send"), ("quote-send", "quote-send")):
        message, data = await stage.press(KARIM, verb, quote)
        await stage.sees_button(KARIM, follows, quote)
        await stage.quiet()
        await stage.tap(KARIM, message, data)
        await stage.quiet()
    kinds = [r[0] for r in await stage.rows("SELECT kind FROM journal WHERE subject = 'quote' ORDER BY id")]
    assert kinds == ["QuoteDrafted", "QuoteValidated", "QuoteSent"]


async def test_colleagues_who_add_lines_at_once_leave_a_quote_that_adds_up(seller: Seller) -> None:
    stage = seller.stage
    quote = await seller.draft()
    data = (await stage.sees_button(KARIM, "quote-validate", quote))[1]
    await stage.say(LEA, "/start")
    await stage.tap(LEA, 1, data.replace("quote-validate", "quote-open"))
    mine = (await stage.sees_button(KARIM, "quote-validate", quote))[0]
    hers = (await stage.sees_button(LEA, "quote-validate", quote))[0]
    writing = [(KARIM, mine), (LEA, hers)] * 6
    await asyncio.gather(
        *(stage.say(who, f"+ {metres} m cuivre 16", card) for metres, (who, card) in enumerate(writing, 2))
    )
    await stage.quiet()
    kept = await read_quote(stage, quote)
    assert [line.position for line in kept.lines] == list(range(1, len(writing) + 2))
    assert kept.gross == kept.totals().gross
    await expect_all_done(stage)


async def expect_answered(stage: Stage, taps: int) -> None:
    """Every tap was answered, none twice."""
    answers = [call for call in await stage.calls("answerCallbackQuery") if call["ok"]]
    assert len(answers) == taps


def keep_updates(stage: Stage) -> None:
    """From now on the server keeps a copy of each update it queues."""
    stage.chat.world.store.db.executescript(
        "CREATE TABLE IF NOT EXISTS kept_update AS SELECT * FROM pending_update WHERE 0;"
        "CREATE TRIGGER keep AFTER INSERT ON pending_update BEGIN"
        " INSERT INTO kept_update VALUES (new.id, new.kind, new.body, new.at); END;"
    )


def deliver_again(stage: Stage) -> None:
    """Queue all of them once more under their own numbers, as a server does that has missed the confirmation."""
    with stage.chat.world.store.db as db:
        db.execute("DROP TRIGGER keep")
        db.execute("INSERT OR IGNORE INTO pending_update SELECT * FROM kept_update")


def shuffle_persons(stage: Stage, chance: Random) -> None:
    """Give the waiting updates of different persons another order."""
    with stage.chat.world.store.db as db:
        rows = [dict(row) for row in db.execute("SELECT * FROM pending_update ORDER BY id")]
        bodies = [(row["kind"], row["body"]) for row in rows]
        chance.shuffle(bodies)
        for row, (kind, body) in zip(rows, bodies, strict=True):
            db.execute("UPDATE pending_update SET kind = ?, body = ? WHERE id = ?", (kind, body, row["id"]))
