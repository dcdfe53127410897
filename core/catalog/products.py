"""What can be done with products and services."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select

from core.catalog.errors import ReferenceTaken
from core.catalog.events import ProductCreated, ProductCreationUndone
from core.catalog.models import Product, ProductKind
from core.catalog.rules import LONGEST, reference_from
from core.catalog.vat import checked, standard_rate, zone_of
from core.company.models import Company
from core.kernel.amounts import LARGEST_PRICE, PriceBasis, Rate, UnitPrice
from core.kernel.errors import Invalid, NotFound
from core.kernel.likeness import likeness
from core.kernel.text import words
from core.kernel.typed import line, others
from core.permissions import Permission, requires
from core.search import MATCHING, asked, index
from core.uow import Reader, UnitOfWork

KIND: Final = "product"  # under which products are found in core.search
PLAUSIBLE: Final = 60.0  # likeness of the typed words that is worth showing


@requires(Permission.PRODUCTS_WRITE)
async def create(
    uow: UnitOfWork,
    *,
    label: str,
    price: UnitPrice | None = None,
    basis: PriceBasis = PriceBasis.HT,
    unit: str = "U",
    vat: Rate | None = None,
    reference: str | None = None,
    kind: ProductKind = ProductKind.GOODS,
    family: str = "",
    aliases: Sequence[str] = (),
    packaging: Mapping[str, str] | None = None,
) -> Product:
    """A new product. Without a reference it is made from the label; without `vat` it is the usual rate of the place.

    `price` None: asked each time. Raises Invalid, VatRateUnknown, ReferenceTaken.
    """
    kept_label = line("label", label, longest=300, required=True)
    zone = await _zone(uow)
    product = Product(
        reference=await _reference(uow, reference, kept_label),
        label=kept_label,
        kind=kind,
        family=line("family", family, longest=100),
        unit=line("unit", unit, longest=10).upper() or "U",
        price=_price(price),
        basis=basis,
        vat=standard_rate(uow.today, zone) if vat is None else checked(vat, uow.today, zone),
        aliases=others("aliases", list(aliases)),
        packaging=dict(packaging or {}),
        created_at=uow.now,
    )
    uow.session.add(product)
    await uow.session.flush()
    await index(uow, KIND, product.id, product.found_under())
    uow.record(ProductCreated(product.id, product.reference, product.label, product.price))
    return product


@requires(Permission.PRODUCTS_WRITE)
async def undo_create(uow: UnitOfWork, product_id: int) -> None:
    """Take a creation back: nobody finds the product any more, and documents that name it stay whole."""
    product = await _load(uow, product_id)
    if product.archived_at is not None:
        return
    product.archived_at = uow.now
    product.touch()
    await index(uow, KIND, product.id, ())
    uow.record(ProductCreationUndone(product.id))


@requires(Permission.PRODUCTS_READ)
async def read(db: Reader, product_id: int) -> Product:
    """One product, archived or not. Raises NotFound."""
    return await _load(db, product_id)


@requires(Permission.PRODUCTS_READ)
async def search(db: Reader, typed: str, *, limit: int = 5) -> Sequence[Product]:
    """The products that the typed words or reference resemble, best first."""
    said = words(typed)
    ranked = [(likeness(said, product.found_under()), product) for product in await _candidates(db, said)]
    ranked.sort(key=lambda pair: (-pair[0], -_recently(pair[1].last_used_at), pair[1].label, pair[1].id))
    return [product for score, product in ranked if score >= PLAUSIBLE][:limit]


@requires(Permission.PRODUCTS_READ)
async def entries(db: Reader, words: Sequence[str]) -> Sequence[Product]:
    """All products that some of these folded words may mean, for reading a message; one statement, 300 at most."""
    return await _candidates(db, words)


async def _load(db: Reader, product_id: int) -> Product:
    product = await db.session.scalar(select(Product).where(Product.id == product_id))
    if product is None:
        raise NotFound(KIND, product_id)
    return product


async def _candidates(db: Reader, typed: Sequence[str]) -> Sequence[Product]:
    return (await db.session.scalars(_CANDIDATES, asked(KIND, typed))).all()


async def _reference(uow: UnitOfWork, typed: str | None, label: str) -> str:
    """The typed reference in capitals, or one from the label; archived products keep theirs."""
    wanted = line("reference", typed or "", longest=LONGEST).upper()
    start = wanted or reference_from(label)
    alike = select(Product.reference).where(Product.reference.startswith(start, autoescape=True))
    taken = set((await uow.session.scalars(alike)).all())
    if wanted in taken:
        raise ReferenceTaken(wanted)
    return wanted or reference_from(label, taken)


async def _zone(uow: UnitOfWork) -> str:
    postcode = await uow.session.scalar(select(Company.zip).where(Company.id == uow.actor.company_id))
    return zone_of(postcode or "")


def _price(price: UnitPrice | None) -> UnitPrice | None:
    if price is not None and not 0 <= price <= LARGEST_PRICE:
        raise Invalid("price", str(price))
    return price


_CANDIDATES: Final = select(Product).where(Product.archived_at.is_(None), Product.id.in_(MATCHING))


def _recently(used: datetime | None) -> float:
    return used.timestamp() if used else 0.0
