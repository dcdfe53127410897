"""What the clock does at night, as people read it in the morning."""

from sqlalchemy import text

from core.permissions import Role
from scheduler.clock import JOBS, run_job
from tests.scenarios.harness import Scene

CHECK = next(job for job in JOBS if job.name == "check-stock")


async def test_a_figure_that_no_move_explains_is_told_to_the_leaders_once_a_day(scene: Scene) -> None:
    leader, keeper = await scene.staff(Ana=Role.MANAGER, Bruno=Role.STOREKEEPER)
    await leader.say("/start")
    await keeper.say("reçu 10 ballon 150")
    await run_job(scene.work, CHECK)
    await scene.quiet()
    before, beside = await leader.see(), await keeper.see()
    spoilt = text(
        "UPDATE stock_level SET on_hand = on_hand + 3, reserved = reserved + 1 WHERE product_id IN "
        "(SELECT product_id FROM stock_move ORDER BY id DESC LIMIT 1)"
    )
    async with scene.database.writing() as session:
        await session.execute(spoilt)
    for _night in range(2):
        await run_job(scene.work, CHECK)
    await scene.quiet()
    told = (await leader.see())[len(before) :]
    assert len(told) == 1
    print(told[0].text)
    assert "Stock : 1 chiffre est faux" in told[0].text, "one place of one product, whatever is wrong of it"
    assert "affichés, " in told[0].text
    assert "affichés réservés" in told[0].text
    assert "mouvements" in (await leader.tap("Chauffe-eau", on=told[0])).text
    assert await keeper.see() == beside, "who cannot mend it is not told"
