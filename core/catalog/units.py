"""Units as people read them beside a quantity."""

from typing import Final

from core.i18n import N_, _

UNITS: Final = {
    "U": "",
    "M": N_("m"),
    "M2": N_("m²"),
    "M3": N_("m³"),
    "L": N_("l"),
    "KG": N_("kg"),
    "H": N_("h"),
    "J": N_("j"),
    "AN": N_("an"),
    "FORF": N_("forfait"),
    "SAC": N_("sac"),
    "ROUL": N_("rouleau"),
    "PAL": N_("palette"),
    "PAIRE": N_("paire"),
    "BTE": N_("boîte"),
    "ML": N_("ml"),
    "LOT": N_("lot"),
}


def unit_label(code: str) -> str:
    """« m² » for M2, nothing for pieces, an unknown code as it is."""
    label = UNITS.get(code, code.lower())
    return _(label) if label else ""
