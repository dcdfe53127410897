"""A screen becomes Telegram's HTML: every text survives, nothing is too long, totals are never lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localchat.entities import parse_html
from bot.outgoing.render import TEXT_LIMIT, clip, html, plain
from bot.outgoing.screen import Button, Folded, Line, Screen, Span, Style
from bot.sales.editing import edit_card, line_card
from bot.sales.received import received_card
from bot.sales.screens import quote_card
from core.i18n import money
from core.kernel.amounts import quantity, unit_price
from core.sales.quotes import NewLine
from core.uow import Work
from tests.core.sales.trade import a_trade

texts = st.text(max_size=60)
spans = st.one_of(texts, st.builds(Span, st.sampled_from(Style), texts))
lines: st.SearchStrategy[Line] = st.one_of(texts, st.lists(spans, max_size=4).map(tuple))
blocks = st.one_of(lines, st.builds(Folded, st.lists(lines, max_size=3).map(tuple)))
screens = st.builds(Screen, st.lists(blocks, max_size=6).map(tuple))
long_screens = st.builds(Screen, st.lists(st.text(max_size=400), min_size=10, max_size=80).map(tuple))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(screens)
def test_any_text_survives_as_it_was_typed(screen: Screen) -> None:
    read, entities = parse_html(html(screen))
    assert read == plain(screen)
    assert {entity["type"] for entity in entities} <= {"bold", "italic", "code", "expandable_blockquote", "blockquote"}


@given(long_screens)
def test_no_message_is_longer_than_telegram_takes(screen: Screen) -> None:
    read, _entities = parse_html(html(screen))
    assert _units(read) <= TEXT_LIMIT
    assert _units(plain(screen)) <= TEXT_LIMIT


@given(long_screens)
def test_what_is_too_long_loses_whole_lines_and_never_the_first_or_the_last(screen: Screen) -> None:
    shown = plain(screen).split("\n")
    whole = "\n".join(str(line) for line in screen.lines).split("\n")
    kept = [line for line in shown if "la suite est dans le document" not in line]
    assert all(line in whole for line in kept)
    assert (kept[0], kept[-1]) == (whole[0], whole[-1])


@given(st.text(max_size=300), st.integers(1, 200))
def test_a_clipped_text_fits(text: str, limit: int) -> None:
    assert len(clip(text, limit)) <= limit


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_quote_of_five_hundred_lines_shows_its_total_on_every_card(work: Work) -> None:
    trade = await a_trade(work)
    label = "Fourniture et pose <soignées> & garanties 👷 " * 6
    asked = [NewLine(quantity=quantity("1.234"), label=label[:300], price=unit_price("1234.5678"))] * 500
    quote = await trade.read((await trade.draft(*asked)).id)
    assert quote.gross > Decimal("900000")
    for screen in (quote_card(quote), received_card(quote, "Menuiserie"), edit_card(quote), edit_card(quote, 62)):
        read, _entities = parse_html(html(screen))
        assert _units(read) <= TEXT_LIMIT
        assert f"TTC\N{NO-BREAK SPACE}{money(quote.gross)}" in read
    assert len(_buttons(edit_card(quote))) <= 20
    assert _buttons(line_card(quote, quote.lines[-1]))


def _buttons(screen: Screen) -> list[Button]:
    return [button for row in screen.rows for button in row]
