"""Variants: what a product comes in. The product itself is then no longer sold, its variants are."""

from collections.abc import Mapping, Sequence
from typing import Unpack

from core.catalog import products
from core.catalog.models import Product
from core.catalog.reading import load, variants_of
from core.catalog.rules import variant_label
from core.catalog.saying import ProductFacts
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork


@requires(Permission.PRODUCTS_WRITE)
async def add(
    uow: UnitOfWork, parent_id: int, *, attributes: Mapping[str, str], **facts: Unpack[ProductFacts]
) -> Product:
    """A variant, such as {"taille": "L"}, called « Gants — L »: what is not said is its parent's, and follows it.

    Raises as `products.create` does.
    """
    parent = await load(uow, parent_id)
    label = variant_label(parent.label, attributes)
    return await products.create(uow, label=label, parent_id=parent_id, attributes=attributes, **facts)


@requires(Permission.PRODUCTS_READ)
async def of(db: Reader, parent_id: int) -> Sequence[Product]:
    """The variants of a product, in the order in which they were made."""
    return await variants_of(db, parent_id)
