"""What cells mean, and that what is written is read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange import values
from core.exchange.columns import COLUMNS, NAMED_BY
from core.exchange.models import ImportKind
from core.exchange.tables.cells import worded
from core.kernel.amounts import rate, unit_price
from core.kernel.errors import Invalid
from core.kernel.text import words
from core.parties.models import CustomerKind


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1 250,50 €", "1250.50"),
        ("1\u202f250,50\u00a0€", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1250.5", "1250.5"),
        ("1,25", "1.25"),
        ("12 HT", "12"),
        ("€ 12", "12"),
        ("-5", "-5"),
    ],
)
def test_a_number_is_read_however_it_is_written(said: str, meant: str) -> None:
    assert values.decimal("price", said) == Decimal(meant)


@pytest.mark.parametrize("said", ["", "douze", "1,2,3", "1e5", "--5", "9" * 30, "=1+1", "NaN", "١٢"])
def test_what_is_no_number_is_refused(said: str) -> None:
    with pytest.raises(Invalid):
        values.decimal("price", said)


@given(st.decimals(min_value=0, max_value=10**7, places=4))
def test_a_price_that_was_written_is_read_back(price: Decimal) -> None:
    kept = unit_price(price)
    assert values.price_in("price")(worded(values.written(kept))) == kept


@given(st.integers(min_value=1, max_value=10_000))
def test_a_discount_and_a_rate_that_were_written_are_read_back(ten_thousandths: int) -> None:
    kept = rate(Decimal(ten_thousandths) / 10_000)
    assert values.rate_in("discount")(worded(values.written_rate(kept))) == kept
    assert values.vat_in("vat")(values.written_vat(kept)) == kept


_NAMES = st.text(st.characters(categories=("L", "N"), include_characters=" ,;/'"), min_size=1, max_size=12).map(
    str.strip
)


@given(st.lists(_NAMES.filter(bool), max_size=4, unique=True))
def test_a_list_that_was_written_is_read_back(names: list[str]) -> None:
    assert values.list_in("aliases")(worded(values.written(names))) == names


def test_a_list_is_read_however_it_is_parted() -> None:
    assert values.list_in("tags")("vip, chantier") == ["vip", "chantier"]
    assert values.list_in("tags")("vip;2,5 kW") == ["vip", "2,5 kW"]


@pytest.mark.parametrize("kind", CustomerKind)
def test_a_kind_that_was_written_is_read_back(kind: CustomerKind) -> None:
    assert values.kind_in("kind")(values.written_kind(kind)) is kind


@pytest.mark.parametrize(
    ("said", "vat"), [("20", "0.2"), ("20 %", "0.2"), ("0,2", "0.2"), ("5,5", "0.055"), ("0", "0")]
)
def test_a_vat_rate_is_read_as_percentage_or_ratio(said: str, vat: str) -> None:
    assert values.vat_in("vat")(said) == Decimal(vat)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("30 jours fin de mois", "30J_FDM"),
        ("30j fdm", "30J_FDM"),
        ("30J_FDM", "30J_FDM"),
        ("45 jours", "45J"),
        ("30 jours net", "30J"),
        ("Comptant", "COMPTANT"),
        ("à réception de facture", "COMPTANT"),
        ("0", "COMPTANT"),
        ("3 fois", "3X"),
        ("3x", "3X"),
    ],
)
def test_terms_are_read_as_people_write_them(said: str, code: str) -> None:
    assert values.terms_in("payment_terms")(said) == code


@pytest.mark.parametrize("said", ["366 jours", "un jour", "400 jours fin de mois", "99x"])
def test_terms_that_nobody_knows_are_refused(said: str) -> None:
    with pytest.raises(Invalid):
        values.terms_in("payment_terms")(said)


def test_a_zero_that_a_spreadsheet_dropped_is_put_back() -> None:
    assert values.phone_in("phone")("465712233") == "0465712233"
    assert values.phone_in("phone")("33465712233") == "+33465712233"  # our own export, saved by a spreadsheet
    assert values.zip_in("zip")("1000") == "01000"
    assert values.zip_in("zip")("69001") == "69001"


@pytest.mark.parametrize("kind", ImportKind)
def test_no_two_columns_of_a_table_answer_to_one_header(kind: ImportKind) -> None:
    names = [name for column in COLUMNS[kind] for name in column.names]
    assert sorted(names) == sorted(set(names))
    assert all(name == " ".join(words(name)) for name in names)
    assert NAMED_BY[kind] in {column.field for column in COLUMNS[kind]}
