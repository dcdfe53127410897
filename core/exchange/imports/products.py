"""Rows of products against those of the base: which one a row means, and what putting it in would change."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import false, or_, select

from core.catalog import families, products
from core.catalog.many import checked_goods, create_many
from core.catalog.models import Product
from core.catalog.rates import Rates
from core.exchange.errors import NameMissing, PutAway, SeveralFit
from core.exchange.imports.rows import RowRead
from core.exchange.imports.verdicts import Tried, Verdict, differing, placed, refused, same_in_any_case
from core.exchange.models import ImportKind
from core.kernel.errors import BusinessError
from core.kernel.text import folded
from core.kernel.typed import line
from core.uow import Reader, UnitOfWork

_STEPS: Final = re.compile(r"\s*[>›]\s*")  # « Chauffage > Radiateurs »
_LONGEST_FAMILY: Final = 100

Goods = dict[str, Any]


async def try_products(db: Reader, rows: Sequence[RowRead]) -> list[Tried]:
    """The verdict on each row; nothing is written. A few statements, however many rows."""
    rates = await products.rates(db)
    goods = [_goods(row.values, rates) for row in rows]
    base = await _Base.of(db, [one for one in goods if isinstance(one, dict)])
    return [_tried(row.line, one, base) for row, one in zip(rows, goods, strict=True)]


async def put_products(uow: UnitOfWork, rows: Sequence[RowRead]) -> list[Tried]:
    """The same, and what is to be created or changed is, the families that are missing before."""
    await _grow_families(uow, rows)
    tried = await try_products(uow, rows)
    await create_many(uow, [one.values for one in tried if one.verdict is Verdict.CREATED])
    for one in tried:
        if one.verdict is Verdict.CHANGED and one.object_id is not None:
            await products.change(uow, one.object_id, **_as_said(one.values, rows, one.line))
    return tried


@dataclass(frozen=True, slots=True)
class _Base:
    """What rows are compared with: the products that some of them may mean, and families by their path."""

    by_reference: Mapping[str, Product]
    by_barcode: Mapping[str, Sequence[Product]]
    by_label: Mapping[str, Sequence[Product]]
    families: Mapping[tuple[str, ...], int]

    @classmethod
    async def of(cls, db: Reader, goods: Sequence[Goods]) -> "_Base":
        said = {field: {one[field] for one in goods if one.get(field)} for field in ("reference", "barcode")}
        labels = {one["label"] for one in goods if one.get("label") and not one.get("reference")}
        known = [getattr(Product, field).in_(values) for field, values in said.items() if values]
        wanted = or_(false(), *known, *same_in_any_case(Product.label, labels))
        found = (await db.session.scalars(select(Product).where(wanted).order_by(Product.id))).all()
        present = [product for product in found if product.archived_at is None]
        return cls(
            {product.reference: product for product in found},
            _grouped(present, "barcode"),
            _grouped(present, "label"),
            await _known_families(db),
        )

    def meant_by(self, goods: Goods) -> Product | None:
        """Which one the row means: by its reference, or else its barcode, or else its label. Raises SeveralFit."""
        if goods.get("reference"):
            return self.by_reference.get(goods["reference"])
        fitting = self.by_barcode.get(goods.get("barcode", "")) or self.by_label.get(folded(goods.get("label", "")), ())
        if len(fitting) > 1:
            raise SeveralFit(goods.get("label", "") or goods.get("barcode", ""))
        return fitting[0] if fitting else None


def _goods(values: Mapping[str, Any], rates: Rates) -> Goods | BusinessError:
    """The row's facts as they are kept, with the path of its family; or why they cannot be."""
    try:
        facts = checked_goods({field: value for field, value in values.items() if field != "family"}, rates)
        return {**facts, "family": _path(values.get("family", ""))}
    except BusinessError as error:
        return placed(ImportKind.PRODUCTS, error)


def _tried(row: int, goods: Goods | BusinessError, base: _Base) -> Tried:
    if isinstance(goods, BusinessError):
        return refused(row, goods)
    try:
        return _decided(row, goods, base)
    except BusinessError as error:
        return refused(row, error)


def _decided(row: int, goods: Goods, base: _Base) -> Tried:
    meant = base.meant_by(goods)
    facts = _in_family(goods, base.families)
    if meant is None:
        if not facts.get("label"):
            raise NameMissing
        return Tried(row, Verdict.CREATED, facts)
    if meant.archived_at is not None:
        raise PutAway(meant.label)
    changed = differing(meant, facts)
    return Tried(row, Verdict.CHANGED if changed else Verdict.SAME, changed, meant.id)


def _in_family(goods: Goods, known: Mapping[tuple[str, ...], int]) -> Goods:
    """With the id of its family; one that is not there yet has no id, and the row would change its product."""
    facts = {field: value for field, value in goods.items() if field != "family"}
    return {**facts, "family_id": known.get(_folded(goods["family"]))} if goods["family"] else facts


def _as_said(changed: Mapping[str, Any], rows: Sequence[RowRead], number: int) -> dict[str, Any]:
    """The changed facts as `products.change` takes them: a class of VAT is said by its rate."""
    if "vat_class" not in changed:
        return dict(changed)
    said = next(row.values["vat"] for row in rows if row.line == number)
    return {**{field: value for field, value in changed.items() if field != "vat_class"}, "vat": said}


async def _grow_families(uow: UnitOfWork, rows: Sequence[RowRead]) -> None:
    """Make the families that rows name and that are not there, from the root down. Paths that cannot be are left."""
    known = dict(await _known_families(uow))
    for path in dict.fromkeys(row.values.get("family", "") for row in rows):
        try:
            steps = _path(path)
        except BusinessError:
            continue
        for depth in range(1, len(steps) + 1):
            here = _folded(steps[:depth])
            if here not in known:
                above = known.get(_folded(steps[: depth - 1]))
                known[here] = (await families.create(uow, name=steps[depth - 1], parent_id=above)).id


async def _known_families(db: Reader) -> Mapping[tuple[str, ...], int]:
    return {_folded(_STEPS.split(branch.path)): branch.id for branch in await families.tree(db)}


def _path(said: str) -> list[str]:
    """The names from the root down; raises Invalid for one that is too long, or too many of them."""
    names = [name for name in _STEPS.split(said) if name]
    return [line("family", name, longest=_LONGEST_FAMILY) for name in names[: families.DEEPEST]]


def _folded(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(folded(name) for name in path)


def _grouped(found: Sequence[Product], field: str) -> Mapping[str, Sequence[Product]]:
    groups: dict[str, list[Product]] = defaultdict(list)
    for product in found:
        if getattr(product, field):
            groups[folded(getattr(product, field))].append(product)
    return groups
