"""An invoice takes as many statements for a long order as for a short one, and not many; so does the list of what
waits."""

from core.invoicing import batches, drafting, issuing
from tests.core.invoicing.office import Office, sold
from tests.core.sales.deliveries.shop import back
from tests.core.sales.test_statements import counted

DRAFT_AND_ISSUE = {"sqlite": 36, "postgresql": 43}  # which also locks rows, and says whose company it is
TO_INVOICE = {"sqlite": 5, "postgresql": 6}


async def test_the_statements_of_an_invoice_do_not_grow_with_its_lines(office: Office) -> None:
    product = await office.shop.product(many="100")
    await office.invoiced((await office.ordered(sold("1", "10"))).id)  # the year's first number costs more
    found = []
    for many in (5, 5, 40):
        lines = [sold("1", "10", product_id=product), *(sold("2", f"{n}.50") for n in range(1, many))]
        order = await office.ordered(*lines)
        with counted(office.work.database) as sent:
            async with office.work.begin(office.boss) as uow:
                draft = await drafting.draft_of_order(uow, order.id)
        with counted(office.work.database) as also:
            async with office.work.begin(office.boss) as uow:
                await issuing.issue(uow, draft.id)
        found.append((sent, also))
    short, long = found[1], found[2]
    kind = office.work.database.engine.dialect.name
    assert [len(each) for each in long] == [len(each) for each in short]
    assert sum(map(len, short)) <= DRAFT_AND_ISSUE[kind], "\n".join([*short[0], "--", *short[1]])


async def test_what_waits_to_be_invoiced_is_listed_in_as_many_statements_for_many_orders_as_for_one(
    office: Office,
) -> None:
    found = []
    for many in (1, 6):
        for _ in range(many):
            order = await office.ordered(sold("3", "10"), customer_id=(await office.a_customer(city="Lyon")).id)
            await office.shop.give_back(order.id, back(order.lines[0].id, "1"))
        with counted(office.work.database) as sent:
            async with office.work.read(office.boss) as db:
                waiting = await batches.to_invoice(db)
        found.append((len(waiting), len(sent)))
    assert found == [(1, found[0][1]), (7, found[0][1])]
    assert found[0][1] <= TO_INVOICE[office.work.database.engine.dialect.name]
