"""What is typed for a setting is what is kept and shown."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.company.setting_table import SETTINGS
from bot.expected import EXPECTED
from bot.flows import Unreadable
from core.company.models import Company, StockOut
from core.company.settings import checked
from core.kernel.amounts import amount, percent
from core.kernel.errors import Invalid

_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " "})


@pytest.mark.parametrize(
    ("key", "typed", "kept", "shown"),
    [
        ("invoice_prefix", "fac", "FAC", "FAC"),
        ("late_rate", "12,5 %", percent("12.5"), "12,5 %"),
        ("late_rate", "", None, "celui de la loi"),
        ("early_discount", "2 % à 8 jours", "2 % à 8 jours", "2 % à 8 jours"),
        ("electronic", True, True, "oui"),
        ("vat_on_debits", True, True, "oui"),
        ("write_off_limit", "3,20 €", amount("3.20"), "3,20 €"),
        ("stock_out", StockOut.INVOICE, StockOut.INVOICE, "à la facture"),
    ],
)
def test_a_setting_is_read_kept_and_shown(key: str, typed: Any, kept: Any, shown: str) -> None:
    company = Company(name="X", created_at=datetime(2026, 11, 23, tzinfo=UTC))
    setting = SETTINGS[key][1]
    for name, value in checked(setting.changes(typed)).items():
        setattr(company, name, value)
    assert getattr(company, key) == kept
    assert setting.show(company).translate(_PLAIN) == shown


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("invoice_prefix", "1A"),
        ("invoice_prefix", "avoirs!"),
        ("invoice_prefix", "av"),  # the series of credit notes
        ("late_rate", "150"),
        ("write_off_limit", "80"),
        ("early_discount", "x" * 201),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_expected(key: str, typed: str) -> None:
    with pytest.raises(Invalid) as error:
        SETTINGS[key][1].changes(typed)
    assert error.value.field == key
    assert key in EXPECTED


@pytest.mark.parametrize("key", ["late_rate", "write_off_limit"])
def test_what_is_no_number_is_asked_again(key: str) -> None:
    with pytest.raises(Unreadable):
        SETTINGS[key][1].changes("beaucoup")


@pytest.mark.parametrize("key", SETTINGS)
def test_each_choice_of_a_setting_is_kept(key: str) -> None:
    setting = SETTINGS[key][1]
    for value, _label in setting.choices:
        assert checked(setting.changes(value)) == {key: value}


def test_each_way_to_take_goods_out_is_offered() -> None:
    assert [value for value, _label in SETTINGS["stock_out"][1].choices] == list(StockOut)
