"""What the tests of orders share."""

import pytest

from tests.core.sales.orders.counter import Counter
from tests.core.sales.trade import Trade


@pytest.fixture
def counter(trade: Trade) -> Counter:
    return Counter(trade)
