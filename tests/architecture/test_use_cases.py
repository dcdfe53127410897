"""Whoever acts is asked whether they may, and whatever is refused has a sentence."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from bot.errors import explain
from core.kernel.errors import BusinessError
from core.permissions import ROLES, Permission, UseCase
from core.uow import Reader, UnitOfWork
from tests.modules import modules

# Parts that use cases of other rooms are made of: what they do was permitted when the use case began.
PARTS = {
    "core.audit.archive.gathering.other_papers": "what goes into the archive that a use case makes",
    "core.audit.archive.gathering.write_chain": "what goes into the archive that a use case makes",
    "core.audit.archive.gathering.write_fec": "what goes into the archive that a use case makes",
    "core.audit.archive.gathering.write_tables": "what goes into the archive that a use case makes",
    "core.audit.archive.printing.print_missing": "papers of the archive that a use case makes",
    "core.audit.locks.check_locks": "what was closed, inside the verification that a use case makes",
    "core.audit.copies.check_copies": "archived papers, inside the verification that a use case makes",
    "core.audit.reading.readable": "rows that a verification reads",
    "core.audit.subjects.read": "the rows of the chain that a use case verifies or archives",
    "core.audit.walking.walk": "the chain that a use case verifies",
    "core.catalog.changing.apply": "the change of one product, and of those that follow it",
    "core.catalog.changing.make_found": "makes found what a product says now",
    "core.catalog.changing.sums": "what the parts of a kit add up to",
    "core.catalog.reading.company_rates": "the VAT that a use case taxes by",
    "core.catalog.reading.family_path": "the family's name that a use case shows or searches",
    "core.catalog.reading.family_paths": "the same of several families",
    "core.catalog.reading.kits_with": "the kits that follow one of their parts",
    "core.catalog.reading.load": "the product that a use case reads or changes",
    "core.catalog.reading.load_family": "the family that a use case reads or changes",
    "core.catalog.reading.parts_of": "what a kit is made of",
    "core.catalog.reading.variants_of": "the variants that a use case shows, or that follow their parent",
    "core.company.access.asked_today": "how often somebody has tried, inside a request for access",
    "core.company.links.keep": "the code on a paper, inside the keeping of its file",
    "core.company.links.look_up": "the link that a use case opens",
    "core.company.seats.alone": "waits, inside a change of the team, the families or the references that was permitted",
    "core.company.seats.enter": "the first company of a person, inside a founding or the opening of a link",
    "core.company.seats.expect_another_owner": "checks a change of the team, or a leaving, that was permitted",
    "core.company.seats.seat": "gives a place to a person, inside a founding, a joining or the opening of a link",
    "core.history.newest_change": "what a use case may take back, of an object that it has read",
    "core.invoicing.asking.expect_whole": "only checks quantities, inside a draft that was permitted",
    "core.invoicing.ahead.charged_ahead": "what deposits have charged, inside a control",
    "core.invoicing.automatic.invoice_by_itself": "what a customer's card has invoiced, after a use case",
    "core.invoicing.billing.bill": "what a document charges, counted inside its issue",
    "core.invoicing.correcting.zone": "of a draft that was read",
    "core.invoicing.crediting.expect_creditable": "asked inside the drafting or the issue of a credit note",
    "core.invoicing.crediting.origin_of": "what a credit note corrects, inside its issue",
    "core.invoicing.deposits.expect_deposit": "asked inside the issue of a deposit",
    "core.invoicing.deposits.refresh_drafts": "the drafts that deduct a deposit, inside its issue",
    "core.invoicing.drafting.kept_of_order": "the draft that a use case makes",
    "core.invoicing.earlier.with_earlier": "what was invoiced before, inside the issue that tells it",
    "core.invoicing.editing.again": "the totals of a draft that a use case changes",
    "core.invoicing.editing.changing": "the draft that a use case changes",
    "core.invoicing.entries.posted": "the entry of a document, inside its issue",
    "core.invoicing.fitting.left_to_credit": "what is left of a document that a use case credits",
    "core.invoicing.held.settled_from_held": "what is held settles a document, inside its issue",
    "core.invoicing.issuing.issued": "the issue of a draft that a use case holds",
    "core.invoicing.making.drafted_before": "the draft that a use case made before",
    "core.invoicing.making.facts_of": "what the VAT asks of the products that a use case charges",
    "core.invoicing.making.header": "the draft that a use case makes",
    "core.invoicing.making.kept": "the draft that a use case makes",
    "core.invoicing.making.orders_locked": "the orders of a document that a use case changes",
    "core.invoicing.making.orders_of": "the same, locked already",
    "core.invoicing.making.saved": "the draft that a use case makes",
    "core.invoicing.making.tax_lines": "taxes the lines of a draft",
    "core.invoicing.naming.charging": "the invoices that keep a delivery from being taken back, inside a cancelling",
    "core.invoicing.pieces.pieces_of": "the numbers of what leaves with an invoice, inside its issue",
    "core.invoicing.reads.credited_of": "of documents that were read",
    "core.invoicing.reads.load": "the document that a use case reads or changes",
    "core.invoicing.crediting.expect_replaceable": "whether an invoice that a use case replaces can be",
    "core.invoicing.making.tax_again": "the VAT of a draft, inside a change of it",
    "core.invoicing.stranded.expect_deductible": "whether deposits can be deducted, inside an issue",
    "core.invoicing.stranded.stranded_of": "the deposits that a draft cannot deduct, for its card or its issue",
    "core.invoicing.reads.settled_of": "how far documents are settled that a use case has read",
    "core.invoicing.reads.stand_of": "of a document that was read",
    "core.invoicing.reads.unsettled": "what is open of a customer that a use case has read",
    "core.invoicing.returned.restockable": "what of a credit note that a use case has read may come back",
    "core.invoicing.pending.firm_of": "VAT of deposits, inside an issue or a settlement",
    "core.invoicing.pending.paid_of": "how far a document is settled that a use case has read",
    "core.invoicing.settling.residual": "what is left of a document that a use case has read",
    "core.invoicing.settling.settle": "what a payment or a credit note settles, inside the use case that makes it",
    "core.invoicing.settling.settle_each_other": "the same of two documents",
    "core.invoicing.settling.settlements_of_payment": "what a payment settles that a use case takes back",
    "core.invoicing.settling.undo": "takes back what a payment settled, inside the use case that takes it back",
    "core.invoicing.settling.vat_at_issue": "the VAT that falls due, inside the issue",
    "core.invoicing.sources.contract_of": "of an order that is invoiced",
    "core.invoicing.sources.credited": "what credit notes took back of a document that a use case credits",
    "core.invoicing.sources.deductible": "what deposits have charged of the order that a use case invoices",
    "core.invoicing.sources.payment_locked": "until when nothing may be paid, of the order that a use case invoices",
    "core.invoicing.sources.sources_of": "what a document stands on that a use case drafts",
    "core.invoicing.sources.standings_of": "how far orders have come that a use case invoices",
    "core.invoicing.sources.standing_of": "how far an order has come that a use case invoices",
    "core.ledger.accounts.labels": "how the accounts are called that a report or a file shows",
    "core.ledger.accounts.number_of": "the account of a use, inside a closing or a report",
    "core.ledger.balances.left_by": "what a year leaves, inside its closing or a report",
    "core.ledger.balances.moved": "the sums of a report or a closing",
    "core.ledger.balances.opening": "what a year began with, inside a closing or a report",
    "core.ledger.balances.opening_on": "the same of any day, inside a report",
    "core.ledger.balances.year_of": "the year of a day, inside a closing or a report",
    "core.ledger.fec.building.rows_of": "lines as a file says them that a use case makes",
    "core.ledger.lettering.letter": "letters what a payment or a credit note has settled",
    "core.ledger.lettering.unletter": "takes the letters away of what is settled no more",
    "core.ledger.lines.lines_where": "the lines of a report or a file",
    "core.ledger.moving.bring_along": "what is open again goes to where customers are posted today, inside a payment",
    "core.ledger.moving.move_balance": "what an account holds goes along when a use case numbers it anew",
    "core.ledger.posting.expect_open_year": "the year of an entry, inside a posting",
    "core.ledger.posting.numbers": "the accounts that a use case posts to",
    "core.ledger.posting.post": "posts what a use case has done, inside it",
    "core.ledger.posting.write": "writes an entry, inside a posting or a closing",
    "core.ledger.receivables.owed": "what a customer owes, inside a control or a card",
    "core.numbering.count_on": "counts what a use case is writing",
    "core.numbering.hold_count": "lets nobody count on, inside a closing",
    "core.chain.chain": "chains what a use case has written",
    "core.notices.notices.tell": "says what has happened, inside the use case that made it happen",
    "core.numbering.take_number": "numbers the document that a use case is issuing",
    "core.parties.pointers.give_back": "the way back of `move`, inside the undoing of a merge",
    "core.parties.pointers.move": "what names one customer names another, inside a merge",
    "core.parties.finding.index_again": "words of a customer whose change was permitted",
    "core.parties.visibility.load": "the customer that a use case reads or writes about, if the actor may see it",
    "core.parties.visibility.load_locked": "the customer that a use case changes, if the actor may see it",
    "core.sales.deliveries.fitting.fit": "the plans of an order, inside a change or a delivery of it",
    "core.sales.deliveries.fitting.given_way": "which plans gave way to a delivery, inside the undoing of it",
    "core.sales.deliveries.fitting.open_of": "what is still to be brought of an order that a use case changes",
    "core.sales.deliveries.fitting.too_much": "the plans that give way, inside a change or before the undoing of one",
    "core.sales.deliveries.leaving.brought": "the deliveries of an order that a use case changes",
    "core.sales.deliveries.leaving.expect_numbers": "only checks numbers, inside a delivery that was permitted",
    "core.sales.deliveries.leaving.numbers_out": "says which pieces have left, inside a delivery or an invoice",
    "core.sales.deliveries.leaving.expect_numbered": "only checks numbers, inside a delivery that was permitted",
    "core.sales.deliveries.leaving.goods_back": "puts back what a delivery took, inside the undoing of it",
    "core.sales.deliveries.leaving.goods_in": "what comes back into the stock, inside a return",
    "core.sales.deliveries.leaving.hold_for_return": "the levels that a return changes, locked before it is numbered",
    "core.sales.deliveries.with_customer.expect_with_nobody": "which numbers are with a customer, inside a delivery",
    "core.sales.deliveries.with_customer.expect_there": "which numbers are with the customer, inside a return",
    "core.sales.deliveries.leaving.goods_out": "what leaves the stock, inside a delivery, its closing or a return",
    "core.sales.deliveries.lots.numbers_of": "which numbers the goods have that a use case delivers or takes back",
    "core.sales.deliveries.lots.lots_by_product": "the numbers of goods that a use case moves",
    "core.sales.deliveries.lots.numbered_goods": "the goods that a use case moves",
    "core.sales.deliveries.lots.numbers_there": "the numbers that may be said of an order that was read",
    "core.sales.deliveries.preparing.begin": "the delivery that a use case plans or makes",
    "core.sales.deliveries.reads.load": "the delivery that a use case reads or changes",
    "core.sales.deliveries.reads.standings": "what is left of an order that a use case has read",
    "core.sales.deliveries.steps.tell_customer": "says what has become of a delivery, inside the use case that did it",
    "core.sales.deliveries.steps.tell_seller": "news of a step that was allowed",
    "core.sales.deliveries.steps.tell_signed": "gives the signed note to those whom it concerns, inside the signing",
    "core.company.links.share": "the link of a document that a use case gives to its customer",
    "core.sales.orders.confirming.control_again": "the checks of a waiting order that a use case has changed",
    "core.sales.orders.confirming.controlled": "the checks of the order that a use case records",
    "core.sales.orders.confirming.deciders": "who may release the order that a use case changes",
    "core.sales.orders.confirming.force": "the passing of an order that whoever may has released",
    "core.sales.orders.confirming.give": "gives an order to its customer, inside the use case that does it",
    "core.sales.orders.confirming.recap": "what was told in his name, or waits for his yes only, is given to him",
    "core.sales.orders.confirming.tell_changed": "what somebody has changed after the customer had agreed to it",
    "core.sales.orders.confirming.tell_customer": "says what became of an order, inside the use case that did it",
    "core.sales.orders.confirming.tell_deciders": "says that an order waits, inside the use case that recorded it",
    "core.sales.orders.confirming.tell_deposit_gone": "says that a deposit went back, inside the use case that took it",
    "core.sales.orders.unpaid.deposit_gone": "the order of a deposit that a use case takes back",
    "core.sales.orders.confirming.tell_refund": "says what is to be given back, inside the use case that made it so",
    "core.sales.orders.confirming.tell_salesperson": "says what became of an order, inside the use case that did it",
    "core.sales.orders.confirming.told_of_change": "whether a notice was written about an order that was read",
    "core.sales.orders.control.control_of": "the checks that a use case makes or shows",
    "core.sales.orders.control.control_of_order": "the same of an order",
    "core.sales.orders.control.credit": "one of the checks that a use case makes or shows",
    "core.sales.orders.control.owed_by": "what a customer owes, inside a control or a change",
    "core.sales.orders.doubts.doubts": "what speaks against invoicing a quote at once, for its card or its issue",
    "core.sales.orders.doubts.expect_no_doubts": "checks a quote, inside the issue of what invoices it at once",
    "core.sales.orders.gone.out_under": "what left the stock under one key, inside the undoing of it",
    "core.sales.orders.goods.goods_by_line": "what the lines of an order that a use case has read take from the stock",
    "core.sales.orders.holding.follow": "what an order holds, inside a change of it",
    "core.sales.orders.holding.look_up": "what an order is to hold, inside its confirmation",
    "core.sales.orders.holding.take": "what an order holds, inside its confirmation",
    "core.sales.orders.progress.delivered_of": "what was delivered of the order that a use case has read",
    "core.sales.orders.progress.left_with_customer": "the same of an order at hand",
    "core.sales.orders.progress.returned_of": "what came back of the order that a use case has read",
    "core.sales.orders.progress.settle_progress": "closes or opens an order inside a change of what is left of it",
    "core.sales.orders.gone.gone_of": "how far the lines of an order have left the stock, inside what changes that",
    "core.sales.orders.gone.out_of": "what has left the stock for lines, inside what changes that",
    "core.sales.orders.gone.taken_of": "what has left the stock of the order that a use case changes",
    "core.sales.orders.invoicing.all_there_is_gone": "what leaves the stock, inside a return",
    "core.sales.orders.invoicing.invoiced_goods_move": "what leaves the stock, inside an invoice or a delivery",
    "core.sales.orders.locking.expect_nothing_young": "what money may be for that names nothing, inside a payment",
    "core.sales.orders.locking.expect_payable": "when an order may be paid, inside a payment",
    "core.sales.orders.locking.lock_order": "the law's protection, inside the agreement to an order",
    "core.sales.orders.locking.payable_on": "when an order may be paid, inside a deposit that is asked",
    "core.sales.orders.placing.place_direct": "the order on what a use case invoices at once",
    "core.sales.orders.reads.given": "whether the order that a use case has read was sent to its customer",
    "core.sales.orders.reads.load": "the order that a use case reads or changes",
    "core.sales.orders.reads.load_received": "the order that its customer reads or agrees to",
    "core.sales.orders.reads.unasked": "whether the order that a use case has read is still to be confirmed by word",
    "core.sales.orders.renewing.renew": "the conditions of what waits, inside a change of them that was permitted",
    "core.sales.orders.reads.placed_on": "the order on a quote that a use case has read",
    "core.sales.papers.picking.kits_of": "the parts of what a delivery brings, for its card",
    "core.sales.papers.picking.to_pick": "the goods of a delivery that a use case has read",
    "core.sales.quotes.drafting.change": "the draft that a use case changes",
    "core.sales.quotes.drafting.customer_of": "the customer that a drafting or a change names",
    "core.sales.quotes.header.agree": "sets the terms of a drafting or a change",
    "core.sales.quotes.header.go_back": "what an edited message no longer says, inside a change",
    "core.sales.quotes.lines.made": "the lines of a drafting or a change",
    "core.sales.quotes.places.place_of": "of a quote that was read",
    "core.sales.quotes.places.zone": "of a quote that was read",
    "core.sales.quotes.rates.follow_place": "the rates of a draft that a use case changes",
    "core.sales.quotes.rates.out_of_place": "of a quote that was read",
    "core.sales.quotes.whole.expect_whole_count": "checks a line, inside a change of it",
    "core.sales.quotes.whole.expect_whole_lines": "checks the lines, inside the issuing of a quote or an ordering",
    "core.sales.quotes.whole.halves": "what the card of a draft that was read warns of",
    "core.sales.quotes.issuing.expect_no_revision": "asked inside a revising or a restoring",
    "core.demo.shelves.fill": "what the fictitious company has, when it is made",
    "core.demo.shelves.hand_over_van": "gives a van to whoever has joined as a technician",
    "core.exchange.imports.customers.put_customers": "puts in the rows of an import that somebody has started",
    "core.exchange.imports.customers.try_customers": "compares the rows of an import with the base",
    "core.exchange.imports.jobs.dropper": "the rights of whoever dropped the file, for the runner that acts for him",
    "core.exchange.imports.jobs.step": "takes a step of an import's life inside a use case",
    "core.exchange.imports.products.put_products": "puts in the rows of an import that somebody has started",
    "core.exchange.imports.products.try_products": "compares the rows of an import with the base",
    "core.parties.codes.leave_out": "keeps codes that a use case brings from being given again",
    "core.parties.codes.take_codes": "the codes of customers that a use case creates",
    "core.sales.quotes.lines.append": "adds the lines of a drafting or a change",
    "core.sales.quotes.lines.catalogue_price": "the price before a reduction, inside a change",
    "core.sales.quotes.repeating.repeated": "today's prices, inside a copy or the use of a template",
    "core.sales.quotes.reads.load": "the quote that a use case reads or changes",
    "core.sales.quotes.reads.load_received": "the quote that its customer reads or answers",
    "core.stock.availability.availability": "what a control, a card or a quote says of the stock",
    "core.stock.goods.exploded": "the goods of the lines that a use case reserves or moves",
    "core.stock.goods.kept_in_stock": "which products of a use case have a stock at all",
    "core.stock.goods.kit_parts": "what kits are made of that a use case moves or shows",
    "core.stock.goods.labels_of": "the names of products that a refusal of the stock room says",
    "core.stock.goods.stockable": "the product that a use case of the stock is about",
    "core.stock.levels.hold": "the levels that a use case changes, locked in one order",
    "core.stock.lots.balances": "how much there is of the lots that a use case moves",
    "core.stock.lots.expect_unsold": "only checks numbers, inside a sale that was permitted",
    "core.stock.lots.on_hand": "the numbers that a use case asks for",
    "core.stock.lots.coming": "which lots a move brings",
    "core.stock.lots.going": "which lots a move takes",
    "core.stock.expected.load": "the announcement that a use case changes",
    "core.stock.expected.wait_again": "what is to come again, inside the undoing of its arrival",
    "core.stock.moves.bring_in": "what has come, inside a receipt or the arrival of what was announced",
    "core.stock.reversing.moved_for": "what has moved for the order that a use case changes",
    "core.stock.reversing.undo": "puts back what a delivery took, inside the undoing of it",
    "core.stock.selling.by_source": "whence sold goods leave, inside a delivery",
    "core.stock.selling.levels_of": "where goods are kept that a delivery or a return moves",
    "core.stock.selling.name": "says which pieces have left, inside a delivery's or an invoice's step",
    "core.stock.selling.unnamed": "what has left without its number, inside a delivery's or an invoice's step",
    "core.stock.selling.put_back": "brings goods back, inside a return or a change of an order",
    "core.stock.selling.take_out": "takes sold goods out, inside an order's or a delivery's step",
    "core.stock.writing.done_before": "what a use case has moved already under its key",
    "core.stock.writing.products_of": "what the goods are that a use case moves",
    "core.stock.reservations.held": "the levels and the promises that a move or a reservation changes",
    "core.stock.reservations.release": "promises nothing any more, inside a cancelling",
    "core.stock.reservations.reservations_of": "the promises that a use case changes or shows",
    "core.stock.reservations.reserve": "promises goods, inside the confirming or changing of an order",
    "core.stock.reservations.reserved_for": "what is promised to the lines that a use case shows",
    "core.stock.warehouses.depot": "the depot that is meant when none is named",
    "core.stock.warehouses.in_use": "whence an order is delivered, or where it comes back, when its depot is no more",
    "core.stock.warehouses.load": "the warehouse that a use case reads or changes",
    "core.stock.warehouses.main": "the depot that is meant when none is named, made when there is none",
    "core.stock.warehouses.quarantine": "where a return puts what is not sold as it is",
    "core.stock.warehouses.vans_in_use": "where goods may be when the depot lacks them, inside a delivery",
    "core.stock.warehouses.usable": "the warehouse that a use case moves goods in or out of",
    "core.stock.warehouses.van_of": "the van of whoever acts or drives",
    "core.search.writing.index": "makes found what a use case has just written",
    "core.search.writing.index_many": "makes found what a use case has just written",
    "core.search.finding.find": "ids only; the use case that asks reads the rows",
    "core.search.finding.alike": "the rows that a use case may show, best first",
    "core.sales.orders.deciding.count_deposit": "what came for an order or went, inside a payment",
    "core.sales.orders.deciding.note_deposit": "what came for an order, inside a payment",
    "core.treasury.cash.expect_cash": "the law's ceiling, inside a payment",
    "core.treasury.cash.expect_cash_back": "the same of what goes back, inside a refund",
    "core.treasury.credit.lefts": "what a customer has left, inside a payment or a reading of his account",
    "core.treasury.locking.expect_payable": "the days without payment, inside a payment or before one is asked for",
    "core.treasury.locking.orders_of": "the orders of a document that was read",
    "core.treasury.locking.why_locked": "the same as an answer, of a document that was read",
    "core.treasury.matching.match": "letters what a payment has settled",
    "core.treasury.matching.unmatch": "takes letters away, inside the taking back of a payment",
    "core.treasury.payments.making.by_key": "what a use case has booked before under its key",
    "core.treasury.payments.making.hold": "the customer whose account a use case changes, if the actor may see him",
    "core.treasury.payments.making.hold_orders": "the orders that a payment concerns",
    "core.treasury.payments.making.make": "numbers and posts the payment that a use case books",
    "core.treasury.payments.making.open_documents": "what a payment settles, if the actor may see it",
    "core.treasury.payments.online.asked_online": "what may be asked online of a document that was read",
    "core.treasury.payments.writing_off.ask_again": "undoes write-offs, inside what opens their document again",
    "core.treasury.payments.reads.paying": "how far the document is settled that a use case has read",
    "core.treasury.payments.receiving.count_deposits": "what orders know of the payment that a use case books",
    "core.treasury.payments.receiving.pay": "what the payment settles that a use case books",
    "core.treasury.payments.using.settle_held": "what is held for a document, inside its issuing",
    "core.treasury.places.load": "the account or till that a use case names",
    "core.treasury.places.place_for": "where a payment goes that a use case books",
}


def public_things() -> Iterator[tuple[str, Any]]:
    """What each module of core defines for others, by its full name."""
    for module in modules("core"):
        for name, thing in vars(module).items():
            if not name.startswith("_") and getattr(thing, "__module__", None) == module.__name__:
                yield f"{module.__name__}.{name}", thing


def acts_on_the_database(thing: Any) -> bool:
    parameters = list(inspect.signature(thing).parameters.values()) if inspect.iscoroutinefunction(thing) else []
    return bool(parameters) and parameters[0].annotation in (Reader, UnitOfWork)


def refusals(kind: type[BusinessError] = BusinessError) -> Iterator[type[BusinessError]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from refusals(inner)


modules("core")  # so that the refusals of every room are known
REFUSALS = sorted({kind for kind in refusals() if kind.__module__.startswith("core.")}, key=lambda kind: kind.__name__)
USE_CASES = {name: thing for name, thing in public_things() if isinstance(thing, UseCase)}


def test_whatever_reads_or_writes_for_somebody_declares_its_permission() -> None:
    unasked = {name for name, thing in public_things() if acts_on_the_database(thing)}
    assert unasked == set(PARTS)


@pytest.mark.parametrize("name", USE_CASES)
def test_a_use_case_takes_a_unit_of_work_and_then_facts_by_name(name: str) -> None:
    first, *others = inspect.signature(USE_CASES[name].run).parameters.values()
    assert first.annotation in (Reader, UnitOfWork)
    positional = [other.name for other in others if other.kind is other.POSITIONAL_OR_KEYWORD]
    facts = [name for name in positional if not name.endswith("_id")]
    assert len(facts) <= 1, f"{name} takes {positional} by position"


def test_each_permission_is_given_to_a_role_and_asked_by_a_use_case() -> None:
    by_row = {Permission.CUSTOMERS_ALL}  # asked of each customer, by the criterion in core.parties.visibility
    assert {use_case.permission for use_case in USE_CASES.values()} | by_row == set(Permission)
    assert frozenset().union(*ROLES.values()) == set(Permission)


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_each_refusal_has_a_sentence_of_its_own(kind: type[BusinessError]) -> None:
    assert explain.dispatch(kind) is not explain.dispatch(BusinessError), (
        f"bot/errors.py says nothing of {kind.__name__}"
    )
