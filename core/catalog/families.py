"""Families: groups of products that have groups of their own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, select

from core.catalog.errors import FamilyInsideItself, FamilyTaken
from core.catalog.events import FamilyChanged, FamilyCreated
from core.catalog.models import Family, Product
from core.catalog.reading import FAMILY, KIND, SOLD, family_path, family_paths, load_family
from core.company.seats import alone
from core.history import newest_change
from core.kernel.errors import Changed, Invalid, NotFound
from core.kernel.text import words
from core.kernel.typed import line
from core.permissions import Permission, requires
from core.search import index_many
from core.search.models import SearchWord
from core.uow import Reader, UnitOfWork

DEEPEST: Final = 8  # levels
_AT_ONCE: Final = 500  # products found anew by one statement


@dataclass(frozen=True, slots=True)
class Branch:
    """A family in the tree; `depth` is 0 at the root, `products` counts what is sold in it and in those inside it."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    path: str
    products: int


@requires(Permission.PRODUCTS_WRITE)
async def create(uow: UnitOfWork, *, name: str, parent_id: int | None = None) -> Family:
    """A new family, at the root or inside another. Raises Invalid, NotFound, FamilyTaken."""
    kept = _name(name)
    await alone(uow)
    if parent_id is not None:
        await load_family(uow, parent_id)
    await _expect_place(uow, kept, parent_id)
    family = Family(name=kept, parent_id=parent_id)
    uow.session.add(family)
    await uow.session.flush()
    uow.record(FamilyCreated(family.id, kept, parent_id))
    return family


@requires(Permission.PRODUCTS_WRITE)
async def rename(uow: UnitOfWork, family_id: int, *, name: str) -> Family:
    """Another name; its products are found under it at once. Raises Invalid, NotFound, FamilyTaken."""
    await alone(uow)
    family = await load_family(uow, family_id)
    kept = _name(name)
    await _expect_place(uow, kept, family.parent_id, but=family.id)
    return await _changed(uow, family, name=kept)


@requires(Permission.PRODUCTS_WRITE)
async def move(uow: UnitOfWork, family_id: int, *, parent_id: int | None) -> Family:
    """Into another family, or to the root. Raises NotFound, FamilyTaken, FamilyInsideItself, Invalid (too deep)."""
    await alone(uow)  # two moved into each other at once would be nowhere
    family = await load_family(uow, family_id)
    if parent_id is not None:
        await load_family(uow, parent_id)
        if await uow.session.scalar(select(Family.id).where(Family.id == parent_id, _below(family_id))):
            raise FamilyInsideItself(family.name)
    await _expect_place(uow, family.name, parent_id, but=family.id)
    return await _changed(uow, family, parent_id=parent_id)


@requires(Permission.PRODUCTS_WRITE)
async def undo_change(uow: UnitOfWork, family_id: int, *, change_id: int) -> Family:
    """Take the last change of name or place back; it is the one with this id (see `last_change`), or Changed is raised.

    Raises also NotFound, FamilyTaken, FamilyInsideItself.
    """
    await alone(uow)
    last = await newest_change(uow, FAMILY, family_id, FamilyChanged)
    if last is None or last.id != change_id:
        raise Changed("family", family_id, change_id, last.id if last else 0)
    changes: Mapping[str, Sequence[Any]] = last.facts["changes"]
    if "parent_id" in changes:
        return await move(uow, family_id, parent_id=changes["parent_id"][0])
    return await rename(uow, family_id, name=changes["name"][0])


@requires(Permission.PRODUCTS_WRITE)
async def last_change(db: Reader, family_id: int) -> tuple[int, datetime]:
    """The id of the last change of name or place, and when it was. Raises NotFound when there is none."""
    last = await newest_change(db, FAMILY, family_id, FamilyChanged)
    if last is None:
        raise NotFound("family", family_id)
    return last.id, last.at


