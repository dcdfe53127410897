"""Golden cases: what is sold and invoiced step by step, and what the last document comes to, worked out by hand."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from core.catalog.models import ProductKind
from core.company.models import VatRegime
from core.invoicing import crediting, deposits, replacing
from core.invoicing.models import Invoice
from core.kernel.amounts import amount, percent, quantity
from core.sales.models import Order
from core.sales.quotes import NewLine
from core.uow import UnitOfWork
from tests.core.invoicing.office import Office, sold, some

Story = Callable[[Office], Awaitable[Invoice]]
Drafting = Callable[[UnitOfWork], Awaitable[Invoice]]

BELGIAN: Final = {"country": "BE", "zip": "1000", "city": "Bruxelles", "vat_number": "BE0897223571"}
SWISS: Final = {"country": "CH", "zip": "1200", "city": "Genève"}
REUNION: Final = {"zip": "97400", "city": "Saint-Denis"}
CAYENNE: Final = {"zip": "97300", "city": "Cayenne"}


@dataclass(frozen=True)
class Golden:
    """A story and what its last document says: before tax, tax, with tax, to pay."""

    story: Story
    net: str
    tax: str
    gross: str
    payable: str = ""  # as gross, unless it is said

    def expect(self, invoice: Invoice) -> None:
        """Its totals are those."""
        wanted = [amount(one) for one in (self.net, self.tax, self.gross, self.payable or self.gross)]
        assert [invoice.net, invoice.tax, invoice.gross, invoice.payable] == wanted


def all_of(*lines: NewLine, customer: Mapping[str, Any] | None = None, **facts: Any) -> Story:
    """An order that is delivered and invoiced whole; `customer` is another one, with these on his card."""

    async def story(office: Office) -> Invoice:
        return await office.invoiced((await _ordered(office, lines, customer, facts)).id)

    return story


def in_parts(*lines: NewLine, parts: Sequence[Sequence[str]], **facts: Any) -> Story:
    """An order of which so much of each line is invoiced at a time."""

    async def story(office: Office) -> Invoice:
        order = await _ordered(office, lines, None, facts)
        made = [await office.invoiced(order.id, quantities=some(order, *part), beyond=True) for part in parts]
        return made[-1]

    return story


def goods(count: str, price: str, *, customer: Mapping[str, Any] | None = None, **product: Any) -> Story:
    """What the catalogue has, with these facts of the product."""

    async def story(office: Office) -> Invoice:
        made = await office.shop.product(many="500", kind=ProductKind.GOODS)
        await office.shop.trade.set_product(made, **{"vatex": "", **product})
        return await office.invoiced((await _ordered(office, [sold(count, price, product_id=made)], customer, {})).id)

    return story


def as_company(story: Story, **facts: Any) -> Story:
    """The same in a company with other settings."""

    async def told(office: Office) -> Invoice:
        await office.shop.trade.set_company(**facts)
        return await story(office)

    return told


def after_deposits(*lines: NewLine, asked: Sequence[Mapping[str, Any]], **facts: Any) -> Story:
    """Deposits, then the invoice that deducts them."""

    async def story(office: Office) -> Invoice:
        order = await _ordered(office, lines, None, facts)
        for one in asked:
            await _issued(office, partial(deposits.draft_deposit, order_id=order.id, **one))
        return await office.invoiced(order.id)

    return story


def deposit(*lines: NewLine, **asked: Any) -> Story:
    async def story(office: Office) -> Invoice:
        order = await _ordered(office, lines, None, {})
        return await _issued(office, partial(deposits.draft_deposit, order_id=order.id, **asked))

    return story


def progress(*lines: NewLine, shares: Sequence[int], **facts: Any) -> Story:
    """Works that are so far each time, in hundredths."""

    async def story(office: Office) -> Invoice:
        order = await _ordered(office, lines, None, facts, delivered=False)
        made = [
            await _issued(office, partial(deposits.draft_progress, order_id=order.id, percent=percent(share)))
            for share in shares
        ]
        return made[-1]

    return story


def credited(of: Story, *asked: Mapping[str, Any]) -> Story:
    """What `of` makes, then credit notes on it: `pieces` of each line, `price_only`, or all that is left."""

    async def story(office: Office) -> Invoice:
        origin = made = await of(office)
        lines = (await office.read(origin.id)).lines
        for one in asked:
            said = dict(one)
            pieces = said.pop("pieces", None)
            counts = {line.id: quantity(many) for line, many in zip(lines, pieces, strict=True)} if pieces else None
            draft = partial(crediting.draft_credit, invoice_id=origin.id, quantities=counts, reason="geste", **said)
            made = await _issued(office, draft)
        return made

    return story


def replaced(of: Story) -> Story:
    """A credit note on what `of` makes, and an invoice in its place."""

    async def story(office: Office) -> Invoice:
        origin = await of(office)
        async with office.work.begin(office.boss) as uow:
            _credit, draft = await replacing.replace(uow, origin.id, reason="adresse")
        return await office.issue(draft.id)

    return story


def two_hundred() -> list[NewLine]:
    """At three rates, with discounts of their own; every third price is before tax."""
    return [
        sold(
            str(n % 7 + 1),
            f"{n}.37",
            vat=("20", "10", "5.5")[n % 3],
            ttc=bool(n % 3),
            discount=percent(n % 15),
            label=f"Article {n}",
        )
        for n in range(1, 201)
    ]


async def _ordered(
    office: Office,
    lines: Sequence[NewLine],
    customer: Mapping[str, Any] | None,
    facts: Mapping[str, Any],
    *,
    delivered: bool = True,
) -> Order:
    whose = {"customer_id": (await office.a_customer(**customer)).id} if customer else {}
    return await office.ordered(*lines, delivered=delivered, **whose, **facts)


async def _issued(office: Office, draft: Drafting) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        made = await draft(uow)
    return await office.issue(made.id)


_MIXED: Final = (sold("2", "100"), sold("1", "50", vat="10"))
_RADIATORS: Final = all_of(sold("2", "189"))
_ODD: Final = all_of(sold("3", "33.33"), sold("7", "1.99", vat="5.5", ttc=True), discount=percent(7))

CASES: Final[Mapping[str, Golden]] = {
    "ten at 3.80 with tax": Golden(all_of(sold("10", "3.80", vat="5.5", ttc=True)), "36.02", "1.98", "38.00"),
    "one at 6.20 with tax": Golden(all_of(sold("1", "6.20", ttc=True)), "5.17", "1.03", "6.20"),
    "a third of three": Golden(
        in_parts(sold("3", "33.33", discount_amount=amount("10")), parts=[["1"], ["1"], ["1"]]),
        "30.00", "6.00", "36.00",
    ),
    "a third of a discounted whole": Golden(
        in_parts(sold("3", "0.33"), discount_amount=amount("0.10"), parts=[["1"], ["1"], ["1"]]),
        "0.30", "0.06", "0.36",
    ),
    "two hundred lines with discounts": Golden(
        all_of(*two_hundred(), discount=percent(3)), "69286.82", "8323.85", "77610.67"
    ),
    "what comes back on the next invoice": Golden(
        in_parts(sold("5", "6.20", ttc=True), sold("5", "10"), parts=[["3"], ["-1", "5"]]),
        "44.83", "8.97", "53.80",
    ),
    "units that are given": Golden(all_of(sold("3", "10.99", free=quantity("1"))), "21.98", "4.40", "26.38"),
    "an amount off a line with tax": Golden(
        all_of(sold("2", "59.90", ttc=True, discount_amount=amount("9.90"))), "91.58", "18.32", "109.90"
    ),
    "a percentage off the whole": Golden(all_of(*_MIXED, discount=percent("12.5")), "218.75", "39.38", "258.13"),
    "an amount off two rates": Golden(all_of(*_MIXED, discount_amount=amount("33.33")), "216.67", "39.00", "255.67"),
    "the same on debits": Golden(as_company(all_of(*_MIXED), vat_on_debits=True), "250.00", "45.00", "295.00"),
    "goods": Golden(goods("3", "33.33"), "99.99", "20.00", "119.99"),
    "a deposit of thirty per cent over two rates": Golden(
        deposit(*_MIXED, share=percent(30)), "75.00", "13.50", "88.50"
    ),
    "a deposit deducted over two rates": Golden(
        after_deposits(*_MIXED, asked=[{"share": percent(30)}]), "250.00", "45.00", "295.00", "206.50"
    ),
    "two deposits of odd amounts": Golden(
        after_deposits(
            *_MIXED, discount=percent(5), asked=[{"amount": amount("33.33")}, {"amount": amount("100.01")}]
        ),
        "237.50", "42.75", "280.25", "146.91",
    ),
    "a deposit that is credited in part": Golden(
        credited(deposit(*_MIXED, share=percent(30)), {"price_only": amount("20")}), "20.00", "3.60", "23.60"
    ),
    "works that are half done": Golden(
        progress(sold("3", "99.99"), sold("1", "0.99", vat="10"), shares=[50]), "150.49", "30.05", "180.54"
    ),
    "works that are done at last": Golden(
        progress(sold("3", "99.99"), sold("1", "0.99", vat="10"), shares=[30, 100], discount_amount=amount("1.00")),
        "209.97", "41.93", "251.90",
    ),
    "a credit note of a piece": Golden(credited(_RADIATORS, {"pieces": ["1"]}), "189.00", "37.80", "226.80"),
    "a credit note of odd pieces": Golden(
        credited(_ODD, {"pieces": ["1", "2"]}, {"pieces": ["2", "1"]}), "63.74", "12.50", "76.24"
    ),
    "a credit note of all": Golden(credited(_ODD, {}), "105.26", "19.28", "124.54"),
    "a lower price": Golden(credited(_ODD, {"price_only": amount("10")}), "10.00", "1.83", "11.83"),
    "what is left after a lower price": Golden(
        credited(_ODD, {"price_only": amount("10")}, {}), "95.26", "17.45", "112.71"
    ),
    "a lower price net of tax": Golden(
        credited(_RADIATORS, {"price_only": amount("50"), "net_of_tax": True}), "50.00", "0.00", "50.00"
    ),
    "what is left net of tax after a lower price": Golden(
        credited(_ODD, {"price_only": amount("10")}, {"net_of_tax": True}), "95.26", "0.00", "95.26"
    ),
    "what is left after a lower price net of tax": Golden(
        credited(_RADIATORS, {"price_only": amount("50"), "net_of_tax": True}, {}), "328.00", "75.60", "403.60"
    ),
    "a credit note of what deducts a deposit": Golden(
        credited(after_deposits(*_MIXED, asked=[{"share": percent(30)}]), {}), "250.00", "45.00", "295.00", "206.50"
    ),
    "an invoice in place of another": Golden(replaced(_ODD), "105.26", "19.28", "124.54"),
    "a franchise": Golden(as_company(_RADIATORS, vat_regime=VatRegime.FRANCHISE), "378.00", "0.00", "378.00"),
    "a franchise with a price as it is paid": Golden(
        as_company(all_of(sold("1", "6.20", ttc=True)), vat_regime=VatRegime.FRANCHISE), "6.20", "0.00", "6.20"
    ),
    "reverse charge": Golden(
        all_of(*_MIXED, customer={"reverse_charge": True, "siren": "552100554"}), "250.00", "0.00", "250.00"
    ),
    "goods to Belgium": Golden(goods("3", "33.33", customer=BELGIAN), "99.99", "0.00", "99.99"),
    "services to Belgium": Golden(all_of(sold("3", "33.33"), customer=BELGIAN), "99.99", "0.00", "99.99"),
    "export": Golden(goods("3", "33.33", customer=SWISS), "99.99", "0.00", "99.99"),
    "Réunion at 8.5 per cent": Golden(
        as_company(all_of(sold("1", "33.33", vat="8.5"), sold("1", "2.00", vat="2.1"), customer=REUNION), **REUNION),
        "35.33", "2.87", "38.20",
    ),
    "Guyane": Golden(all_of(sold("1", "33.33", vat="0"), customer=CAYENNE), "33.33", "0.00", "33.33"),
    "a margin": Golden(goods("1", "900", vatex="VATEX-EU-F"), "900.00", "0.00", "900.00"),
    "training": Golden(
        goods("2", "450", kind=ProductKind.SERVICE, vatex="VATEX-FR-CGI261-4"), "900.00", "0.00", "900.00"
    ),
}  # fmt: skip
