"""How the history calls what has changed: the name of each field, and its values as people write them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from bot.company.founding import REGIMES, TRADES
from bot.company.setting_table import READINGS, SETTINGS, STOCK_OUT, ZONES
from bot.parties.words import AUTOMATIC, KINDS, LANGUAGES
from bot.parties.words import FIELDS as CUSTOMER_FIELDS
from bot.sales.words import CHANNELS, terms_words
from bot.stock.history import DIFFERENCES, GOODS, PLACES, goods_words
from core.catalog import families
from core.catalog.models import ProductKind
from core.catalog.units import unit_label
from core.catalog.vat import VatClass
from core.company.models import Trade, VatRegime
from core.company.rules import spaced_iban
from core.history import Happened
from core.i18n import N_, NBSP, _, count, day, moment, money, percentage, price
from core.kernel.amounts import UnitPrice
from core.kernel.identifiers import national
from core.parties import customers
from core.stock import warehouses
from core.stock.goods import labels_of
from core.uow import Reader

FIELDS: Final[Mapping[str, str]] = {
    **CUSTOMER_FIELDS,
    "job": N_("fonction"),
    "label": N_("Libellé"),
    "price": N_("Prix"),
    "basis": N_("HT ou TTC"),
    "vat_class": N_("TVA"),
    "vatex": N_("Motif d'exonération"),
    "cost": N_("Coût"),
    "floor_price": N_("Prix plancher"),
    "reference": N_("Référence"),
    "barcode": N_("Code-barres"),
    "unit": N_("Unité"),
    "packaging": N_("Emballages"),
    "tracking": N_("🔢 Numéros"),
    "family_id": N_("Famille"),
    "parent_id": N_("Rangée dans"),
    "attributes": N_("Déclinaison"),
    "photo_sha256": N_("Photo"),
    "mobile": N_("Mobile"),
    "discount": N_("Remise"),
    "credit_limit": N_("Encours autorisé"),
    "notes": N_("Notes"),
    "zip": N_("Code postal"),
    "city": N_("Ville"),
    "quiet_to": N_("Heures calmes"),
    "capital": N_("Capital"),
    "discount_amount": N_("Remise en euros"),
    "validity_days": N_("Validité"),
    "delivery_on": N_("Livraison"),
    "subject": N_("Objet"),
    "channel": N_("Signature"),
    "address_id": N_("Lieu"),
    "customer": N_("Client"),
    "planned_on": N_("Jour"),
    "planned_at": N_("Heure"),
    "driver_id": N_("Livreur"),
    "person_id": N_("Confié à"),
    "archived_at": N_("Archivé"),
    **{key: setting.label for key, (_index, setting) in SETTINGS.items()},
}
_LONGEST: Final = 40  # characters of a value
_VAT: Final = {
    VatClass.STANDARD: N_("taux normal"),
    VatClass.INTERMEDIATE: N_("taux intermédiaire"),
    VatClass.REDUCED: N_("taux réduit"),
    VatClass.SUPER_REDUCED: N_("taux particulier"),
    VatClass.CORSICAN: N_("taux corse"),
    VatClass.LOWEST: N_("taux le plus bas"),
    VatClass.ZERO: N_("sans TVA"),
}
_TRACKED: Final = {
    "none": N_("Sans numéro"),
    "lot": N_("Par numéro de lot"),
    "serial": N_("Par numéro de série"),
}
_SORTS: Final = {
    ProductKind.GOODS: N_("article"),
    ProductKind.SERVICE: N_("service"),
    ProductKind.KIT: N_("kit"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids of families, colleagues, places of the stock and products are called, and the company's clocks."""

    families: Mapping[int, str] = field(default_factory=dict)
    colleagues: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)
    products: Mapping[int, str] = field(default_factory=dict)
    local: Callable[[datetime], datetime] = datetime.astimezone


async def names_in(db: Reader, facts: Sequence[Happened]) -> Names:
    """The names that these changes need; those who may read a history may read both."""
    changed = {name for fact in facts for name in _changes(fact)}
    tree = await families.tree(db) if {"family_id", "parent_id"} & changed else ()
    people = await customers.colleagues(db) if {"salesperson_id", "driver_id", "person_id"} & changed else ()
    stored = any(PLACES & fact.facts.keys() for fact in facts)
    places = await warehouses.all_(db, archived=True) if stored else ()
    return Names(
        {branch.id: branch.path for branch in tree},
        dict(people),
        {place.id: place.name for place in places},
        await labels_of(db, {product_id for fact in facts for product_id in _goods_in(fact)}),
        db.local,
    )


