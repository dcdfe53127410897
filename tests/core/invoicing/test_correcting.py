"""An invoice that was wrong is replaced by one whose prices, rates and lines were corrected."""

import pytest

from core.catalog.errors import VatRateUnknown
from core.invoicing import correcting, editing, reads, replacing
from core.invoicing.errors import BeyondOrdered, OnlyQuantities
from core.invoicing.models import Invoice
from core.invoicing.reads import Standing
from core.kernel.amounts import PriceBasis, amount, percent, quantity, unit_price
from core.sales.quotes import NewLine
from tests.core.invoicing.office import Office, sold


async def _replaced(office: Office) -> tuple[Invoice, Invoice]:
    """An invoice of 3 at 10 and 1 at 40, and the draft in its place."""
    order = await office.ordered(sold("3", "10"), sold("1", "40", label="Chaudière"))
    wrong = await office.invoiced(order.id)
    async with office.work.begin(office.boss) as uow:
        _credit, draft = await replacing.replace(uow, wrong.id)
    return wrong, draft


async def test_price_rate_label_and_lines_of_a_replacing_draft_change(office: Office) -> None:
    wrong, draft = await _replaced(office)
    first, second = (line.id for line in draft.lines)
    async with office.work.begin(office.boss) as uow:
        await correcting.correct_line(uow, draft.id, first, price=unit_price("9.50"), vat=percent(10), label="Pose")
        await editing.set_line(uow, draft.id, second, quantity=quantity(0))
        more = NewLine(quantity=quantity(2), label="Trajet", price=unit_price("12"), basis=PriceBasis.TTC)
        changed = await correcting.add_lines(uow, draft.id, lines=[more])
        assert [(line.label, line.vat) for line in changed.lines] == [("Pose", percent(10)), ("Trajet", percent(20))]
    issued = await office.issue(draft.id)
    assert [issued.net, issued.gross] == [amount("48.50"), amount("55.35")]
    order = await office.shop.read_order(issued.order_id or 0)
    assert [line.invoiced for line in order.lines] == [quantity(3), quantity(0)]
    assert order.invoiced == amount("31.35"), "what was added is of no order"
    async with office.work.read(office.boss) as db:
        stand = await reads.stand_of(db, await reads.read(db, wrong.id))
    assert (stand.standing, stand.by) == (Standing.CANCELLED, ("AV2611-0001",))
    await office.expect_sound()


async def test_a_line_that_was_added_is_changed_and_taken_away(office: Office) -> None:
    _wrong, draft = await _replaced(office)
    more = NewLine(quantity=quantity(2), label="Trajet", price=unit_price("12"))
    async with office.work.begin(office.boss) as uow:
        added = (await correcting.add_lines(uow, draft.id, lines=[more])).lines[-1].id
        changed = await editing.set_line(uow, draft.id, added, quantity=quantity(5))
        assert changed.net == amount(130)
        changed = await editing.set_line(uow, draft.id, added, quantity=quantity(0))
        assert changed.net == amount(70)


async def test_no_more_than_was_ordered_is_charged_of_its_lines(office: Office) -> None:
    _wrong, draft = await _replaced(office)
    async with office.work.begin(office.boss) as uow:
        await editing.set_line(uow, draft.id, draft.lines[0].id, quantity=quantity(4))
    with pytest.raises(BeyondOrdered):
        await office.issue(draft.id)


async def test_a_rate_of_elsewhere_is_refused(office: Office) -> None:
    _wrong, draft = await _replaced(office)
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(VatRateUnknown):
            await correcting.correct_line(uow, draft.id, draft.lines[0].id, vat=percent("8.5"))


async def test_the_draft_of_an_order_keeps_the_orders_prices(office: Office) -> None:
    order = await office.ordered(sold("3", "10"))
    draft = await office.drafted(order.id)
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(OnlyQuantities):
            await correcting.correct_line(uow, draft.id, draft.lines[0].id, price=unit_price("9"))
