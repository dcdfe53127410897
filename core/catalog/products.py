"""What can be done with products and services."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Unpack

from sqlalchemy import select

from core.catalog import saying
from core.catalog.barcodes import gtin, written
from core.catalog.changing import INHERITED, apply, make_found
from core.catalog.errors import NoVariants, ReferenceTaken, VariantTaken
from core.catalog.events import ProductArchived, ProductChanged, ProductCreated, ProductCreationUndone, ProductRestored
from core.catalog.families import inside
from core.catalog.models import Product, ProductKind, Tracking
from core.catalog.rates import Rates
from core.catalog.reading import KIND, SOLD, company_rates, family_paths, load, load_family, variants_of
from core.catalog.rules import SAME_LABEL, free_reference, reference_from, same_label, variant_reference
from core.catalog.saying import ProductFacts
from core.catalog.vat import VatClass, class_of
from core.company.seats import alone
from core.history import newest_change, open_to_readers
from core.journal import Entry, Fact
from core.kernel.amounts import PriceBasis, Rate, UnitPrice, rate
from core.kernel.errors import Invalid, NotAllowed, NotFound
from core.kernel.likeness import likeness
from core.kernel.text import words
from core.permissions import Permission, requires
from core.search import RANKED, READ, alike, best_of
from core.uow import Reader, UnitOfWork

PLAUSIBLE: Final = 60.0  # likeness of the typed words that is worth showing


@dataclass(frozen=True, slots=True)
class Margin:
    """What a product earns, before tax: `share` is of its price, None when the price or the cost is not known."""

    cost: UnitPrice | None
    floor_price: UnitPrice | None
    share: Rate | None


@requires(Permission.PRODUCTS_WRITE)
async def create(
    uow: UnitOfWork,
    *,
    label: str,
    parent_id: int | None = None,
    attributes: Mapping[str, str] | None = None,
    **facts: Unpack[ProductFacts],
) -> Product:
    """A new product. Without a reference it is made from the label; without `vat` it is the usual rate of the place.

    `parent_id` makes it a variant, which takes from its parent what is not said. Without a price it is asked each time.
    Raises Invalid, VatRateUnknown, ReferenceTaken, BarcodeWrong, NotFound, NoVariants, VariantTaken, NotAllowed (cost
    and floor price are for those who may see margins).
    """
    values = await _values(uow, {**facts, "label": label, "attributes": attributes})
    if parent_id is not None:
        parent = await _expect_parent(uow, parent_id, values.get("attributes", {}))
        values = {**{name: getattr(parent, name) for name in INHERITED}, **values, "parent_id": parent_id}
        suggested = variant_reference(parent.reference, values.get("attributes", {}))
    else:
        suggested = reference_from(values["label"])
    values["reference"] = await _reference(uow, values.get("reference", ""), suggested)
    product = Product(**{"price": None, **values, "created_at": uow.now})
    uow.session.add(product)
    await uow.session.flush()
    await make_found(uow, product)
    uow.record(ProductCreated(product.id, product.reference, product.label, product.price))
    return product


@requires(Permission.PRODUCTS_WRITE)
async def change(
    uow: UnitOfWork,
    product_id: int,
    *,
    version: int | None = None,
    label: str | None = None,
    attributes: Mapping[str, str] | None = None,
    without: Collection[str] = (),
    **facts: Unpack[ProductFacts],
) -> Product:
    """Change what is said; what is None stays, and `without` names what is taken away (see `saying.EMPTY`).

    Variants and kits follow. Raises as `create` does, and Changed.
    """
    product = await load(uow, product_id, locked=True)
    product.expect(version)
    values = await _values(uow, {**facts, "label": label, "attributes": attributes})
    values |= _emptied(uow, without)
    if values.get("reference", product.reference) != product.reference:
        values["reference"] = await _reference(uow, values["reference"], product.reference)
    await apply(uow, product, values)
    return product


@requires(Permission.PRODUCTS_WRITE)
async def undo_change(uow: UnitOfWork, product_id: int, *, version: int | None = None) -> Product:
    """Take the last change back; nothing else may have happened to the product since. Raises Changed, NotAllowed."""
    product = await load(uow, product_id, locked=True)
    product.expect(version)
    last = await _last_change(uow, product_id)
    if last is None:
        return product
    changes: Mapping[str, Sequence[Any]] = last.facts["changes"]
    _expect_no_secret(uow, changes)
    await apply(uow, product, {name: _stored(name, before) for name, (before, _after) in changes.items()})
    return product


@requires(Permission.PRODUCTS_READ)
async def changed_at(db: Reader, product_id: int) -> datetime | None:
    """When somebody last changed the product; None when nobody has since it was made."""
    last = await _last_change(db, product_id)
    return last.at if last else None


@requires(Permission.PRODUCTS_WRITE)
async def undo_create(uow: UnitOfWork, product_id: int) -> None:
    """Take a creation back: nobody finds the product any more, and documents that name it stay whole."""
    await _set_aside(uow, await load(uow, product_id, locked=True), ProductCreationUndone)


@requires(Permission.PRODUCTS_WRITE)
async def archive(uow: UnitOfWork, product_id: int, *, version: int | None = None) -> Product:
    """Sell it no more, nor its variants; documents that name it stay whole. Raises Changed."""
    product = await load(uow, product_id, locked=True)
    product.expect(version)
    await _set_aside(uow, product, ProductArchived)
    return product


@requires(Permission.PRODUCTS_WRITE)
async def restore(uow: UnitOfWork, product_id: int) -> Product:
    """Sell it again, with the variants that were archived with it."""
    product = await load(uow, product_id, locked=True)
    if product.archived_at is None:
        return product
    with_it = Product.parent_id == product_id, Product.archived_at == product.archived_at
    for one in (product, *(await uow.session.scalars(select(Product).where(*with_it))).all()):
        one.archived_at = None
        one.touch()
        await make_found(uow, one)
        uow.record(ProductRestored(one.id))
    return product


@requires(Permission.PRODUCTS_READ)
async def read(db: Reader, product_id: int) -> Product:
    """One product, archived or not. Raises NotFound."""
    return await load(db, product_id)


@requires(Permission.MARGINS_READ)
async def margin(db: Reader, product_id: int) -> Margin:
    """What one earns with a product. Raises NotFound."""
    product = await load(db, product_id)
    price = (await company_rates(db)).priced(product, PriceBasis.HT)
    share = rate((price - product.cost) / price) if price and product.cost is not None else None
    return Margin(product.cost, product.floor_price, share)


@requires(Permission.PRODUCTS_READ)
async def rates(db: Reader) -> Rates:
    """The VAT of the company's place today: `.of(product)` is a product's rate."""
    return await company_rates(db)


@requires(Permission.PRODUCTS_READ)
async def search(
    db: Reader, typed: str, *, limit: int = 5, offset: int = 0, family_id: int | None = None
) -> Sequence[Product]:
    """What is sold and resembles the typed words or reference, best first; of one family and those in it when said."""
    said = words(typed)
    found = await _candidates(db, said, most=max(RANKED, offset + limit), family_id=family_id)
    paths = await family_paths(db, {product.family_id for product in found if product.family_id})
    ranked = [(likeness(said, one.found_under(paths.get(one.family_id or 0, ""))), one) for one in found]
    ranked.sort(key=lambda pair: (-pair[0], -_recently(pair[1].last_used_at), pair[1].label, pair[1].id))
    return [product for score, product in ranked if score >= PLAUSIBLE][offset : offset + limit]


@requires(Permission.PRODUCTS_READ)
async def entries(db: Reader, words: Sequence[str]) -> Sequence[Product]:
    """All products that some of these folded words may mean, for reading a message; one statement, 300 at most."""
    return await _candidates(db, words, most=READ)


@requires(Permission.PRODUCTS_READ)
async def by_barcode(db: Reader, typed: str) -> Sequence[Product]:
    """The products that bear this bar code, however many zeros are in front of it. Raises BarcodeWrong."""
    same = _PRESENT.where(Product.barcode.in_(written(gtin(typed))), Product.barcode != "")
    return (await db.session.scalars(same)).all()


@requires(Permission.PRODUCTS_READ)
async def near_duplicates(db: Reader, *, label: str, barcode: str = "") -> Sequence[Product]:
    """Products that may be the one about to be created: the same bar code, or nearly the same label and its numbers."""
    same = await by_barcode.run(db, barcode) if barcode else ()
    near = [(same_label(label, one.label), one) for one in await _candidates(db, words(label), most=RANKED)]
    near.sort(key=lambda pair: (-pair[0], pair[1].label, pair[1].id))
    found = {one.id: one for one in (*same, *(one for score, one in near if score >= SAME_LABEL))}
    return list(found.values())


async def _candidates(
    db: Reader, typed: Sequence[str], *, most: int, family_id: int | None = None
) -> Sequence[Product]:
    best = _SOLD if family_id is None else best_of(SOLD.where(inside(family_id)), Product.id)
    return await alike(db, best, KIND, typed, limit=most)


async def _values(uow: UnitOfWork, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, by column."""
    values = saying.checked(facts)
    _expect_no_secret(uow, values)
    if "family_id" in values:
        await load_family(uow, values["family_id"])
    if "vat" in values:
        zone = (await company_rates(uow)).zone
        values["vat_class"] = class_of(values.pop("vat"), uow.today, zone)
    return values


