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
    "core.company.seats.enter": "the first company of a person, inside a founding or the opening of a link",
    "core.company.seats.seat": "gives a place to a person, inside a founding, a joining or the opening of a link",
    "core.notices.notices.tell": "says what has happened, inside the use case that made it happen",
    "core.numbering.take_number": "numbers the document that a use case is issuing",
    "core.sales.quotes.lines.append": "adds the lines of a drafting or a change",
    "core.sales.quotes.reads.load": "the quote that a use case reads or changes",
    "core.sales.quotes.reads.load_received": "the quote that its customer reads or answers",
    "core.search.index": "makes found what a use case has just written",
    "core.search.index_many": "makes found what a use case has just written",
    "core.search.find": "ids only; the use case that asks reads the rows",
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
    assert {use_case.permission for use_case in USE_CASES.values()} == set(Permission)
    assert frozenset().union(*ROLES.values()) == set(Permission)


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_each_refusal_has_a_sentence_of_its_own(kind: type[BusinessError]) -> None:
    assert explain.dispatch(kind) is not explain.dispatch(BusinessError), (
        f"bot/errors.py says nothing of {kind.__name__}"
    )