def values_in(fact: Happened, names: Names) -> dict[str, str]:
    """What those values of a fact are called that name a place or a product."""
    found = {name: names.places.get(fact.facts[name], "?") for name in PLACES & fact.facts.keys()}
    for name, value in fact.facts.items():
        where = f"{fact.kind}.{name}"
        if name == "product_id":
            found[name] = names.products.get(value, "?")
        elif where in GOODS or where == DIFFERENCES:
            found[name] = goods_words(value, names.products, signed=where == DIFFERENCES)
    return found


def _goods_in(fact: Happened) -> Sequence[int]:
    """The ids of the products that a fact names."""
    told = [value for name, value in fact.facts.items() if f"{fact.kind}.{name}" in (*GOODS, DIFFERENCES)]
    named = fact.facts.get("product_id")
    return [*(row[-2] for rows in told for row in rows), *([named] if named else [])]


def change_words(fact: Happened, names: Names) -> str:
    """« Prix : 12,50 → 13,00, Famille : ∅ → Chauffage »; nothing for a fact that is no change."""
    return ", ".join(
        f"{_(FIELDS[name])}{_(' : ')}{_value(name, before, names)} → {_value(name, after, names)}"
        for name, (before, after) in _changes(fact).items()
    )


def _changes(fact: Happened) -> Mapping[str, Sequence[Any]]:
    changes: Mapping[str, Sequence[Any]] = fact.facts.get("changes") or {}
    return changes


def _value(name: str, value: Any, names: Names) -> str:
    if value is None or value in ("", [], {}):
        return "∅"
    if name in _NAMED:
        return _NAMED[name](names).get(value) or "?"
    if name in _MOMENTS:
        return moment(names.local(datetime.fromisoformat(value)))
    if name in _WRITTEN:
        return _shortened(_WRITTEN[name](value))
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    return _shortened(", ".join(map(str, value)) if isinstance(value, list) else str(value))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _rate(value: Any) -> str:
    return percentage(Decimal(value))


def _amount(value: Any) -> str:
    return money(Decimal(value))


def _named(labels: Mapping[Any, str]) -> Callable[[Any], str]:
    """What a word among these is called; one that is no longer among them stays as it is."""
    return lambda word: _(labels[word]) if word in labels else str(word)


def _time(value: Any) -> str:
    return f"{value // 60} h {value % 60:02}"


def _packs(value: Mapping[str, str]) -> str:
    return ", ".join(f"{unit_label(pack)} {count(Decimal(units))}" for pack, units in value.items())


def _attributes(value: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {said}" for name, said in value.items())


# Ids, by the names to look them up in.
_NAMED: Final[Mapping[str, Callable[[Names], Mapping[int, str]]]] = {
    "family_id": lambda names: names.families,
    "parent_id": lambda names: names.families,
    **dict.fromkeys(("salesperson_id", "driver_id", "person_id"), lambda names: names.colleagues),
}
_MOMENTS: Final = frozenset({"planned_at", "archived_at"})
# How the values of a field are written; others are shown as they were kept.
_WRITTEN: Final[Mapping[str, Callable[[Any], str]]] = {
    "payment_terms": terms_words,
    "vat_regime": lambda word: _(REGIMES[VatRegime(word)]),
    "trade": lambda word: _(TRADES[Trade(word)]),
    "zone": _named(ZONES),
    "end_of_month": _named(READINGS),
    "kind": _named({**KINDS, **_SORTS}),
    "language": _named(LANGUAGES),
    "channel": _named(CHANNELS),
    "vat_class": _named(_VAT),
    "unit": lambda code: unit_label(code) or _("pièce"),
    "packaging": _packs,
    "tracking": _named(_TRACKED),
    "stock_out": _named(STOCK_OUT),
    "auto_invoice": _named(AUTOMATIC),
    "attributes": _attributes,
    "phone": national,
    "mobile": national,
    "iban": spaced_iban,
    "logo_sha256": lambda _sha256: _("une image"),
    "photo_sha256": lambda _sha256: _("une image"),
    "address_id": lambda _id: _("une autre adresse"),
    "quiet_from": _time,
    "quiet_to": _time,
    **dict.fromkeys(("delivery_on", "planned_on"), lambda value: day(date.fromisoformat(value))),
    "validity_days": lambda days: f"{days}{NBSP}{_('jours')}",
    **dict.fromkeys(("deposit", "floor_margin", "good_margin", "discount", "late_rate"), _rate),
    **dict.fromkeys(("capital", "credit_limit", "discount_amount", "write_off_limit"), _amount),
    **dict.fromkeys(("price", "cost", "floor_price"), lambda value: price(UnitPrice(Decimal(value)))),
}
