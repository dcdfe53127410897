"""A card says why a business abroad is charged French VAT on works."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.invoices.rows import untaxed_lines
from tests.core.invoicing.papers.invoices import BELGIAN, ON, a_customer

_LYON = {"zip": "69001", "country": "FR"}


@pytest.mark.parametrize(
    ("customer", "place", "service", "told"),
    [
        (a_customer(**BELGIAN), _LYON, True, True),
        (a_customer(**BELGIAN), _LYON, False, False),
        (a_customer(**BELGIAN), {}, True, False),
        (a_customer(), _LYON, True, False),
    ],
)
def test_works_on_a_building_in_france_are_said_to_be_taxed_there(
    customer: Any, place: dict[str, str], service: bool, told: bool
) -> None:
    lines = [SimpleNamespace(service=service, category="S")]
    invoice: Any = SimpleNamespace(taxes=[], lines=lines, customer=customer, place=place)
    assert bool(untaxed_lines(invoice, ON)) is told
    assert ("259 A" in str(untaxed_lines(invoice, ON))) is told
