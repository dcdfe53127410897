"""Whatever was credited before, of pieces or of the price, with its VAT or without: the rest can be credited."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from core.invoicing.crediting import draft_credit
from core.invoicing.errors import NothingToCredit
from core.invoicing.fitting import about_line, bases_by_line
from core.invoicing.issuing import issue
from core.invoicing.models import Invoice
from core.invoicing.rebating import OffEach
from core.kernel.amounts import PriceBasis, amount, percent, quantity, unit_price
from core.kernel.errors import BusinessError
from core.uow import Work
from tests.core.invoicing.office import Office, an_office, sold

CENTS: Final = Decimal("0.02")  # of a line: what rounding piece by piece may leave


@dataclass(frozen=True)
class Before:
    """An earlier credit note: so many hundredths of the price, of all or of each piece of the first line, or a piece of
    each line."""

    hundredths: int  # 0: a piece
    net_of_tax: bool
    of_first: bool


_PRICES = st.integers(1, 99_999).map(lambda cents: str(Decimal(cents) / 100))
_LINES = st.lists(
    st.tuples(st.integers(1, 4), _PRICES, st.sampled_from(["20", "10", "5.5"]), st.booleans()), min_size=1, max_size=3
)
_WHOLE = st.sampled_from([{}, {"discount": percent(7)}, {"discount_amount": amount("0.10")}])
_BEFORE = st.lists(st.builds(Before, st.integers(0, 100), st.booleans(), st.booleans()), max_size=3)


@settings(max_examples=12)
@given(_LINES, _WHOLE, _BEFORE, st.booleans())
async def test_all_that_is_left_is_credited_and_never_more_than_was_charged(
    work: Work, lines: list[tuple[int, str, str, bool]], whole: dict[str, Any], before: list[Before], net_of_tax: bool
) -> None:
    office = await an_office(work)
    asked = [sold(str(count), price, vat=vat, ttc=ttc) for count, price, vat, ttc in lines]
    invoice = await office.read((await office.invoiced((await office.ordered(*asked, **whole)).id)).id)
    made = [credit for one in before if (credit := await _allowed(office, invoice, _said(invoice, one)))]
    pieces = sum("quantities" in _said(invoice, one) for one in before)
    try:
        made.append(await _credited(office, invoice, net_of_tax=net_of_tax))
        refused = False
    except NothingToCredit:
        refused = True
    left = amount(invoice.net - sum(one.net for one in made))
    assert not refused or not left or pieces >= max(line.quantity for line in invoice.lines)
    assert 0 <= left <= CENTS * len(lines)
    first = invoice.lines[0]
    gone = sum(base for one in made for line, base in bases_by_line(one) if about_line(line) == first.id)
    assert gone <= bases_by_line(invoice)[0][1] + CENTS * sum(len(one.lines) for one in made)
    charged_back = sum(one.gross for one in made)
    if any(one.net_of_tax for one in made):
        assert invoice.net - left <= charged_back <= invoice.gross
    else:
        assert 0 <= invoice.gross - charged_back <= CENTS * len(lines)
    await office.expect_sound()


def _said(invoice: Invoice, one: Before) -> dict[str, Any]:
    if not one.hundredths:
        return {"quantities": {line.id: quantity(1) for line in invoice.lines}, "net_of_tax": one.net_of_tax}
    if one.of_first:
        first = invoice.lines[0]
        each = unit_price(max(first.unit_price * one.hundredths / 100, Decimal("0.01")))
        with_tax = first.basis is PriceBasis.TTC
        return {
            "off_each": [OffEach(first.id, each, with_tax=with_tax, discounted=True)],
            "net_of_tax": one.net_of_tax,
        }
    return {"price_only": amount(invoice.net * one.hundredths / 100), "net_of_tax": one.net_of_tax}


async def _allowed(office: Office, invoice: Invoice, said: dict[str, Any]) -> Invoice | None:
    """The credit note, or None where it is refused: more than is left, or nothing at all."""
    try:
        return await _credited(office, invoice, **said)
    except BusinessError:
        return None


async def _credited(office: Office, invoice: Invoice, **said: Any) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        draft = await draft_credit(uow, invoice.id, reason="retour", **said)
        return await issue(uow, draft.id)
