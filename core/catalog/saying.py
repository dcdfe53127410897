"""What can be said of a product, and the form in which it is kept."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final, TypedDict

from core.catalog.barcodes import gtin
from core.catalog.models import ProductKind, Tracking
from core.catalog.rules import LONGEST
from core.catalog.units import unit_code
from core.catalog.vatex import OF_PRODUCTS
from core.kernel.amounts import LARGEST_PRICE, LARGEST_QUANTITY, PriceBasis, Rate, UnitPrice, quantity
from core.kernel.errors import Invalid
from core.kernel.typed import line, others


class ProductFacts(TypedDict, total=False):
    """Facts of a product; what is left out or None is not said.

    `price` is in `basis`, `cost` and `floor_price` are before tax; `vat` is a rate in force here today. `packaging`
    gives how many units one pack has, by the pack's unit. `barcode` is a GTIN, `photo_sha256` names a stored picture.
    `vatex`, one of `core.catalog.vatex.OF_PRODUCTS`, says why it bears no VAT, whoever buys it.
    """

    reference: str | None
    kind: ProductKind | None
    tracking: Tracking | None
    family_id: int | None
    unit: str | None
    price: UnitPrice | None
    basis: PriceBasis | None
    vat: Rate | None
    vatex: str | None
    cost: UnitPrice | None
    floor_price: UnitPrice | None
    barcode: str | None
    aliases: Sequence[str] | None
    packaging: Mapping[str, str] | None
    notes: str | None
    photo_sha256: str | None


SECRET: Final = frozenset({"cost", "floor_price"})  # for those who may see margins
EMPTY: Final[Mapping[str, Any]] = {  # what can be taken away again, and what is then there
    "family_id": None,
    "vatex": "",
    "price": None,
    "cost": None,
    "floor_price": None,
    "barcode": "",
    "aliases": [],
    "packaging": {},
    "notes": "",
    "photo_sha256": None,
}


def checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, as it is kept; what is None is left out. Raises Invalid, BarcodeWrong."""
    return {name: _CHECKS[name](value) for name, value in facts.items() if value is not None}


def _unit(typed: str) -> str:
    return unit_code(line("unit", typed, longest=10))


def _price(field: str, value: UnitPrice) -> UnitPrice:
    if not 0 <= value <= LARGEST_PRICE:
        raise Invalid(field, str(value))
    return value


def _vatex(typed: str) -> str:
    code = typed.strip().upper()
    if code not in OF_PRODUCTS:
        raise Invalid("vatex", typed)
    return code


def _packaging(said: Mapping[str, str]) -> dict[str, str]:
    return {_unit(pack): _units(units) for pack, units in said.items()}


def _units(said: str) -> str:
    """The units of one pack, as plain digits."""
    try:
        units = Decimal(said)
    except InvalidOperation:
        raise Invalid("packaging", said) from None
    if not units.is_finite() or not 0 < units <= LARGEST_QUANTITY or quantity(units) != units:
        raise Invalid("packaging", said)
    return format(units.normalize(), "f")


def _attributes(said: Mapping[str, str]) -> dict[str, str]:
    return {
        line("attributes", name, longest=40, required=True).lower(): line(
            "attributes", value, longest=60, required=True
        )
        for name, value in said.items()
    }


_CHECKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "label": partial(line, "label", longest=300, required=True),
    "reference": lambda typed: line("reference", typed, longest=LONGEST).upper(),
    "kind": ProductKind,
    "tracking": Tracking,
    "family_id": int,
    "unit": _unit,
    "price": partial(_price, "price"),
    "basis": PriceBasis,
    "vat": lambda rate: rate,
    "vatex": _vatex,
    "cost": partial(_price, "cost"),
    "floor_price": partial(_price, "floor_price"),
    "barcode": gtin,
    "aliases": lambda names: others("aliases", list(names)),
    "packaging": _packaging,
    "notes": partial(line, "notes", longest=2000),
    "photo_sha256": str,
    "attributes": _attributes,
}
