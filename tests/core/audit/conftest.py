"""What the tests of the audit share."""

import pytest

from core.invoicing.lifecycles import InvoiceKind
from core.uow import Work
from tests.companies import SettableClock
from tests.core.audit.books import Books, some_books


@pytest.fixture
async def books(work: Work, clock: SettableClock) -> Books:
    """Two invoices, the first half paid; a credit note; the day closed and another invoice the day after."""
    books = await some_books(work, clock)
    first = await books.invoice("100")
    await books.invoice("250.50")
    await books.pay(first, "60")
    await books.invoice("10", kind=InvoiceKind.CREDIT)
    clock.advance(days=1)
    await books.close()
    await books.invoice("33.33")
    return books
