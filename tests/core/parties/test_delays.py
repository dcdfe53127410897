"""The longest delay of payment that the law allows, by who buys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.terms import read_terms
from core.parties.delays import beyond_law
from core.parties.models import CustomerKind

CODES = st.integers(0, 365).map("{}J".format) | st.integers(0, 365).map("{}J_FDM".format)


@pytest.mark.parametrize(
    ("kind", "allowed", "beyond"),
    [
        ("professional", ("COMPTANT", "60J", "45J_FDM", "3X", ""), ("61J", "46J_FDM", "60J_FDM", "90J", "4X")),
        ("public", ("COMPTANT", "30J", "2X", ""), ("31J", "30J_FDM", "45J_FDM", "60J", "3X")),
    ],
)
def test_what_is_longer_than_the_law_s_delay_exceeds_it(
    kind: str, allowed: tuple[str, ...], beyond: tuple[str, ...]
) -> None:
    assert not [code for code in allowed if beyond_law(code, CustomerKind(kind))]
    assert not [code for code in beyond if not beyond_law(code, CustomerKind(kind))]


@given(CODES)
def test_a_public_body_may_never_pay_later_than_a_professional_and_a_consumer_as_agreed(code: str) -> None:
    assert beyond_law(code, CustomerKind.CONSUMER) is None
    if beyond_law(code, CustomerKind.PROFESSIONAL):
        assert beyond_law(code, CustomerKind.PUBLIC)
        assert read_terms(code).days > 45
