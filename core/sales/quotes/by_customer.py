"""The last quotes of customers, for their cards and for lists that tell one from another."""

from collections.abc import Sequence

from sqlalchemy import func, select

from core.permissions import Permission, requires
from core.sales.models import Quote
from core.sales.quotes.reads import visible
from core.uow import Reader


@requires(Permission.QUOTES_READ)
async def latest(db: Reader, customer_ids: Sequence[int], *, each: int = 1) -> Sequence[Quote]:
    """Up to `each` quotes of each of these customers, the newest first, whatever their state; without their lines."""
    place = func.row_number().over(partition_by=Quote.customer_id, order_by=Quote.id.desc()).label("place")
    ranked = select(Quote.id, place).where(Quote.customer_id.in_(customer_ids), visible(db)).subquery()
    newest = select(Quote).join(ranked, ranked.c.id == Quote.id).where(ranked.c.place <= each)
    return (await db.session.scalars(newest.order_by(Quote.id.desc()))).all()
