"""Many products at once, as a file brings them: the same checks as one by one, in a few statements."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from core.catalog.events import ProductCreated
from core.catalog.families import tree
from core.catalog.models import Product
from core.catalog.rates import Rates
from core.catalog.reading import KIND
from core.catalog.rules import free_reference, reference_from
from core.catalog.saying import checked
from core.catalog.vat import VatClass, class_of
from core.company.seats import alone
from core.permissions import Permission, requires
from core.search import index_many
from core.uow import UnitOfWork


def checked_goods(facts: Mapping[str, Any], rates: Rates) -> dict[str, Any]:
    """The facts as they are kept, a rate said being the class that has it. Raises what `products.create` raises."""
    said = checked(facts)
    if "vat" in said:
        said["vat_class"] = class_of(said.pop("vat"), rates.day, rates.zone)
    return said


@requires(Permission.DATA_IMPORT)
async def create_many(uow: UnitOfWork, goods: Sequence[Mapping[str, Any]]) -> Sequence[Product]:
    """New products from checked facts, in their order. One without a reference is given one from its label.

    References that are given must be free: the caller has looked them up.
    """
    await alone(uow)  # nobody else takes the references meanwhile
    taken = await _taken(uow, goods)
    made = [_made(one, taken, uow) for one in goods]
    uow.session.add_all(made)
    await uow.session.flush()
    paths = {branch.id: branch.path for branch in await tree(uow)}
    texts = {product.id: product.found_under(paths.get(product.family_id or 0, "")) for product in made}
    await index_many(uow, KIND, texts)
    for product in made:
        uow.record(ProductCreated(product.id, product.reference, product.label, product.price))
    return made


def _made(facts: Mapping[str, Any], taken: set[str], uow: UnitOfWork) -> Product:
    reference = facts.get("reference") or free_reference(reference_from(facts["label"]), taken)
    taken.add(reference)
    usual = {"price": None, "vat_class": VatClass.STANDARD}
    return Product(**{**usual, **facts, "reference": reference}, created_at=uow.now)


async def _taken(uow: UnitOfWork, goods: Iterable[Mapping[str, Any]]) -> set[str]:
    """The references that begin like one that will be made from a label, and those given here."""
    starts = {reference_from(one["label"]) for one in goods if not one.get("reference")}
    given = {one["reference"] for one in goods if one.get("reference")}
    if not starts:
        return given
    alike = or_(*(Product.reference.startswith(start, autoescape=True) for start in starts))
    return given | set((await uow.session.scalars(select(Product.reference).where(alike))).all())
