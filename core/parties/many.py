"""Many customers at once, as a file brings them: the same checks as one by one, in a few statements."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.parties.codes import leave_out, take_codes
from core.parties.events import CustomerCreated
from core.parties.facts import agreeing, checked
from core.parties.models import Customer
from core.parties.visibility import KIND
from core.permissions import Permission, requires
from core.search import index_many
from core.uow import UnitOfWork


def checked_card(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A whole new card as it is kept, `name` among its facts. Raises what `customers.create` raises."""
    said = checked(facts)
    return {**said, **agreeing(said)}


@requires(Permission.DATA_IMPORT)
async def create_many(uow: UnitOfWork, cards: Sequence[Mapping[str, Any]]) -> Sequence[Customer]:
    """New customers from checked cards, in their order; `code` and `salesperson_id` may be among the facts.

    Codes that are given must be free: the caller has looked them up.
    """
    own = [card["code"] for card in cards if card.get("code")]
    await leave_out(uow, own)
    fresh = iter(await take_codes(uow, len(cards) - len(own)) if len(cards) > len(own) else ())
    made = [Customer(**{**card, "code": card.get("code") or next(fresh)}, created_at=uow.now) for card in cards]
    uow.session.add_all(made)
    await uow.session.flush()
    await index_many(uow, KIND, {customer.id: customer.found_under() for customer in made})
    for customer in made:
        uow.record(CustomerCreated(customer.id, customer.code, customer.name, customer.prospect))
    return made
