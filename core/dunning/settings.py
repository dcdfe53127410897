"""How a company chases: after how many days, whether a formal notice comes last, whether reminders leave alone."""

from collections.abc import Sequence

from sqlalchemy import select

from core.db.scope import ALL_COMPANIES
from core.db.upsert import inserting
from core.dunning.events import DunningSet
from core.dunning.models import DunningSettings
from core.dunning.reading import Plan, plan_of
from core.dunning.rules import USUAL_DAYS, checked_days
from core.permissions import Permission, requires
from core.uow import UnitOfWork


@requires(Permission.DUNNING_SETTINGS)
async def change(
    uow: UnitOfWork, *, days: Sequence[int] | None = None, formal: bool | None = None, automatic: bool | None = None
) -> Plan:
    """What is not said stays as it is. What has left stays counted: a level that was reached does not come again.

    Raises Invalid (dunning_days).
    """
    kept = await own(uow)
    if days is not None:
        kept.days = checked_days(days)
    if formal is not None:
        kept.formal = formal
    if automatic is not None:
        kept.automatic = automatic
    await uow.session.flush()
    uow.record(
        DunningSet(uow.actor.company_id or 0, days=list(kept.days), formal=kept.formal, automatic=kept.automatic)
    )
    return await plan_of(uow)


async def own(uow: UnitOfWork) -> DunningSettings:
    """The company's row, made at first use and held."""
    held = select(DunningSettings).with_for_update()
    kept: DunningSettings | None = await uow.session.scalar(held)
    if kept is None:  # somebody else may make it at this moment: there is one in the end
        usual = {"days": list(USUAL_DAYS), "formal": True, "automatic": False}
        insert = inserting(uow.session, DunningSettings, company_id=uow.session.info["company_id"], **usual)
        await uow.session.execute(insert.on_conflict_do_nothing(), execution_options={ALL_COMPANIES: True})
        kept = (await uow.session.scalars(held)).one()
    return kept
