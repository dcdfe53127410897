"""What is left of a document is credited to the cent, also after its price alone was lowered."""

from typing import Any

import pytest

from core.invoicing import crediting
from core.kernel.amounts import amount, percent
from tests.core.invoicing.office import Office, sold


@pytest.mark.parametrize("whole", [{}, {"discount": percent(5)}, {"discount_amount": amount(10)}])
@pytest.mark.parametrize("net_of_tax", [False, True])
async def test_after_a_lower_price_all_that_is_left_is_credited(
    office: Office, whole: dict[str, Any], net_of_tax: bool
) -> None:
    order = await office.ordered(sold("2", "299.10"), sold("1", "50", vat="10"), **whole)
    invoice = await office.invoiced(order.id)
    async with office.work.begin(office.boss) as uow:
        first = await crediting.draft_credit(
            uow, invoice.id, price_only=amount(50), net_of_tax=net_of_tax, reason="geste"
        )
    first = await office.issue(first.id)
    async with office.work.begin(office.boss) as uow:
        rest = await crediting.draft_credit(uow, invoice.id, reason="erreur")
    rest = await office.issue(rest.id)
    assert first.gross + rest.gross == invoice.gross
    assert await office.left(invoice.id) == 0
    await office.expect_sound()
