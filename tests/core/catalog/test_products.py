"""Creating, finding and taking back products."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.catalog import families, products
from core.catalog.barcodes import BarcodeWrong
from core.catalog.errors import ReferenceTaken, VatRateUnknown
from core.catalog.models import Product
from core.catalog.rules import LONGEST, free_reference, reference_from
from core.catalog.vat import VatClass
from core.company.models import Company
from core.journal import Entry
from core.kernel.amounts import LARGEST_PRICE, PriceBasis, UnitPrice, percent, unit_price
from core.kernel.errors import BusinessError, Invalid, NotAllowed, NotFound
from core.permissions import Actor, Role
from core.uow import Work
from tests.companies import an_owner, two_companies


async def _created(work: Work, actor: Actor, **facts: Any) -> Product:
    async with work.begin(actor) as uow:
        return await products.create(uow, **{"label": "Radiateur aluminium 1000 W", **facts})


async def _labels(work: Work, actor: Actor, typed: str) -> Sequence[str]:
    async with work.read(actor) as db:
        return [product.label for product in await products.search(db, typed)]


async def test_a_product_needs_only_a_name(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner)
    assert (made.reference, made.unit, made.price, made.basis) == ("RAD-ALU-1000", "U", None, PriceBasis.HT)
    assert made.vat_class is VatClass.STANDARD


async def test_a_product_keeps_what_is_said(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(
        work,
        owner,
        label=" Chaudière  gaz ",
        price=unit_price("1890.5"),
        basis=PriceBasis.TTC,
        unit="m2",
        vat=percent("5.5"),
        reference=" cha-24 ",
        aliases=["chaudière 24"],
    )
    async with work.read(owner) as db:
        read = await products.read(db, made.id)
    assert (read.label, read.price, read.basis, read.unit) == (
        "Chaudière gaz",
        Decimal("1890.5000"),
        PriceBasis.TTC,
        "M2",
    )
    assert (read.vat_class, read.reference, read.aliases) == (VatClass.REDUCED, "CHA-24", ["chaudière 24"])


@pytest.mark.parametrize(
    ("postcode", "usual"), [("69003", "20"), ("20000", "20"), ("97110", "8.5"), ("97600", "0"), ("", "20")]
)
async def test_the_usual_vat_is_the_one_of_the_companys_place(work: Work, postcode: str, usual: str) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        company = await uow.session.get_one(Company, owner.company_id)
        company.zip = postcode
    made = await _created(work, owner)
    async with work.read(owner) as db:
        assert (await products.rates(db)).of(made) == percent(usual)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"label": " "}, Invalid),
        ({"label": "x" * 301}, Invalid),
        ({"price": unit_price("-0.01")}, Invalid),
        ({"price": UnitPrice(LARGEST_PRICE + 1)}, Invalid),
        ({"unit": "kilomètre/heure"}, Invalid),
        ({"reference": "R" * 41}, Invalid),
        ({"vat": percent("19.6")}, VatRateUnknown),
        ({"vat": percent("21")}, VatRateUnknown),
        ({"vat": percent("8.5")}, VatRateUnknown),
        ({"barcode": "3760001234567"}, BarcodeWrong),
        ({"packaging": {"PAL": "0"}}, Invalid),
        ({"packaging": {"PAL": "1.0001"}}, Invalid),
        ({"family_id": 404}, NotFound),
        ({"floor_price": unit_price("-1")}, Invalid),
    ],
)
async def test_what_cannot_be_kept_is_refused_and_nothing_is_kept(
    work: Work, facts: dict[str, Any], refusal: type[BusinessError]
) -> None:
    owner = await an_owner(work)
    with pytest.raises(refusal):
        await _created(work, owner, **facts)
    async with work.read(owner) as db:
        assert (await db.session.scalars(select(Product))).all() == []


async def test_a_refused_vat_rate_tells_those_that_are_right(work: Work) -> None:
    with pytest.raises(VatRateUnknown) as refused:
        await _created(work, await an_owner(work), vat=percent(21))
    assert refused.value.known == (percent(20), percent(10), percent("5.5"), percent("2.1"), percent(0))


async def test_a_typed_reference_serves_once_even_after_an_undone_creation(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner, reference="RAD")
    async with work.begin(owner) as uow:
        await products.undo_create(uow, made.id)
    with pytest.raises(ReferenceTaken):
        await _created(work, owner, reference="rad")


async def test_the_same_label_twice_makes_two_references(work: Work) -> None:
    owner = await an_owner(work)
    made = [(await _created(work, owner)).reference for _ in range(3)]
    assert made == ["RAD-ALU-1000", "RAD-ALU-1000-2", "RAD-ALU-1000-3"]


async def test_two_companies_may_use_the_same_reference_and_never_see_each_other(work: Work) -> None:
    one, other = await two_companies(work)
    made = await _created(work, one, reference="T-1")
    await _created(work, other, reference="T-1", label="Table")
    async with work.begin(other) as uow:
        assert await products.search(uow, "radiateur aluminium") == []
        assert not await products.entries(uow, ["radiateur"])
        for read in (products.read, products.undo_create):
            with pytest.raises(NotFound):
                await read(uow, made.id)
    async with work.read(one) as db:
        kept = await products.read(db, made.id)
    assert (kept.last_used_at, kept.archived_at) == (None, None)


@pytest.mark.parametrize("typed", ["radiateur", "radia 1000w", "RAD-ALU-1000", "chauffage", "radiatuer alu", "grille"])
async def test_a_product_is_found_by_name_reference_family_or_other_name(work: Work, typed: str) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        power, heating = [(await families.create(uow, name=name)).id for name in ("Électricité", "Chauffage")]
    await _created(work, owner, label="Disjoncteur 16 A", family_id=power)
    await _created(work, owner, family_id=heating, aliases=["grille-pain"])
    assert await _labels(work, owner, typed) == ["Radiateur aluminium 1000 W"]


async def test_the_number_in_the_words_puts_the_right_variant_first(work: Work) -> None:
    owner = await an_owner(work)
    for power in ("600", "1000", "1500"):
        await _created(work, owner, label=f"Radiateur aluminium — {power} W")
    assert (await _labels(work, owner, "radiateur 1500"))[0] == "Radiateur aluminium — 1500 W"


async def test_an_undone_creation_is_found_no_more_and_still_read_by_its_documents(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner)
    for _ in range(2):
        async with work.begin(owner) as uow:
            await products.undo_create(uow, made.id)
    async with work.read(owner) as db:
        assert (await products.read(db, made.id)).archived_at == db.now
        assert await products.search(db, "radiateur") == []
        assert not await products.entries(db, ["radiateur"])
        kinds = (await db.session.scalars(select(Entry.kind).where(Entry.subject == "product"))).all()
    assert kinds == ["ProductCreated", "ProductCreationUndone"]


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.ACCOUNTANT, Role.CUSTOMER, Role.VISITOR])
async def test_some_roles_create_no_product(work: Work, role: Role) -> None:
    owner = await an_owner(work)
    with pytest.raises(NotAllowed):
        await _created(work, Actor(role, "X", company_id=owner.company_id))


@pytest.mark.parametrize(
    ("label", "reference"),
    [
        ("Radiateur aluminium 1000 W", "RAD-ALU-1000"),
        ("Main-d'œuvre de dépannage", "MAI-OEU-DEP"),
        ("Câble R2V 3G2,5", "CAB-R2V-3G2-5"),
        ("Tube PER gainé — Ø 12, rouge", "TUB-PER-GAI-12"),
        ("« … »", "ART"),
        ("à la", "ART"),
    ],
)
def test_a_reference_is_made_from_the_label(label: str, reference: str) -> None:
    assert reference_from(label) == reference


@given(st.text(max_size=300), st.integers(0, 30))
def test_a_made_reference_is_short_plain_and_free(label: str, times: int) -> None:
    taken: list[str] = []
    for _ in range(times + 1):
        taken.append(free_reference(reference_from(label), taken))
    assert len(set(taken)) == len(taken)
    assert all(0 < len(one) <= LONGEST and set(one) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") for one in taken)
