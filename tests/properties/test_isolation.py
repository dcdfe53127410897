"""Two companies that live side by side: nobody ever reads or touches a row of the other one.

Each use case there is gets called by one company's owner with the ids, the numbers and the names of the other's rows.
"""

import inspect
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final

from sqlalchemy import inspect as inspected

from core.db.columns import Base
from core.kernel.errors import BusinessError
from core.permissions import Actor, Role, UseCase
from core.uow import UnitOfWork, Work
from tests.architecture.test_use_cases import USE_CASES
from tests.properties.sides import Side, ids_of, lived, people_of, rows_of

# Whose ids a parameter takes; any other parameter is tried with the ids of all tables.
HOLDERS: Final = {
    "customer_id": "customer",
    "kept_id": "customer",
    "gone_id": "customer",
    "product_id": "product",
    "parent_id": "product",
    "kit_id": "product",
    "quote_id": "quote",
    "order_id": "sales_order",
    "line_id": "quote_line",
    "delivery_id": "delivery",
    "return_id": "sales_return",
    "family_id": "family",
    "notice_id": "notice",
    "member_id": "member",
    "invitation_id": "invitation",
    "request_id": "access_request",
    "contact_id": "contact",
    "address_id": "address",
    "job_id": "import_job",
    "template_id": "quote_template",
    "warehouse_id": "warehouse",
    "source_id": "warehouse",
    "target_id": "warehouse",
    "besides_id": "customer",
    "change_id": "journal",
    "person_id": "person",
    "driver_id": "person",
    "salesperson_id": "person",
    "company_id": "company",
    "count_id": "stock_count",
    "expected_id": "expected_receipt",
    "invoice_id": "invoice",
    "credit_id": "invoice",
    "payment_id": "payment",
    "place_id": "money_place",
    "year_id": "fiscal_year",
    "export_id": "ledger_export",
}
# Use cases whose very purpose is another company, each for a person who holds its secret or has a seat there.
CROSSING: Final = {
    "core.company.access.ask",  # knocks; nothing comes back
    "core.demo.past.live",
    "core.demo.world.join_demo",  # the fictitious company, open to all
    "core.demo.world.load",
}


async def test_a_company_neither_sees_nor_changes_what_is_the_others(work: Work) -> None:
    alpha, beta = await lived(work, random.Random(0))
    for one, other in ((alpha, beta), (beta, alpha)):
        before, theirs = await rows_of(work, other), await _held_by(work, other)
        for name, use_case in USE_CASES.items():
            if name in CROSSING:
                continue
            for given in _calls(use_case, theirs, other.mark):
                shown = await _called(work, one.owner, use_case, given)
                assert other.mark not in shown, (name, given, shown)
        assert await rows_of(work, other) == before
    assert len(await _seen_of_its_own(work, alpha)) > 20  # the calls do show what is there to be seen


async def _held_by(work: Work, side: Side) -> dict[str, list[int]]:
    """The ids of all that the company has, and of itself and its people."""
    return {**await ids_of(work, side), "company": [side.company_id], "person": await people_of(work, side)}


async def _seen_of_its_own(work: Work, side: Side) -> set[str]:
    """The use cases that show a company what it has."""
    mine = await _held_by(work, side)
    return {
        name
        for name, use_case in USE_CASES.items()
        for given in _calls(use_case, mine, side.mark)
        if name not in CROSSING and side.mark in await _called(work, side.owner, use_case, given)
    }


def _calls(
    use_case: UseCase[UnitOfWork, Any, Any], theirs: Mapping[str, Sequence[int]], mark: str
) -> Iterable[dict[str, Any]]:
    """The arguments to try: each of the other company's ids in turn where an id is asked."""
    asked = [
        one for one in list(inspect.signature(use_case.run).parameters.values())[1:] if one.kind is not one.VAR_KEYWORD
    ]
    keys = [one.name for one in asked if one.name.endswith("_id")]
    everything = sorted({key for ids in theirs.values() for key in ids})
    tried = {key: theirs.get(HOLDERS.get(key, ""), ()) or everything for key in keys}
    for turn in range(max(map(len, tried.values()), default=1)):
        yield {
            one.name: tried[one.name][turn % len(tried[one.name])] if one.name in keys else _value(one, mark)
            for one in asked
            if one.default is one.empty or one.name in keys
        }


def _value(parameter: inspect.Parameter, mark: str) -> Any:
    """Words that find what is theirs, but are not written like it."""
    return {str: mark.lower(), int: 1, Role: Role.SALES, bool: True}.get(parameter.annotation)


async def _called(work: Work, actor: Actor, use_case: UseCase[UnitOfWork, Any, Any], given: dict[str, Any]) -> str:
    """All that comes back, as text, or what the refusal says; only what was kept of the call counts."""
    named = [one.name for one in inspect.signature(use_case.run).parameters.values() if one.kind is one.KEYWORD_ONLY]
    positional = [value for name, value in given.items() if name not in named]
    try:
        async with work.begin(actor) as uow:
            result = await use_case(uow, *positional, **{name: given[name] for name in given if name in named})
            return _shown(result)
    except BusinessError:
        return ""  # a refusal carries what was asked, which was theirs to know
    except Exception:
        return ""  # values that fit nothing


def _shown(thing: Any, depth: int = 0) -> str:
    if depth > 6 or isinstance(thing, str | int | float | bytes | None):
        return "" if depth == 0 and isinstance(thing, str) else str(thing)
    if isinstance(thing, Mapping):
        return " ".join(_shown(value, depth + 1) for pair in thing.items() for value in pair)
    if isinstance(thing, Iterable):
        return " ".join(_shown(one, depth + 1) for one in thing)
    if isinstance(thing, Base):
        return " ".join(_shown(value, depth + 1) for name, value in inspected(thing).dict.items() if name[0] != "_")
    if is_dataclass(thing):
        return " ".join(_shown(getattr(thing, field.name), depth + 1) for field in fields(thing))
    return str(thing)
