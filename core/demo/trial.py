"""Who may look around in the fictitious company: anybody, as long as no real company lives here."""

from sqlalchemy import exists, select

from core.company.models import Company
from core.kernel.errors import BusinessError
from core.permissions import Permission, requires
from core.uow import Reader


class TrialOver(BusinessError):
    """A real company has been founded here: strangers are no longer let into the fictitious one."""


@requires(Permission.DEMO_TRY)
async def offered(db: Reader) -> bool:
    """Whether a stranger may try the fictitious company."""
    return not await db.session.scalar(select(exists().where(Company.demo.is_(False))))


@requires(Permission.DEMO_TRY)
async def expect_offered(db: Reader) -> None:
    """Raise TrialOver unless a stranger may try the fictitious company."""
    if not await offered(db):
        raise TrialOver
