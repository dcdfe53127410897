"""Telephone numbers, SIREN, SIRET and VAT numbers, in all their spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import tva

from core.kernel.identifiers import PhoneWrong, SirenWrong, SiretWrong, dialled, phone, siren, siret, vat_number

GAPS = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f"])
FIRST = st.sampled_from(["0", "+33", "0033", "+33 (0)", "0033 "])


@given(FIRST, st.integers(1, 9), st.lists(st.integers(0, 99), min_size=4, max_size=4), GAPS)
def test_every_spelling_of_a_french_number_is_the_same_number(
    first: str, area: int, pairs: list[int], gap: str
) -> None:
    digits = f"{area}" + "".join(f"{pair:02d}" for pair in pairs)
    typed = first + gap.join([str(area), *(f"{pair:02d}" for pair in pairs)])
    assert phone(typed) == f"+33{digits}"
    assert dialled(phone(typed)) == f"0{digits}"
    assert phone(phone(typed)) == phone(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("+41 22 730 51 11", "+41227305111"), ("+262 262 12 34 56", "+262262123456"), ("", ""), ("  ", "")],
)
def test_foreign_numbers_keep_their_country(typed: str, number: str) -> None:
    assert phone(typed) == number


@pytest.mark.parametrize(
    "typed", ["12", "bonjour", "04 65 71 10", "04 65 71 10 01 99 99", "+", "04 65 71 10 01 ext. 5"]
)
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(PhoneWrong) as refused:
        phone(typed)
    assert refused.value.value == typed


@given(st.integers(0, 99_999_999))
def test_one_last_digit_in_ten_makes_a_siren_and_its_vat_number_is_right(start: int) -> None:
    good = [digits for last in range(10) if _accepted(digits := f"{start:08d}{last}")]
    assert len(good) == 1
    assert tva.is_valid(vat_number(good[0]))


@pytest.mark.parametrize(
    "typed", ["732 829 320", "732829320", "732.829.320", "732\u202f829\u202f320", "73282932000074"]
)
def test_a_siren_is_read_whatever_the_spaces_and_from_a_siret(typed: str) -> None:
    assert siren(typed) == "732829320"


def test_a_siret_is_read_whatever_the_spaces() -> None:
    assert siret("732 829 320 00074") == "73282932000074"


@pytest.mark.parametrize("typed", ["1", "732829321", "73282932000075", "abc", "٧٣٢٨٢٩٣٢٠"])
def test_a_wrong_number_of_the_register_is_refused(typed: str) -> None:
    with pytest.raises(SirenWrong):
        siren(typed)
    with pytest.raises(SiretWrong):
        siret(typed)


def test_nothing_stays_nothing() -> None:
    assert (siren(""), siret(" "), vat_number("")) == ("", "", "")


def _accepted(digits: str) -> bool:
    try:
        return siren(digits) == digits
    except SirenWrong:
        return False
