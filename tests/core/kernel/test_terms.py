"""Payment terms: which codes there are, and what they mean."""

import pytest

from core.kernel.errors import Invalid
from core.kernel.terms import PaymentTerms, checked_terms, read_terms


@pytest.mark.parametrize(
    ("code", "terms"),
    [
        ("COMPTANT", PaymentTerms()),
        ("30J", PaymentTerms(days=30)),
        ("45J_FDM", PaymentTerms(days=45, end_of_month=True)),
        ("3X", PaymentTerms(payments=3)),
    ],
)
def test_a_code_says_days_end_of_month_and_payments(code: str, terms: PaymentTerms) -> None:
    assert read_terms(code) == terms


@pytest.mark.parametrize("code", ["366J", "999J_FDM", "0X", "13X", "30", "30j", "30J ", "", "3X_FDM"])
def test_what_is_no_code_or_longer_than_anybody_agrees_is_refused(code: str) -> None:
    with pytest.raises(Invalid):
        read_terms(code)


def test_no_terms_are_terms_of_nobody() -> None:
    assert checked_terms("") == ""
