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
    "core.company.seats.alone": "waits, inside a change of the team, the families or the references that was permitted",
    "core.company.seats.enter": "the first company of a person, inside a founding or the opening of a link",
    "core.company.seats.expect_another_owner": "checks a change of the team, or a leaving, that was permitted",
    "core.company.seats.seat": "gives a place to a person, inside a founding, a joining or the opening of a link",
    "core.history.newest_change": "what a use case may take back, of an object that it has read",
    "core.notices.notices.tell": "says what has happened, inside the use case that made it happen",
    "core.numbering.take_number": "numbers the document that a use case is issuing",
    "core.parties.pointers.give_back": "the way back of `move`, inside the undoing of a merge",
    "core.parties.pointers.move": "what names one customer names another, inside a merge",
    "core.parties.finding.index_again": "words of a customer whose change was permitted",
    "core.parties.visibility.load": "the customer that a use case reads or writes about, if the actor may see it",
    "core.parties.visibility.load_locked": "the customer that a use case changes, if the actor may see it",
    "core.sales.quotes.drafting.change": "the draft that a use case changes",
    "core.sales.quotes.drafting.customer_of": "the customer that a drafting or a change names",
    "core.sales.quotes.header.agree": "sets the terms of a drafting or a change",
    "core.sales.quotes.header.go_back": "what an edited message no longer says, inside a change",
    "core.sales.quotes.issuing.expect_no_revision": "asked inside a revising or a restoring",
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
    "core.search.writing.index": "makes found what a use case has just written",
    "core.search.writing.index_many": "makes found what a use case has just written",
    "core.search.finding.find": "ids only; the use case that asks reads the rows",
    "core.search.finding.alike": "the rows that a use case may show, best first",
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
