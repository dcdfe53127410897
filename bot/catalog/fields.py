"""The facts of a product that people change: what each is called, how it is asked for, how its answer is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bot.flows import Unreadable
from bot.flows.steps import read_price
from bot.understanding import read_percent
from bot.understanding.vocabulary import NOTHING_TO_SAY
from core.catalog import families
from core.catalog.models import Tracking
from core.catalog.saying import EMPTY
from core.catalog.units import unit_code
from core.catalog.vatex import OF_PRODUCTS
from core.i18n import N_
from core.kernel.amounts import PriceBasis, Rate, percent, unit_price
from core.kernel.text import words
from core.uow import UnitOfWork

Kept = Mapping[str, Any]  # JSON: facts by name, or {"without": name}


@dataclass(frozen=True, slots=True)
class Field:
    """`read` gives the JSON of a typed answer, and raises Unreadable. `secret`: for those who may see margins."""

    label: str
    question: str
    read: Callable[[str], dict[str, Any]]
    secret: bool = False


def read_field(name: str, typed: str) -> dict[str, Any]:
    """What the typed words give a field; « aucun » empties it where it may be empty. Raises Unreadable."""
    column = "family_id" if name == "family" else name
    if column in EMPTY and " ".join(words(typed)) in NOTHING_TO_SAY:
        return {"without": column}
    return FIELDS[name].read(typed)


async def facts_of(uow: UnitOfWork, kept: Kept) -> dict[str, Any]:
    """The arguments of `products.create` or `change`. A family that nobody knows is made."""
    facts = {name: _FROM_JSON.get(name, _as_it_is)(value) for name, value in kept.items() if name != "family"}
    if family := kept.get("family"):
        facts["family_id"] = await _family(uow, family)
    return facts


async def _family(uow: UnitOfWork, typed: str) -> int:
    """The family of this name or path: « radiateurs », « Chauffage › Radiateurs »."""
    path = [part for part in (" ".join(part.split()) for part in typed.replace(">", "›").split("›")) if part]
    said = [words(part) for part in path]
    for branch in await families.tree(uow):
        if [words(part) for part in branch.path.split(" › ")][-len(said) :] == said:
            return branch.id
    parent: int | None = None
    for name in path:
        beside = [one for one in await families.tree(uow) if one.parent_id == parent and words(one.name) == words(name)]
        parent = beside[0].id if beside else (await families.create(uow, name=name, parent_id=parent)).id
    assert parent is not None, "read_field has seen a word"
    return parent


def _text(name: str) -> Callable[[str], dict[str, Any]]:
    def read(typed: str) -> dict[str, Any]:
        if not words(typed):
            raise Unreadable(N_("J'attends un texte court."))
        return {name: " ".join(typed.split())}

    return read


def _money(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda typed: {name: str(read_price(typed))}


def _price(typed: str) -> dict[str, Any]:
    said = {basis.value for basis in PriceBasis if basis.value.lower() in words(typed)}
    return {"price": str(read_price(typed)), **({"basis": said.pop()} if len(said) == 1 else {})}


def _vat(typed: str) -> dict[str, Any]:
    rate = read_percent(typed)
    if rate is None:
        raise Unreadable(N_("J'attends un taux de TVA, par exemple 20 ou 5,5."))
    return {"vat": str(percent(rate))}


def _vatex(typed: str) -> dict[str, Any]:
    """« VATEX-FR-CGI261-4 », « art. 261-4 », « biens d'occasion »: the one reason that it names."""
    said = set(words(typed))
    named = {code for code, names in VATEX_WORDS.items() if said & names}
    ending = _bare(typed)
    tells = any(letter.isdecimal() for letter in typed) or ending.startswith("vatex")
    found = named or {code for code in OF_PRODUCTS if tells and _bare(code).endswith(ending)}
    if len(found) != 1:
        raise Unreadable(N_("J'attends l'article du code ou son code VATEX, par exemple 261-4, ou « aucun »."))
    return {"vatex": found.pop()}


def _bare(typed: str) -> str:
    """Letters and digits, without the words around an article."""
    return "".join(word for word in words(typed) if word not in _AROUND_AN_ARTICLE)


def _names(typed: str) -> dict[str, Any]:
    return {"aliases": [name for name in (" ".join(part.split()) for part in typed.split(",")) if name]}


def _unit(typed: str) -> dict[str, Any]:
    return {"unit": unit_code(typed)}