def _emptied(uow: UnitOfWork, without: Collection[str]) -> dict[str, Any]:
    _expect_no_secret(uow, without)
    unknown = set(without) - saying.EMPTY.keys()
    if unknown:
        raise Invalid("without", ", ".join(sorted(unknown)))
    return {name: saying.EMPTY[name] for name in without}


def _expect_no_secret(db: Reader, fields: Collection[str]) -> None:
    if not saying.SECRET.isdisjoint(fields) and not db.actor.may(Permission.MARGINS_READ):
        raise NotAllowed(Permission.MARGINS_READ)


async def _expect_parent(uow: UnitOfWork, parent_id: int, attributes: Mapping[str, str]) -> Product:
    parent = await load(uow, parent_id, locked=True)
    if parent.archived_at is not None:
        raise NotFound(KIND, parent_id)
    if parent.parent_id is not None or parent.kind is ProductKind.KIT:
        raise NoVariants(parent.label)
    if not attributes:
        raise Invalid("attributes", "")
    for variant in await variants_of(uow, parent_id):
        if words(" ".join(variant.attributes.values())) == words(" ".join(attributes.values())):
            raise VariantTaken(variant.label)
    return parent


async def _reference(uow: UnitOfWork, wanted: str, suggested: str) -> str:
    """The wanted reference, or else the suggested one or the next free after it; archived products keep theirs."""
    await alone(uow)  # two who make the same product at once are given two references
    start = wanted or suggested
    alike = select(Product.reference).where(Product.reference.startswith(start, autoescape=True))
    taken = set((await uow.session.scalars(alike)).all())
    if wanted in taken:
        raise ReferenceTaken(wanted)
    return wanted or free_reference(suggested, taken)


