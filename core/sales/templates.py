"""Quotes that begin like others: lines, texts and terms kept under a name, used again at the prices of that day."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from core.kernel.amounts import Amount, PriceBasis, Quantity, Rate, UnitPrice
from core.kernel.errors import NotFound
from core.kernel.likeness import likeness, same_name
from core.kernel.text import folded, words
from core.kernel.typed import line as one_line
from core.permissions import Permission, requires
from core.sales.errors import QuoteEmpty
from core.sales.events import TemplateArchived, TemplateRenamed, TemplateSaved
from core.sales.lifecycles import LineKind
from core.sales.models import Quote, QuoteTemplate
from core.sales.quotes.drafting import customer_of, draft
from core.sales.quotes.reads import load
from core.sales.quotes.repeating import Copied, Remembered, repeated
from core.uow import Reader, UnitOfWork

PLAUSIBLE: Final = 60.0  # likeness of the typed words that is worth showing
ALIKE: Final = 65.0  # likeness of whole names that is worth a question, when no words are plausible
SHARED: Final = 45.0  # of the words: about half of them are there
LONGEST_NAME: Final = 100


@requires(Permission.QUOTES_WRITE)
async def save(uow: UnitOfWork, quote_id: int, *, name: str) -> QuoteTemplate:
    """Keep a quote's lines, texts and terms under a name; one of the same name is archived.

    Raises Invalid (name), QuoteEmpty, NotFound.
    """
    kept = one_line("name", name, longest=LONGEST_NAME, required=True)
    quote = await load(uow, quote_id)
    if not quote.lines:
        raise QuoteEmpty
    for same in await _present(uow):
        if folded(same.name) == folded(kept):
            _archive(uow, same)
    template = QuoteTemplate(
        name=kept, content=_content(uow, quote), created_at=uow.now, created_by=uow.actor.person_id
    )
    uow.session.add(template)
    await uow.session.flush()
    uow.record(TemplateSaved(template.id, name=kept))
    return template


@requires(Permission.QUOTES_READ)
async def search(db: Reader, typed: str = "", *, limit: int = 5) -> Sequence[QuoteTemplate]:
    """The templates that the typed words resemble, best first; all by name for no words."""
    present, said = await _present(db), words(typed)
    if not said:
        return present[:limit]
    ranked = sorted(
        ((likeness(said, [each.name]), each) for each in present), key=lambda pair: (-pair[0], pair[1].name)
    )
    return [each for score, each in ranked if score >= PLAUSIBLE][:limit]


@requires(Permission.QUOTES_READ)
async def resembling(db: Reader, typed: str, *, limit: int = 5) -> Sequence[QuoteTemplate]:
    """The templates whose name as a whole resembles the typed words, or that share one with them: for a choice only."""
    said = words(typed)
    scored = [(same_name(typed, each.name), likeness(said, [each.name]), each) for each in await _present(db)]
    near = [(max(whole, shared), each) for whole, shared, each in scored if whole >= ALIKE or shared >= SHARED]
    return [each for _score, each in sorted(near, key=lambda pair: (-pair[0], pair[1].name))][:limit]


@requires(Permission.QUOTES_WRITE)
async def use(uow: UnitOfWork, template_id: int, *, customer_id: int, source: str = "", said: str = "") -> Copied:
    """A draft from a template, at today's prices; discount and terms that it does not say are the customer's.

    Raises as `quotes.draft` does.
    """
    template = await _load(uow, template_id)
    content = template.content
    customer = await customer_of(uow, customer_id)
    lines, differences = await repeated(uow, [_remembered(line) for line in content["lines"]], customer)
    quote = await draft(
        uow,
        customer_id=customer_id,
        lines=lines,
        validity_days=content["validity_days"],
        payment_terms=content["payment_terms"],
        deposit=Rate(Decimal(content["deposit"])),
        subject=content["subject"],
        notes=content["notes"],
        source=source,
        said=said,
    )
    return Copied(quote, differences)


@requires(Permission.QUOTES_WRITE)
async def rename(uow: UnitOfWork, template_id: int, *, name: str) -> QuoteTemplate:
    """Raises Invalid (name), NotFound."""
    template = await _load(uow, template_id)
    template.name = one_line("name", name, longest=LONGEST_NAME, required=True)
    uow.record(TemplateRenamed(template.id, name=template.name))
    return template


@requires(Permission.QUOTES_WRITE)
async def archive(uow: UnitOfWork, template_id: int) -> None:
    """Nobody finds it any more. Raises NotFound."""
    _archive(uow, await _load(uow, template_id))


def _archive(uow: UnitOfWork, template: QuoteTemplate) -> None:
    template.archived_at = uow.now
    uow.record(TemplateArchived(template.id))


async def _present(db: Reader) -> Sequence[QuoteTemplate]:
    present = select(QuoteTemplate).where(QuoteTemplate.archived_at.is_(None))
    return (await db.session.scalars(present.order_by(QuoteTemplate.name, QuoteTemplate.id))).all()


async def _load(db: Reader, template_id: int) -> QuoteTemplate:
    template = await db.session.scalar(
        select(QuoteTemplate).where(QuoteTemplate.id == template_id, QuoteTemplate.archived_at.is_(None))
    )
    if template is None:
        raise NotFound("template", template_id)
    return template


def _content(db: Reader, quote: Quote) -> dict[str, Any]:
    """What is kept, as JSON: decimals and days as text, everything else as it is."""
    on = quote.issued_on or db.local(quote.created_at).date()
    return {
        "subject": quote.subject,
        "notes": quote.notes,
        "payment_terms": quote.payment_terms,
        "deposit": str(quote.deposit),
        "validity_days": quote.validity_days,
        "lines": [_plain(asdict(Remembered.of(line, on))) for line in quote.lines],
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal | date) else value for name, value in values.items()}


def _remembered(kept: Mapping[str, Any]) -> Remembered:
    def number(name: str) -> Decimal:
        return Decimal(kept[name])

    return Remembered(
        kind=LineKind(kept["kind"]),
        product_id=kept["product_id"],
        label=kept["label"],
        detail=kept["detail"],
        quantity=Quantity(number("quantity")),
        free=Quantity(number("free")),
        unit=kept["unit"],
        price=UnitPrice(number("price")),
        basis=PriceBasis(kept["basis"]),
        discount=Rate(number("discount")),
        discount_amount=Amount(number("discount_amount")),
        vat=Rate(number("vat")),
        optional=kept["optional"],
        on=date.fromisoformat(kept["on"]),
    )
