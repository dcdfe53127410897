"""What the verbs of the catalogue read: rows of one company, whoever asks. For other rooms there are use cases."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from core.catalog.models import Family, KitPart, Product
from core.catalog.rates import Rates
from core.catalog.vat import zone_of
from core.company.models import Company, VatRegime
from core.kernel.amounts import Quantity
from core.kernel.errors import NotFound
from core.uow import Reader

KIND: Final = "product"  # under which products are found in core.search
FAMILY: Final = "family"

_variant = aliased(Product)
_HAS_VARIANTS: Final = exists().where(
    _variant.parent_id == Product.id, _variant.company_id == Product.company_id, _variant.archived_at.is_(None)
)
# What can be put on a document: nothing archived, and a product's variants in its place.
SOLD: Final = select(Product).where(Product.archived_at.is_(None), ~_HAS_VARIANTS)


async def load(db: Reader, product_id: int, *, locked: bool = False) -> Product:
    """One product, archived or not; `locked`, as it is once whoever was changing it is done. Raises NotFound."""
    wanted = select(Product).where(Product.id == product_id)
    product = await db.session.scalar(_to_be_changed(wanted) if locked else wanted)
    if product is None:
        raise NotFound(KIND, product_id)
    return product


async def load_family(db: Reader, family_id: int) -> Family:
    """One family. Raises NotFound."""
    family = await db.session.scalar(select(Family).where(Family.id == family_id))
    if family is None:
        raise NotFound(FAMILY, family_id)
    return family


async def variants_of(db: Reader, parent_id: int, *, locked: bool = False) -> Sequence[Product]:
    """The variants in the order in which they were made, without those archived; `locked` to be changed."""
    live = select(Product).where(Product.parent_id == parent_id, Product.archived_at.is_(None)).order_by(Product.id)
    return (await db.session.scalars(_to_be_changed(live) if locked else live)).all()


async def parts_of(db: Reader, kit_id: int) -> Sequence[tuple[Product, Quantity]]:
    """What a kit is made of, in order."""
    made_of = select(Product, KitPart.quantity).join(KitPart, KitPart.part_id == Product.id)
    rows = await db.session.execute(made_of.where(KitPart.kit_id == kit_id).order_by(KitPart.id))
    return [(product, count) for product, count in rows]


async def kits_with(db: Reader, part_id: int) -> Sequence[Product]:
    """The kits that hold this product, to be changed with it."""
    holding = select(Product).join(KitPart, KitPart.kit_id == Product.id).where(KitPart.part_id == part_id)
    return (await db.session.scalars(_to_be_changed(holding.order_by(Product.id)))).all()


async def company_rates(db: Reader) -> Rates:
    """The VAT of the actor's company today; the mainland's when nobody acts for one."""
    company = await db.session.get(Company, db.actor.company_id) if db.actor.company_id else None
    if company is None:
        return Rates(VatRegime.NORMAL, zone_of(""), db.today)
    return Rates(company.vat_regime, zone_of(company.zip), db.today)


async def family_path(db: Reader, family_id: int | None) -> str:
    """« Chauffage › Radiateurs »; empty for no family. Raises NotFound."""
    if family_id is None:
        return ""
    paths = await family_paths(db, {family_id})
    if family_id not in paths:
        raise NotFound(FAMILY, family_id)
    return paths[family_id]


async def family_paths(db: Reader, wanted: Collection[int]) -> dict[int, str]:
    """The paths of these families, by id, in as many statements as the deepest of them has levels."""
    known: dict[int, Family] = {}
    missing = set(wanted)
    while missing:
        level = (await db.session.scalars(select(Family).where(Family.id.in_(missing)))).all()
        known |= {family.id: family for family in level}
        missing = {family.parent_id for family in level if family.parent_id is not None} - known.keys()
    return {family_id: _path(known, family_id) for family_id in wanted if family_id in known}


def _to_be_changed(products: Select[Product]) -> Select[Product]:
    """As they are once whoever was changing them is done, whatever this session has read of them before."""
    return products.with_for_update(of=Product, key_share=True).execution_options(populate_existing=True)


def _path(known: Mapping[int, Family], family_id: int) -> str:
    family = known[family_id]
    return family.name if family.parent_id is None else f"{_path(known, family.parent_id)} › {family.name}"
