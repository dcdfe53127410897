"""Units: as they are typed, as people read them beside a quantity, and as an electronic invoice codes them.

Codes come from UN/ECE recommendation 20 (units of measure), packs from recommendation 21 with an X in front: the two
lists of EN 16931 (BT-130).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.catalog.errors import NotWhole
from core.i18n import N_, _
from core.kernel.amounts import Quantity
from core.kernel.text import folded

PIECE: Final = "C62"  # « one »: also what an electronic invoice says of a unit that is in no table


@dataclass(frozen=True, slots=True)
class Unit:
    """`unece` is its UN/ECE code, `typed` the folded words that mean it beside its own code and label."""

    label: str
    unece: str
    typed: tuple[str, ...] = ()


UNITS: Final[Mapping[str, Unit]] = {
    "U": Unit("", PIECE, ("unite", "unites", "piece", "pieces", "pce", "pces", "pc", "c62")),
    "M": Unit(N_("m"), "MTR", ("metre", "metres", "metre lineaire", "mtr")),
    "KM": Unit(N_("km"), "KMT", ("kilometre", "kilometres")),
    "M2": Unit(N_("m²"), "MTK", ("metre carre", "metres carres", "mtk")),
    "M3": Unit(N_("m³"), "MTQ", ("metre cube", "metres cubes", "mtq")),
    "L": Unit(N_("l"), "LTR", ("litre", "litres", "ltr")),
    "ML": Unit(N_("ml"), "MLT", ("millilitre", "millilitres")),
    "G": Unit(N_("g"), "GRM", ("gramme", "grammes")),
    "KG": Unit(N_("kg"), "KGM", ("kgs", "kilo", "kilos", "kilogramme", "kilogrammes", "kgm")),
    "T": Unit(N_("t"), "TNE", ("tonne", "tonnes")),
    "H": Unit(N_("h"), "HUR", ("heure", "heures", "hr", "hur")),
    "J": Unit(N_("j"), "DAY", ("jour", "jours", "jr", "day")),
    "MOIS": Unit(N_("mois"), "MON"),
    "AN": Unit(N_("an"), "ANN", ("ans", "annee", "annees")),
    "FORF": Unit(N_("forfait"), "LS", ("forfaits",)),
    "PAIRE": Unit(N_("paire"), "PR", ("paires",)),
    "LOT": Unit(N_("lot"), "SET", ("lots", "set", "jeu", "ensemble", "ens")),
    "BTE": Unit(N_("boîte"), "XBX", ("boites", "btes")),
    "SAC": Unit(N_("sac"), "XBG", ("sacs",)),
    "ROUL": Unit(N_("rouleau"), "XRO", ("rouleaux", "rlx", "rlo")),
    "CART": Unit(N_("carton"), "XCT", ("cartons", "ct")),
    "PAL": Unit(N_("palette"), "XPX", ("palettes",)),
}


def unit_label(code: str) -> str:
    """« m² » for M2, nothing for pieces, an unknown code as it is."""
    unit = UNITS.get(code)
    label = unit.label if unit else code.lower()
    return _(label) if label else ""


def unit_code(typed: str) -> str:
    """The code of a unit however it is typed (« boîte », « m² », « heures »), in capitals when it is none of ours."""
    said = " ".join(folded(typed).split())
    return _CODES.get(said) or " ".join(typed.upper().split()) or "U"


def is_counted(code: str) -> bool:
    """Whether things in this unit are counted one by one: pieces, pairs, sets and packs, of which there is no half."""
    unit = UNITS.get(code)
    return unit is not None and (unit.unece in _COUNTED or unit.unece.startswith("X"))


def expect_whole(label: str, unit: str, count: Quantity, *, most: Quantity) -> None:
    """What is counted one by one moves whole: no half of a piece is told apart but one that `most` has already.

    Raises NotWhole.
    """
    if is_counted(unit) and count % 1 and (most - count) % 1:
        raise NotWhole(label, count)


def unece(code: str) -> str:
    """The UN/ECE code that an electronic invoice writes for a unit."""
    unit = UNITS.get(code)
    return unit.unece if unit else PIECE


_COUNTED: Final = {PIECE, "PR", "SET"}
_CODES: Final = {
    said: code
    for code, unit in UNITS.items()
    for said in (code.lower(), folded(unit.label), *unit.typed)  # « m² » folds to m2
    if said
}
