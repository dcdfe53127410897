"""What the salesperson answers to a customer's question."""

from sqlalchemy import select

from core.company.models import Member
from core.kernel.errors import Invalid
from core.notices.notices import tell
from core.permissions import Permission, Role, requires
from core.sales.events import QuoteQuestionReplied
from core.sales.models import Quote
from core.sales.quotes.answering import LONGEST_QUESTION
from core.sales.quotes.checks import paragraphs
from core.sales.quotes.reads import CUSTOMER_SEES, load
from core.uow import UnitOfWork


@requires(Permission.QUOTES_WRITE)
async def reply(uow: UnitOfWork, quote_id: int, *, text: str) -> Quote:
    """Answer the customer about a quote that he was given: all his people are told. Raises Invalid(text), NotFound."""
    quote = await load(uow, quote_id)
    kept = paragraphs("text", text, longest=LONGEST_QUESTION)
    if not kept or quote.state not in CUSTOMER_SEES:
        raise Invalid("text", text)
    uow.record(QuoteQuestionReplied(quote.id, by=uow.actor.name, text=kept))
    theirs = select(Member.person_id).where(
        Member.customer_id == quote.customer_id, Member.role == Role.CUSTOMER, Member.active.is_(True)
    )
    facts = {"quote_id": quote.id, "by": uow.actor.name, "text": kept}
    for person_id in await uow.session.scalars(theirs):
        key = f"quote:{quote.id}:reply:{uow.now.isoformat()}"
        await tell(uow, person_id=person_id, key=key, kind="quote_reply", facts=facts)
    return quote
