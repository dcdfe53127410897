"""Every use case and every role: who may is written here by hand, and each is called for real."""

import inspect
from collections.abc import Sequence
from typing import Any

from core.kernel.errors import NotAllowed
from core.permissions import Actor, Role, UseCase
from core.uow import UnitOfWork, Work
from tests.architecture.test_use_cases import USE_CASES
from tests.companies import a_member, an_owner

LETTERS = {
    "O": Role.OWNER,
    "M": Role.MANAGER,
    "S": Role.SALES,
    "T": Role.TECHNICIAN,
    "K": Role.STOREKEEPER,
    "A": Role.ACCOUNTANT,
    "C": Role.CUSTOMER,
    "V": Role.VISITOR,
}
EVERYBODY = "OMSTKACV"
INSIDE = "OMSTKA"
OWNER = "O"
LEADERS = "OM"
SELLERS = "OMS"
NOBODY = ""  # only what runs by itself

# For each use case, the roles that may call it. A use case without a row fails: say who may, here first.
MAY: dict[str, str] = {
    "core.catalog.families.create": "OMSK",
    "core.catalog.families.last_change": "OMSK",
    "core.catalog.families.move": "OMSK",
    "core.catalog.families.path": INSIDE,
    "core.catalog.families.products_of": INSIDE,
    "core.catalog.families.rename": "OMSK",
    "core.catalog.families.tree": INSIDE,
    "core.catalog.families.undo_change": "OMSK",
    "core.catalog.kits.parts": INSIDE,
    "core.catalog.kits.set_parts": "OMSK",
    "core.catalog.many.create_many": LEADERS,
    "core.catalog.products.archive": "OMSK",
    "core.catalog.products.by_barcode": INSIDE,
    "core.catalog.products.change": "OMSK",
    "core.catalog.products.changed_at": INSIDE,
    "core.catalog.products.create": "OMSK",
    "core.catalog.products.entries": INSIDE,
    "core.catalog.products.margin": "OMA",
    "core.catalog.products.near_duplicates": INSIDE,
    "core.catalog.products.rates": INSIDE,
    "core.catalog.products.read": INSIDE,
    "core.catalog.products.restore": "OMSK",
    "core.catalog.products.search": INSIDE,
    "core.catalog.products.undo_change": "OMSK",
    "core.catalog.products.undo_create": "OMSK",
    "core.catalog.variants.add": "OMSK",
    "core.catalog.variants.of": INSIDE,
    "core.company.access.answer": OWNER,
    "core.company.access.ask": EVERYBODY,
    "core.company.access.read_request": OWNER,
    "core.company.access.single_company": EVERYBODY,
    "core.company.access.waiting": OWNER,
    "core.company.companies.any_real": EVERYBODY,
    "core.company.companies.change": OWNER,
    "core.company.companies.check_setup_code": EVERYBODY,
    "core.company.companies.expect_own": OWNER,
    "core.company.companies.found": EVERYBODY,
    "core.company.companies.issue_setup_code": NOBODY,
    "core.company.companies.read": "OMSTKAC",
    "core.company.invitations.invite": OWNER,
    "core.company.invitations.open_invitation": EVERYBODY,
    "core.company.invitations.revoke": OWNER,
    "core.company.invitations.waiting": OWNER,
    "core.company.links.open_link": EVERYBODY,
    "core.company.members.adjust": OWNER,
    "core.company.members.block": OWNER,
    "core.company.members.change_role": OWNER,
    "core.company.members.expect_may_leave": EVERYBODY,
    "core.company.members.leave": EVERYBODY,
    "core.company.members.read": OWNER,
    "core.company.members.seat_of": NOBODY,
    "core.company.members.team": OWNER,
    "core.company.members.turned_away": EVERYBODY,
    "core.company.members.unblock": OWNER,
    "core.company.people.join": OWNER,
    "core.company.people.reachable": NOBODY,
    "core.company.people.register": EVERYBODY,
    "core.company.people.seats": EVERYBODY,
    "core.company.people.speak": EVERYBODY,
    "core.company.people.switch": EVERYBODY,
    "core.company.people.unreachable": NOBODY,
    "core.demo.trial.expect_offered": EVERYBODY,
    "core.demo.trial.offered": EVERYBODY,
    "core.demo.world.join_demo": EVERYBODY,
    "core.demo.world.load": EVERYBODY,
    "core.exchange.exports.record": "OMA",
    "core.exchange.exports.sheet": "OMA",
    "core.exchange.imports.jobs.cancel": LEADERS,
    "core.exchange.imports.jobs.choose_field": LEADERS,
    "core.exchange.imports.jobs.choose_kind": LEADERS,
    "core.exchange.imports.jobs.drop": LEADERS,
    "core.exchange.imports.jobs.fail": NOBODY,
    "core.exchange.imports.jobs.finish": NOBODY,
    "core.exchange.imports.jobs.propose": NOBODY,
    "core.exchange.imports.jobs.read": LEADERS,
    "core.exchange.imports.jobs.refusals": NOBODY,
    "core.exchange.imports.jobs.refuse": NOBODY,
    "core.exchange.imports.jobs.start": LEADERS,
    "core.exchange.imports.jobs.understand": NOBODY,
    "core.exchange.imports.jobs.waiting": NOBODY,
    "core.exchange.imports.putting.put_some": NOBODY,
    "core.exchange.imports.putting.try_some": NOBODY,
    "core.history.history": "OMSA",
    "core.history.recorded": "OMSTKAC",
    "core.messages.upkeep.forget": NOBODY,
    "core.parties.addresses.add": SELLERS,
    "core.parties.addresses.of": INSIDE,
    "core.parties.addresses.read": INSIDE,
    "core.parties.addresses.remove": SELLERS,
    "core.parties.addresses.restore": SELLERS,
    "core.parties.contacts.add": SELLERS,
    "core.parties.contacts.change": SELLERS,
    "core.parties.contacts.of": INSIDE,
    "core.parties.contacts.read": INSIDE,
    "core.parties.contacts.remove": SELLERS,
    "core.parties.contacts.restore": SELLERS,
    "core.parties.customers.change": SELLERS,
    "core.parties.customers.colleagues": INSIDE,
    "core.parties.customers.create": SELLERS,
    "core.parties.customers.entries": INSIDE,
    "core.parties.customers.last_change": SELLERS,
    "core.parties.customers.read": INSIDE,
    "core.parties.customers.recent": INSIDE,
    "core.parties.customers.search": INSIDE,
    "core.parties.customers.undo_change": SELLERS,
    "core.parties.customers.undo_create": SELLERS,
    "core.parties.duplicates.near_duplicates": INSIDE,
    "core.parties.many.create_many": LEADERS,
    "core.parties.merging.absorbed": INSIDE,
    "core.parties.merging.merge": SELLERS,
    "core.parties.merging.merged_at": INSIDE,
    "core.parties.merging.unmerge": SELLERS,
    "core.sales.deliveries.behind.behind": INSIDE,
    "core.sales.deliveries.bringing.deliver": "OMSTK",
    "core.sales.deliveries.bringing.deliver_order": "OMSTK",
    "core.sales.deliveries.bringing.fail": "OMSTK",
    "core.sales.deliveries.bringing.leave": "OMSTK",
    "core.sales.deliveries.bringing.load": "OMSTK",
    "core.sales.deliveries.following.follow": "C",
    "core.sales.deliveries.following.hear": "OMSTK",
    "core.sales.deliveries.following.locate": "OMSTK",
    "core.sales.deliveries.cancelling.cancel": "OMSTK",
    "core.sales.deliveries.preparing.pick": "OMSTK",
    "core.sales.deliveries.preparing.pick_rest": "OMSTK",
    "core.sales.deliveries.preparing.plan": "OMSTK",
    "core.sales.deliveries.preparing.ready": "OMSTK",
    "core.sales.deliveries.preparing.reschedule": "OMSTK",
    "core.sales.deliveries.reads.by_number": INSIDE,
    "core.sales.deliveries.reads.drivers": INSIDE,
    "core.sales.deliveries.reads.known_as": INSIDE,
    "core.sales.deliveries.reads.lines_of": INSIDE,
    "core.sales.deliveries.reads.lines_of_stops": INSIDE,
    "core.sales.deliveries.reads.of_day": INSIDE,
    "core.sales.deliveries.reads.of_order": INSIDE,
    "core.sales.deliveries.reads.read": INSIDE,
    "core.sales.deliveries.reads.remaining": INSIDE,
    "core.sales.deliveries.reads.returns_of": INSIDE,
    "core.sales.deliveries.reads.steps_of": INSIDE,
    "core.sales.deliveries.reads.to_prepare": INSIDE,
    "core.sales.deliveries.waiting.unplanned": INSIDE,
    "core.sales.deliveries.returning.give_back": "OMSTK",
    "core.sales.deliveries.signing.add_photo": "OMSTK",
    "core.sales.deliveries.signing.close": "OMSTK",
    "core.sales.deliveries.signing.note_reserves": "OMSTK",
    "core.sales.deliveries.signing.sign": "OMSTK",
    "core.sales.orders.asking.answer": SELLERS,
    "core.sales.orders.asking.ask": "C",
    "core.sales.orders.asking.asked": SELLERS,
    "core.sales.orders.asking.still_asked": SELLERS,
    "core.sales.orders.asking.take": SELLERS,
    "core.sales.orders.changing.cancel": SELLERS,
    "core.sales.orders.changing.cancel_line": SELLERS,
    "core.sales.orders.changing.set_quantity": SELLERS,
    "core.sales.orders.control.control": SELLERS,
    "core.sales.orders.deciding.ask_deposit": "OMA",
    "core.sales.orders.deciding.note_deposit": "OMSA",
    "core.sales.orders.deciding.refuse": "OMA",
    "core.sales.orders.deciding.release": "OMA",
    "core.sales.orders.deciding.review": "OMSA",
    "core.sales.orders.engaging.agree": "C",
    "core.sales.orders.engaging.confirm_oral": "C",
    "core.sales.orders.engaging.copy_as_draft": SELLERS,
    "core.sales.orders.engaging.send": SELLERS,
    "core.sales.orders.engaging.sign": SELLERS,
    "core.sales.orders.looking.knows_change": INSIDE,
    "core.sales.orders.looking.standing": INSIDE,
    "core.sales.orders.looking.to_recap": INSIDE,
    "core.sales.orders.placing.note_customer_order": SELLERS,
    "core.sales.orders.placing.place": SELLERS,
    "core.sales.orders.progress.promised": INSIDE,
    "core.sales.orders.progress.progress": INSIDE,
    "core.sales.orders.progress.received_progress": "C",
    "core.sales.orders.reads.by_number": INSIDE,
    "core.sales.orders.reads.forced_by": INSIDE,
    "core.sales.orders.reads.mine": INSIDE,
    "core.sales.orders.reads.of_customer": INSIDE,
    "core.sales.orders.reads.of_quote": INSIDE,
    "core.sales.orders.reads.open_": INSIDE,
    "core.sales.orders.reads.purchases": INSIDE,
    "core.sales.orders.reads.read": INSIDE,
    "core.sales.orders.reads.read_received": "C",
    "core.sales.orders.reads.received": "C",
    "core.sales.orders.reads.refusal": INSIDE,
    "core.sales.papers.keeping.attach_delivery": NOBODY,
    "core.sales.papers.keeping.attach_order": NOBODY,
    "core.sales.papers.keeping.delivery_print": NOBODY,
    "core.sales.papers.keeping.order_print": NOBODY,
    "core.sales.papers.keeping.return_print": NOBODY,
    "core.sales.papers.keeping.slip_print": NOBODY,
    "core.sales.quotes.answering.accept": "C",
    "core.sales.quotes.answering.ask": "C",
    "core.sales.quotes.answering.choose": "C",
    "core.sales.quotes.answering.refuse": "C",
    "core.sales.quotes.by_customer.latest": "OMSA",
    "core.sales.quotes.conversing.reply": SELLERS,
    "core.sales.quotes.drafting.draft": SELLERS,
    "core.sales.quotes.drafting.replace_lines": SELLERS,
    "core.sales.quotes.drafting.rewrite": SELLERS,
    "core.sales.quotes.drafting.set_customer": SELLERS,
    "core.sales.quotes.drafting.set_discount": SELLERS,
    "core.sales.quotes.drafting.set_terms": SELLERS,
    "core.sales.quotes.drafting.unsay": SELLERS,
    "core.sales.quotes.editing.add_lines": SELLERS,
    "core.sales.quotes.editing.move_line": SELLERS,
    "core.sales.quotes.editing.remove_line": SELLERS,
    "core.sales.quotes.editing.set_line": SELLERS,
    "core.sales.quotes.floors.approve_floor": LEADERS,
    "core.sales.quotes.floors.ask_floor": SELLERS,
    "core.sales.quotes.floors.refuse_floor": LEADERS,
    "core.sales.quotes.issuing.attach_pdf": NOBODY,
    "core.sales.quotes.issuing.attach_signed": NOBODY,
    "core.sales.quotes.issuing.cancel": SELLERS,
    "core.sales.quotes.issuing.companies_to_expire": NOBODY,
    "core.sales.quotes.issuing.expire_due": NOBODY,
    "core.sales.quotes.issuing.lose": SELLERS,
    "core.sales.quotes.issuing.restore": SELLERS,
    "core.sales.quotes.issuing.send": SELLERS,
    "core.sales.quotes.issuing.signed_pdf": NOBODY,
    "core.sales.quotes.issuing.validate": SELLERS,
    "core.sales.quotes.margins.light_of": SELLERS,
    "core.sales.quotes.margins.margin_of": "OMA",
    "core.sales.quotes.reads.address_of": "OMSA",
    "core.sales.quotes.reads.by_number": "OMSA",
    "core.sales.quotes.reads.expect_draft": "OMSA",
    "core.sales.quotes.reads.last_of": "OMSA",
    "core.sales.quotes.reads.made_from": "OMSA",
    "core.sales.quotes.reads.mine": "OMSA",
    "core.sales.quotes.reads.open_drafts": "OMSA",
    "core.sales.quotes.reads.outline": "OMSA",
    "core.sales.quotes.reads.read": "OMSA",
    "core.sales.quotes.reads.read_received": "C",
    "core.sales.quotes.reads.received": "C",
    "core.sales.quotes.reads.told": "OMSA",
    "core.sales.quotes.reads.twin": "OMSA",
    "core.sales.quotes.repeating.copy": SELLERS,
    "core.sales.quotes.revising.revise": SELLERS,
    "core.sales.templates.archive": SELLERS,
    "core.sales.templates.rename": SELLERS,
    "core.sales.templates.resembling": "OMSA",
    "core.sales.templates.save": SELLERS,
    "core.sales.templates.search": "OMSA",
    "core.sales.templates.use": SELLERS,
    "core.stock.availability.lots_of": INSIDE,
    "core.stock.availability.standing_in": INSIDE,
    "core.stock.availability.stock_of": INSIDE,
    "core.stock.checking.companies_with_stock": NOBODY,
    "core.stock.checking.differences": NOBODY,
    "core.stock.checking.report": NOBODY,
    "core.stock.counts.cancel": "OMSTK",
    "core.stock.counts.close": "OMK",
    "core.stock.counts.count": "OMSTK",
    "core.stock.counts.lines_of": INSIDE,
    "core.stock.counts.open_in": INSIDE,
    "core.stock.counts.read": INSIDE,
    "core.stock.counts.start": "OMSTK",
    "core.stock.counts.uncount": "OMSTK",
    "core.stock.counts.uncounted": INSIDE,
    "core.stock.expected.announce": "OMSTK",
    "core.stock.expected.arrive": "OMTK",
    "core.stock.expected.cancel": "OMSTK",
    "core.stock.expected.coming": INSIDE,
    "core.stock.expected.announced_as": INSIDE,
    "core.stock.expected.read": INSIDE,
    "core.stock.moves.adjust": "OMK",
    "core.stock.moves.moves_of": INSIDE,
    "core.stock.moves.receive": "OMTK",
    "core.stock.moves.transfer": "OMSTK",
    "core.stock.reversing.moved_at": INSIDE,
    "core.stock.reversing.take_back": "OMSTK",
    "core.stock.warehouses.all_": INSIDE,
    "core.stock.warehouses.archive": "OMK",
    "core.stock.warehouses.create": "OMK",
    "core.stock.warehouses.give": "OMK",
    "core.stock.warehouses.locate": "OMSTK",
    "core.stock.warehouses.read": INSIDE,
    "core.stock.warehouses.rename": "OMK",
    "core.stock.warehouses.restore": "OMK",
}