def _tracking(typed: str) -> dict[str, Any]:
    """« par numéro de série », « par lot », « sans »."""
    said = set(words(typed))
    found = [tracking for tracking, names in _TRACKED.items() if said & names]
    if len(found) != 1:
        raise Unreadable(N_("Écrivez « numéro de série », « lot » ou « sans »."))
    return {"tracking": found[0].value}


def _packs(typed: str) -> dict[str, Any]:
    """« palette 66, carton 12 » or « 1 palette = 66 »."""
    packs: dict[str, str] = {}
    for said in typed.split(","):
        numbers = [word for word in said.replace("=", " ").split() if word.replace(".", "").isdecimal()]
        names = [word for word in words(said) if not word.isdecimal()]
        if not numbers or not names:
            raise Unreadable(N_("Écrivez par exemple : palette 66"))
        packs[unit_code(names[0])] = numbers[-1]
    return {"packaging": packs}


_TRACKED: Final = {
    Tracking.SERIAL: frozenset({"serie", "series", "serial", "sn"}),
    Tracking.LOT: frozenset({"lot", "lots"}),
    Tracking.NONE: frozenset({"sans", "aucun", "aucune", "non", "pas", "none"}),
}
VATEX_WORDS: Final[Mapping[str, frozenset[str]]] = {  # reasons that are often said, and the words that mean them
    "VATEX-FR-CGI261-4": frozenset({"formation", "enseignement", "soins"}),
    "VATEX-EU-F": frozenset({"occasion"}),
    "VATEX-EU-I": frozenset({"oeuvre", "oeuvres"}),
    "VATEX-EU-J": frozenset({"collection", "antiquite", "antiquites"}),
    "VATEX-EU-D": frozenset({"voyage", "voyages"}),
    "VATEX-EU-79-C": frozenset({"debours"}),
    "VATEX-FR-AE": frozenset({"autoliquidation", "autoliquide"}),
}
_AROUND_AN_ARTICLE: Final = frozenset({"art", "article", "du", "de", "l", "le", "la", "code", "directive"})
FIELDS: Final[Mapping[str, Field]] = {
    "label": Field(N_("Nom"), N_("Quel nom ?"), _text("label")),
    "price": Field(N_("Prix"), N_("Quel prix ? Par exemple : 12,50 ou 15 TTC"), _price),
    "vat": Field(N_("TVA"), N_("Quel taux de TVA ?"), _vat),
    "vatex": Field(
        N_("Exonération"), N_("Pourquoi sans TVA ? Par exemple : 261-4, biens d'occasion, ou « aucun »"), _vatex
    ),
    "unit": Field(N_("Unité"), N_("Vendu par quoi ? Par exemple : m, boîte, heure"), _unit),
    "family": Field(N_("🗂 Famille"), N_("Dans quelle famille ? Par exemple : Chauffage › Radiateurs"), _text("family")),
    "reference": Field(N_("Référence"), N_("Quelle référence ?"), _text("reference")),
    "barcode": Field(N_("Code-barres"), N_("Quel code-barres ?"), _text("barcode")),
    "packaging": Field(N_("Emballages"), N_("Combien par emballage ? Par exemple : palette 66"), _packs),
    "aliases": Field(N_("Autres noms"), N_("Sous quels autres noms ? Séparez-les par des virgules."), _names),
    "tracking": Field(N_("🔢 Numéros"), N_("Suivre chaque pièce par un numéro ?"), _tracking),
    "notes": Field(N_("Note"), N_("Quelle note ? Elle s'imprime sous le nom."), _text("notes")),
    "cost": Field(N_("Coût"), N_("Quel coût HT ?"), _money("cost"), secret=True),
    "floor_price": Field(
        N_("Plancher"), N_("Sous quel prix HT faut-il un accord ?"), _money("floor_price"), secret=True
    ),
}


def _as_it_is(value: Any) -> Any:
    return value


def _rate(value: str) -> Rate:
    return Rate(Decimal(value))


def _one(name: str) -> Sequence[str]:
    return (name,)


_FROM_JSON: Final[Mapping[str, Callable[[Any], Any]]] = {
    "price": unit_price,
    "cost": unit_price,
    "floor_price": unit_price,
    "basis": PriceBasis,
    "tracking": Tracking,
    "vat": _rate,
    "without": _one,
}
