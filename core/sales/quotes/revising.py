"""A new version of a quote that was validated: the earlier one stays as it was given, readable for ever."""

from dataclasses import fields

from sqlalchemy import inspect

from core.permissions import Permission, requires
from core.sales.events import QuoteDrafted, QuoteRevised
from core.sales.lifecycles import QUOTE, QuoteAction
from core.sales.models import Quote, QuoteLine
from core.sales.quotes.issuing import expect_no_revision
from core.sales.quotes.rates import settle
from core.sales.quotes.reads import load
from core.uow import UnitOfWork

_KEPT = (
    "customer_id",
    "currency",
    "discount",
    "discount_amount",
    "language",
    "subject",
    "notes",
    "payment_terms",
    "deposit",
    "delivery_on",
    "address_id",
    "channel",
    "validity_days",
    "demo",
)


@requires(Permission.QUOTES_WRITE)
async def revise(uow: UnitOfWork, quote_id: int) -> Quote:
    """A draft with the same lines and terms; once validated it takes the place of this quote, with its number and -V2.

    Prices stay as they were agreed. Raises RevisionOpen (with the draft), IllegalTransition, NotFound.
    """
    earlier = await load(uow, quote_id, locked=True)
    QUOTE.after(earlier.state, QuoteAction.REPLACE)
    await expect_no_revision(uow, earlier.id)
    revision = Quote(
        **{name: getattr(earlier, name) for name in _KEPT},
        created_at=uow.now,
        created_by=uow.actor.person_id,
        salesperson=uow.actor.name,
        revises_id=earlier.id,
        revision=earlier.revision + 1,
    )
    revision.customer, revision.lines = earlier.customer, [_copied(line) for line in earlier.lines]
    await settle(uow, revision)
    uow.session.add(revision)
    await uow.session.flush()
    uow.record(QuoteDrafted(revision.id, customer=revision.customer.name, gross=revision.gross))
    uow.record(QuoteRevised(earlier.id, revision_id=revision.id))
    return revision


def _copied(line: QuoteLine) -> QuoteLine:
    columns = {column.key for column in inspect(QuoteLine).column_attrs}
    asked = {field.name for field in fields(QuoteLine) if field.init}
    return QuoteLine(**{name: getattr(line, name) for name in columns & asked} | {"source": ""})
