"""A customer's account: what he owes, what moved, and what he himself may see of it."""

from datetime import date
from decimal import Decimal

import pytest

from core.invoicing.lifecycles import InvoiceKind
from core.kernel.errors import Invalid, NotAllowed, NotFound
from core.permissions import Actor, Role
from core.printing.layout import pdf
from core.treasury import account, places
from core.treasury.errors import PlaceInUse
from core.treasury.models import PaymentMethod, PlaceKind
from core.treasury.papers import receipt_paper, receipt_print, statement_paper, statement_print
from tests.companies import a_member
from tests.core.treasury.till import Till

NOVEMBER = {"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 30)}


def somebody_of(till: Till, customer_id: int) -> Actor:
    return Actor(
        Role.CUSTOMER, "Marc Dupont", person_id=None, company_id=till.trade.company_id, customer_id=customer_id
    )


async def test_a_statement_leads_from_one_balance_to_the_other(till: Till) -> None:
    await till.issued("100")
    await till.receive("20", oldest=True)
    till.work.clock.advance(days=8)  # type: ignore[attr-defined]
    await till.issued("50", kind=InvoiceKind.CREDIT)
    async with till.work.read(till.trade.seller) as db:
        told = await account.statement(
            db, till.trade.customer_id, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31)
        )
        here = await account.account(db, till.trade.customer_id)
        months = await account.months(db, till.trade.customer_id, year=2026)
    assert told.before == 100
    assert [(move.amount, move.balance) for move in told.moves] == [(Decimal(-60), Decimal(40))]
    assert (told.after, here.owed.balance, len(here.open)) == (Decimal(40), Decimal(40), 2)
    assert months[10:] == [Decimal(100), Decimal(-50)]


async def test_the_customer_sees_his_documents_and_only_his_and_what_he_opens_is_known(till: Till) -> None:
    invoice = await till.issued("100")
    his, other = somebody_of(till, till.trade.customer_id), await till.trade.a_customer("Leroy")
    async with till.work.begin(his) as uow:
        assert [one.id for one in await account.own_invoices(uow)] == [invoice.id]
        assert (await account.own(uow)).owed.balance == 120
        assert await account.own_deliveries(uow) == []
        await account.see(uow, invoice.id, kind=account.Paper.INVOICE)
    async with till.work.begin(somebody_of(till, other.id)) as uow:
        assert await account.own_invoices(uow) == []
        with pytest.raises(NotFound):
            await account.see(uow, invoice.id, kind=account.Paper.INVOICE)
        with pytest.raises(NotFound):
            await account.own_invoice(uow, invoice.id)
        with pytest.raises(NotAllowed):
            await account.account(uow, other.id)
    async with till.work.read(till.trade.seller) as db:
        seen = await account.last_seen(db, invoice.id, kind=account.Paper.INVOICE)
    assert seen is not None
    assert seen.by == "Marc Dupont"


async def test_each_method_has_its_account_and_another_may_be_named(till: Till) -> None:
    async with till.work.begin(till.trade.seller) as uow:
        with pytest.raises(NotAllowed):
            await places.create(uow, name="Compte pro", kind=PlaceKind.BANK)
    accountant = await a_member(till.work, till.trade.company_id, role=Role.ACCOUNTANT)
    async with till.work.begin(accountant) as uow:
        place = await places.create(uow, name="Compte pro", kind=PlaceKind.BANK)
        await places.assign(uow, place.id, method=PaymentMethod.CARD)
        assert (place.journal, place.account) == ("BQ2", "512001")
        with pytest.raises(Invalid):
            await places.assign(uow, place.id, method=PaymentMethod.CASH)
        with pytest.raises(PlaceInUse):
            await places.archive(uow, place.id)
        named = await places.by_method(uow)
    assert (named[PaymentMethod.CARD], named[PaymentMethod.CHEQUE]) == ("Compte pro", "Banque")
    assert named[PaymentMethod.CASH] == "Caisse"
    await till.receive("10", method=PaymentMethod.CARD)
    assert (await till.balances())["512001"] == 10


async def test_a_receipt_and_a_statement_are_printed(till: Till) -> None:
    await till.trade.set_company(iban="FR7630006000011234567890189")
    invoice = await till.issued("100")
    payment = await till.receive("100", invoice, method=PaymentMethod.CHEQUE, reference="0012345", bank="BNP")
    async with till.work.read(till.system) as db:
        receipt = receipt_paper(await receipt_print(db, payment.id))
        told = statement_paper(await statement_print(db, till.trade.customer_id, **NOVEMBER))
    assert [(line.label, line.gross) for line in receipt.lines] == [
        (f"Facture {invoice.number} du lun. 23 nov. 2026", Decimal(100))
    ]
    assert receipt.conditions == ("Sous réserve d'encaissement du chèque.",)
    assert [line.gross for line in told.lines] == [Decimal(0), Decimal(120), Decimal(-100)]
    assert told.payment is not None
    assert "EUR20" in told.payment.code
    assert pdf(receipt).startswith(b"%PDF")
    assert pdf(told).startswith(b"%PDF")


async def test_the_receipt_of_a_payment_that_bounced_says_so(till: Till) -> None:
    payment = await till.receive("30", method=PaymentMethod.CHEQUE)
    back = await till.reverse(payment)
    async with till.work.read(till.system) as db:
        receipt, slip = [receipt_paper(await receipt_print(db, one.id)) for one in (payment, back)]
    assert receipt.watermark == "annulé"
    assert (slip.kind, slip.totals[0].amount) == ("Annulation de paiement", Decimal(30))