@requires(Permission.PRODUCTS_READ)
async def tree(db: Reader) -> Sequence[Branch]:
    """All families, each behind the one it is in, by name."""
    families = (await db.session.scalars(select(Family))).all()
    sold = SOLD.with_only_columns(Product.family_id, func.count()).where(Product.family_id.is_not(None))
    rows = await db.session.execute(sold.group_by(Product.family_id))
    counts = {row[0]: int(row[1]) for row in rows}
    children: dict[int | None, list[Family]] = {}
    for family in sorted(families, key=lambda one: words(one.name)):
        children.setdefault(family.parent_id, []).append(family)
    return list(_branches(children, counts, None, 0, ""))


@requires(Permission.PRODUCTS_READ)
async def path(db: Reader, family_id: int | None) -> str:
    """« Chauffage › Radiateurs »; empty for no family. Raises NotFound."""
    return await family_path(db, family_id)


@requires(Permission.PRODUCTS_READ)
async def products_of(
    db: Reader, family_id: int | None, *, limit: int | None = None, offset: int = 0
) -> Sequence[Product]:
    """What is sold in a family and in those inside it, by label; in no family at all for None."""
    wanted = SOLD.where(inside(family_id)).order_by(Product.label, Product.id)
    return (await db.session.scalars(wanted.limit(limit).offset(offset))).all()


def inside(family_id: int | None) -> ColumnElement[bool]:
    """The criterion on Product of whoever filters by a family: in it, or in one inside it; None is no family at all."""
    if family_id is None:
        return Product.family_id.is_(None)
    return Product.family_id.in_(_branch(family_id))


def _below(family_id: int) -> ColumnElement[bool]:
    return Family.id.in_(_branch(family_id))


def _branch(family_id: int) -> Any:
    """The ids of a family and of those inside it; ids lead nowhere out of a company, which the rows are asked for."""
    table = Family.__table__
    branch = select(table.c.id).where(table.c.id == family_id).cte("branch", recursive=True)
    return select(branch.union(select(table.c.id).where(table.c.parent_id == branch.c.id)).c.id)


def _branches(
    children: Mapping[int | None, Sequence[Family]],
    counts: Mapping[int | None, int],
    inside: int | None,
    depth: int,
    path: str,
) -> Iterator[Branch]:
    for family in children.get(inside, ()):
        whole = f"{path} › {family.name}" if path else family.name
        within = list(_branches(children, counts, family.id, depth + 1, whole))
        sold = counts.get(family.id, 0) + sum(one.products for one in within if one.depth == depth + 1)
        yield Branch(family.id, family.name, family.parent_id, depth, whole, sold)
        yield from within


def _name(typed: str) -> str:
    return line("name", typed, longest=100, required=True)


async def _expect_place(uow: UnitOfWork, name: str, parent_id: int | None, *, but: int = 0) -> None:
    """Raise unless this name is free at this place, and the place not too deep."""
    beside = (await uow.session.scalars(select(Family).where(Family.parent_id.is_not_distinct_from(parent_id)))).all()
    if any(words(one.name) == words(name) and one.id != but for one in beside):
        raise FamilyTaken(name)
    above = await family_path(uow, parent_id)
    if above.count(" › ") + 2 > DEEPEST:
        raise Invalid(FAMILY, name)


async def _changed(uow: UnitOfWork, family: Family, **values: Any) -> Family:
    changes = {name: [getattr(family, name), value] for name, value in values.items()}
    for name, value in values.items():
        setattr(family, name, value)
    await uow.session.flush()
    uow.record(FamilyChanged(family.id, changes))
    await _find_anew(uow, family.id)
    return family


async def _find_anew(uow: UnitOfWork, family_id: int) -> None:
    """The products of a branch are found under the names that their families have now."""
    present = select(Product).where(Product.archived_at.is_(None), inside(family_id))
    goods = (await uow.session.scalars(present)).all()
    paths = await family_paths(uow, {one.family_id for one in goods if one.family_id is not None})
    for start in range(0, len(goods), _AT_ONCE):
        some = goods[start : start + _AT_ONCE]
        gone = delete(SearchWord).where(SearchWord.kind == KIND, SearchWord.object_id.in_([one.id for one in some]))
        await uow.session.execute(gone)
        await index_many(uow, KIND, {one.id: one.found_under(paths[one.family_id or 0]) for one in some})
