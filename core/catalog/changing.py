"""The change of one product, and of those that follow it.

A variant's price, unit, VAT … follow its parent's as long as they are the same; a kit's price follows the sum of its
parts as long as it is that sum, and its cost always does. So each row holds its own price, and whoever reads it follows
nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from core.catalog.events import ProductChanged
from core.catalog.models import Product
from core.catalog.reading import KIND, company_rates, family_path, kits_with, parts_of, variants_of
from core.catalog.rules import variant_label
from core.kernel.amounts import LARGEST_PRICE, Quantity, UnitPrice, unit_price
from core.search import index
from core.uow import UnitOfWork

INHERITED: Final = (
    "kind", "family_id", "unit", "price", "basis", "vat_class", "vatex", "cost", "floor_price", "aliases", "packaging",
    "notes", "photo_sha256", "tracking",
)  # fmt: skip
_FOUND_BY: Final = frozenset({"label", "aliases", "reference", "barcode", "family_id"})
_WORTH: Final = frozenset({"price", "basis", "vat_class", "vatex", "cost"})  # what a part brings to its kit


async def apply(uow: UnitOfWork, product: Product, values: Mapping[str, Any], *, asked: bool = True) -> None:
    """Give the product these values, by column, and let its variants and the kits that hold it follow.

    `asked` is false for a product that only follows another.
    """
    changes = _changes(product, values)
    kits = await _kits_above(uow, product) if not _WORTH.isdisjoint(changes) else []
    if changes:
        await _change(uow, product, changes, asked=asked)
    await _variants_follow(uow, product, changes)
    for kit, sold_for_sum in kits:
        price, cost = await sums(uow, kit)
        follows = _changes(kit, {"cost": cost, **({"price": price} if sold_for_sum else {})})
        if follows:
            await _change(uow, kit, follows, asked=False)


async def make_found(uow: UnitOfWork, product: Product) -> None:
    """Find the product under what it says now; not at all when it is archived."""
    family = await family_path(uow, product.family_id) if product.archived_at is None else ""
    await index(uow, KIND, product.id, product.found_under(family) if product.archived_at is None else ())


async def sums(uow: UnitOfWork, kit: Product) -> tuple[UnitPrice | None, UnitPrice | None]:
    """The price (in the kit's basis) and the cost that its parts add up to; None where one of them has none."""
    parts, rates = await parts_of(uow, kit.id), await company_rates(uow)
    price = _sum((rates.priced(part, kit.basis), count) for part, count in parts)
    return price, _sum((part.cost, count) for part, count in parts)


def _changes(product: Product, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Before and after, of what changes."""
    pairs = {name: [getattr(product, name), value] for name, value in values.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


async def _change(uow: UnitOfWork, product: Product, changes: Mapping[str, Sequence[Any]], *, asked: bool) -> None:
    for name, (_before, after) in changes.items():
        setattr(product, name, after)
    product.touch()
    await uow.session.flush()
    if not _FOUND_BY.isdisjoint(changes):
        await make_found(uow, product)
    uow.record(ProductChanged(product.id, changes, asked))


async def _variants_follow(uow: UnitOfWork, parent: Product, changes: Mapping[str, Sequence[Any]]) -> None:
    for variant in await variants_of(uow, parent.id, locked=True):
        follows = {name: changes[name][1] for name in INHERITED if name in changes and _same(variant, name, changes)}
        if "label" in changes and variant.label == variant_label(changes["label"][0], variant.attributes):
            follows["label"] = variant_label(parent.label, variant.attributes)
        if {"price", "basis"} & follows.keys():
            follows |= {"price": parent.price, "basis": parent.basis}
        await apply(uow, variant, follows, asked=False)


def _same(variant: Product, name: str, changes: Mapping[str, Sequence[Any]]) -> bool:
    """Whether the variant has what its parent had; a price only counts with its basis."""
    together = ("price", "basis") if name in ("price", "basis") else (name,)
    return all(getattr(variant, one) == changes[one][0] for one in together if one in changes)


async def _kits_above(uow: UnitOfWork, part: Product) -> list[tuple[Product, bool]]:
    """The kits that hold it, and those that hold them, each behind its parts; with whether it is sold for their sum."""
    found: dict[int, Product] = {}
    level = [part]
    while level:
        level = [kit for one in level for kit in await kits_with(uow, one.id)]
        for kit in level:
            found.pop(kit.id, None)  # held from further up too: it comes later
            found[kit.id] = kit
    return [(kit, kit.price == (await sums(uow, kit))[0]) for kit in found.values()]


def _sum(prices: Iterable[tuple[UnitPrice | None, Quantity]]) -> UnitPrice | None:
    """The exact sum; None when one is missing, or when it is more than a price can be."""
    total = Decimal(0)
    for price, count in prices:
        if price is None:
            return None
        total += price * count
    return unit_price(total) if total <= LARGEST_PRICE else None