class _Over(Exception):
    """Nothing of a trial is kept."""


def test_each_use_case_says_here_who_may_call_it() -> None:
    assert sorted(USE_CASES) == sorted(MAY)


async def test_each_role_is_let_in_or_refused_as_written(work: Work) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    others = {letter: await _person(work, owner.company_id, role) for letter, role in LETTERS.items()}
    found = {
        name: "".join([letter for letter, actor in others.items() if await _is_let_in(work, actor, use_case)])
        for name, use_case in USE_CASES.items()
    }
    assert found == MAY


async def _person(work: Work, company_id: int, role: Role) -> Actor:
    """Somebody in this role; a visitor is known by name and of no company."""
    actor = await a_member(work, company_id, role=Role.SALES if role is Role.VISITOR else role)
    if role is Role.VISITOR:
        return Actor(role, actor.name, actor.person_id)
    return actor


async def _is_let_in(work: Work, actor: Actor, use_case: UseCase[UnitOfWork, Any, Any]) -> bool:
    """Call it with values that fit nothing: whatever else goes wrong, only NotAllowed is a refusal of the person."""
    try:
        async with work.begin(actor) as uow:
            await use_case(uow, *_positional(use_case), **_named(use_case))
            raise _Over
    except NotAllowed:
        return False
    except Exception:
        return True


def _positional(use_case: UseCase[UnitOfWork, Any, Any]) -> Sequence[Any]:
    given = list(inspect.signature(use_case.run).parameters.values())[1:]
    return [_value(one) for one in given if one.kind is one.POSITIONAL_OR_KEYWORD and one.default is one.empty]


def _named(use_case: UseCase[UnitOfWork, Any, Any]) -> dict[str, Any]:
    given = inspect.signature(use_case.run).parameters.values()
    return {one.name: _value(one) for one in given if one.kind is one.KEYWORD_ONLY and one.default is one.empty}


def _value(parameter: inspect.Parameter) -> Any:
    """Ids that no row has; short words."""
    return {int: 999_999_999, str: "x"}.get(parameter.annotation)
