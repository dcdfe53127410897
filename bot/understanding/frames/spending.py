"""What was spent on the way: meals, tolls, fuel, small purchases."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bot.understanding.frames.frame import Slots
from bot.understanding.frames.money import take_tax
from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.steps import (
    Step,
    amount,
    choice,
    customer,
    day,
    drop,
    flag,
    method,
    number,
    project,
    read,
    tidy,
    words,
)  # fmt: skip
from bot.understanding.frames.world import World
from bot.understanding.people import capitalised

_CATEGORIES: Final = (
    ("péage", r"peages?|autoroute|tolls?|motorway"),
    ("parking", r"parkings?|parcmetre|stationnement|horodateur"),
    ("carburant", r"essence|gasoil|gazole|carburant|diesel|plein|adblue|fuel|petrol|gas"),
    ("hôtel", r"(?<!avec )(?<!avec l')(?<!chez )hotel|nuit(?:ee)?s?"),
    (
        "repas",
        r"dejeunee?|dinee?|mange|resto|restau|restaurant|repas|dejeuner|dej|diner|cafes?|sandwich|petit[- ]dej|kebab"
        r"|lunch|dinner|breakfast"
        r"|meals?|coffees?",
    ),
    ("transport", r"metro|bus|taxi|uber|train|sncf|billet|tram|avion|vol|cab|tube|flight|plane"),
    ("kilomètres", r"\d+ ?(?:km|kms|kilometres)|ik|indemnites? kilometriques?"),
    (
        "fournitures",
        r"fournitures?|forets?|achat|outillage|consommables|quincaillerie|vis|materiel|papeterie|screws?"
        r"|tools?|supplies|stationery|drill bits?",
    ),
    ("téléphone", r"telephone|forfait mobile"),
    ("poste", r"timbres?|stamps?|postage|la poste|colis|recommande"),
)
# Shops and chains that field people name; the words as they are typed, the name as it is written.
_VENDORS: Final = (
    ("Point P", r"point p"), ("Brico Dépôt", r"brico ?depot"), ("Leroy Merlin", r"leroy merlin"),
    ("Castorama", r"castorama|casto"), ("Cedeo", r"cedeo"), ("Rexel", r"rexel"), ("Würth", r"wurth"),
    ("Ibis", r"ibis"), ("Total", r"total(?:energies)?(?! (?:des?|du|de))"), ("Esso", r"esso"), ("Ikea", r"ikea"),
    ("Amazon", r"amazon"),
    ("Prolians", r"prolians"), ("Sonepar", r"sonepar"), ("Novotel", r"novotel"), ("Campanile", r"campanile"),
    ("Kyriad", r"kyriad"), ("Bricomarché", r"bricomarche"), ("La Poste", r"la poste"), ("SNCF", r"sncf"),
    ("Carrefour", r"carrefour"), ("Leclerc", r"leclerc"), ("Intermarché", r"intermarche"), ("Auchan", r"auchan"),
    ("Norauto", r"norauto"), ("Loxam", r"loxam"), ("Kiloutou", r"kiloutou"), ("B&B", r"b ?& ?b"),
)  # fmt: skip


def read_expense(sheet: Sheet, world: World) -> Slots:
    return read(sheet, world, *_EXPENSE)


def _tax(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    tax = take_tax(sheet)
    return {"vat_amount": tax} if tax is not None else {}


def _several(sheet: Sheet, _world: World, _said: Slots) -> Slots:
    """« 3 repas à 17,5 »: so many of so much each."""
    found = sheet.take(_MANY)
    if found is None:
        return {}
    many, unit = int(found["n"]), Decimal(found["unit"].replace(",", "."))
    return {"qty": many, "unit_amount": unit, "amount": many * unit}


def _shop(sheet: Sheet, _world: World, said: Slots) -> Slots:
    """« chez Bureau Vallée »: where it was bought, when it is nobody's that is known."""
    found = None if {"vendor", "customer", "project"} & set(said) else sheet.take(_AT_SHOP)
    return {"vendor": capitalised(sheet.group(found, "shop"))} if found is not None else {}


def _note(sheet: Sheet, _world: World, said: Slots) -> Slots:
    """A road or a place, when nothing else says where."""
    left = tidy(sheet)
    known = {"customer", "project", "vendor"} & set(said)
    return {"note": left} if left and not known and len(left) < 40 and any(map(str.isdigit, left)) else {}


_AT_SHOP: Final = words(
    r"chez (?P<shop>[a-z][\w'&.-]*(?: (?!(?:le|la|pour|payee?s?|reglee?s?|dont|avec|hier|et|de"
    r"|ce|en|par)\b)[a-z][\w'&.-]*){0,2})"
)
_MANY: Final = words(
    r"(?P<n>\d{1,3})\s?(?:x\s)?(?:repas|cafes|nuits?(?: d'hotel)?|nuitees?|tickets?|dejeuners?|billets|peages|parkings"
    r"|timbres|sandwichs?|menus?) (?:a"
    r"|de) (?P<unit>\d+(?:[.,]\d{1,2})?)\s?(?:€|eur|euros?)?"
)
_EXPENSE: Final[tuple[Step, ...]] = (
    _tax,
    flag(
        "paid_by",
        r"(?:(?:payee?s?|reglee?s?) )?(?:avec |par |sur )?(?:la |ma )?(?:cb|carte)(?: (?:bleue"
        r"|bancaire))? (?:de (?:la |l')|d')?(?:boite"
        r"|societe|pro(?:fessionnelle)?|entreprise)|(?:on |with "
        r"|by )?(?:the )?(?:company|business) card",
        "company",
    ),
    lambda _sheet, _world, said: {"method": "CB"} if said.get("paid_by") == "company" else {},
    flag(
        "paid_by",
        r"j'ai avance|avance (?=par|de)|(?:de |avec |sur )?(?:ma poche|mon (?:propre )?argent|mes deniers)|a mes frais"
        r"|avance par moi|perso|(?:cb|carte) perso|ma carte|(?:out of "
        r"|from )?(?:my )?own (?:pocket|money|card)",
        "employee",
    ),
    choice("vendor", _VENDORS),
    project(),
    day("date", past=True),
    choice("category", _CATEGORIES, keep=True),
    number("km", r"(?P<n>\d+(?:[.,]\d+)?)\s?(?:km|kms|kilometres|kilometers)"),
    _several,
    amount(),
    method,
    drop(
        r"(?:ca|cela) (?:a|m'a) (?:fait|coute)|j'ai|avec|notes? de frais|ndf|frais|midi|ticket|de|expenses?|mileage|on"
        r"|for|at|with",
        *(pattern for _name, pattern in _CATEGORIES),
    ),
    lambda sheet, world, said: {} if "customer" in said else project(announced=False)(sheet, world, said),
    customer(unless="project", certain=True),
    _shop,
    _note,
)