async def _set_aside(uow: UnitOfWork, product: Product, fact: type[Fact]) -> None:
    if product.archived_at is not None:
        return
    for one in (product, *await variants_of(uow, product.id, locked=True)):
        one.archived_at = uow.now
        one.touch()
        await make_found(uow, one)
        uow.record(fact(one.id))


async def _last_change(db: Reader, product_id: int) -> Entry | None:
    """The last thing that happened to the product, when it was a change that somebody asked for."""
    last = await newest_change(db, KIND, product_id, ProductChanged)
    return last if last is not None and last.facts["asked"] else None


def _stored(name: str, journaled: Any) -> Any:
    """A value of the journal as its column has it."""
    return journaled if journaled is None else _FROM_JOURNAL.get(name, _as_it_is)(journaled)


def _as_it_is(value: Any) -> Any:
    return value


def _unit_price(text: str) -> UnitPrice:
    return UnitPrice(Decimal(text))


_FROM_JOURNAL: Final[Mapping[str, Any]] = {
    "price": _unit_price,
    "cost": _unit_price,
    "floor_price": _unit_price,
    "kind": ProductKind,
    "tracking": Tracking,
    "basis": PriceBasis,
    "vat_class": VatClass,
}
_PRESENT: Final = select(Product).where(Product.archived_at.is_(None))
_SOLD: Final = best_of(SOLD, Product.id)


def _recently(used: datetime | None) -> float:
    return used.timestamp() if used else 0.0


open_to_readers("product", read)
