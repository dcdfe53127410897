"""What is said about the team: « léa est commerciale », « bloque julien », « karim peut voir les marges »."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.kernel.text import words
from core.permissions import Permission, Role


@dataclass(frozen=True, slots=True)
class RoleSaid:
    """Somebody is given a role. `name` in folded words."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class RightSaid:
    """Somebody may, or may no longer, do one thing."""

    name: str
    permission: Permission
    allowed: bool


@dataclass(frozen=True, slots=True)
class BlockSaid:
    name: str
    blocked: bool


@dataclass(frozen=True, slots=True)
class InviteSaid:
    """Somebody is to be invited; `role` is None when it was not said. `name` as it was typed."""

    name: str
    role: Role | None


TeamSaid = RoleSaid | RightSaid | BlockSaid | InviteSaid


def read_team(text: str) -> TeamSaid | None:
    """What a sentence says about the team; None when it is about something else."""
    said = " ".join(words(text))
    for pattern, read in _SENTENCES:
        found = pattern.fullmatch(said)
        if found is not None:
            return read(found, text)
    return None


_ROLES: Final[Mapping[str, Role]] = {
    "gerant": Role.OWNER, "gerante": Role.OWNER, "patron": Role.OWNER, "patronne": Role.OWNER,
    "responsable": Role.MANAGER, "chef": Role.MANAGER, "cheffe": Role.MANAGER,
    "commercial": Role.SALES, "commerciale": Role.SALES, "vendeur": Role.SALES, "vendeuse": Role.SALES,
    "technicien": Role.TECHNICIAN, "technicienne": Role.TECHNICIAN,
    "magasinier": Role.STOREKEEPER, "magasiniere": Role.STOREKEEPER,
    "comptable": Role.ACCOUNTANT,
}  # fmt: skip
_RIGHTS: Final[Mapping[str, Permission]] = {
    r"(?:voir )?(?:les |ses |la |nos |aux )?(?:marges?|couts?|prix d achat)": Permission.MARGINS_READ,
    r"(?:voir )?(?:tous les clients|les clients des autres)": Permission.CUSTOMERS_ALL,
    r"(?:creer|modifier|changer|ajouter) (?:des|les) clients": Permission.CUSTOMERS_WRITE,
    r"(?:creer|modifier|changer|ajouter) (?:des|les) (?:articles|produits)": Permission.PRODUCTS_WRITE,
    r"voir (?:les )?devis": Permission.QUOTES_READ,
    r"(?:faire|creer|modifier|changer) (?:des|les) devis": Permission.QUOTES_WRITE,
    r"(?:vendre )?(?:sous|en dessous d|passer sous) (?:le |u )?prix plancher": Permission.BELOW_FLOOR,
    r"(?:transferer|bouger|deplacer) (?:du|le) stock": Permission.STOCK_MOVE,
    r"recevoir (?:du|le) stock(?: dans son camion)?": Permission.STOCK_RECEIVE,
    r"(?:ajuster|corriger) (?:du|le) stock": Permission.STOCK_ADJUST,
    r"voir l historique": Permission.HISTORY_READ,
    r"importer(?: .*)?": Permission.DATA_IMPORT,
    r"exporter(?: .*)?": Permission.DATA_EXPORT,
}
_ROLE: Final = "|".join(sorted(_ROLES, key=len, reverse=True))
_RIGHT: Final = "|".join(_RIGHTS)
_NAME: Final = r"(?P<name>[a-z0-9]+(?: [a-z0-9]+){0,3}?)"
_MAY: Final = r"(?:peut|a (?:maintenant )?le droit (?:de|d)|a acces(?: a)?)"
_MAY_NOT: Final = r"(?:(?:ne |n )?(?:peut|a) (?:plus|pas)(?: le droit)?(?: de| d| acces(?: a)?)?)"


def _role(found: re.Match[str], text: str) -> TeamSaid:
    return RoleSaid(found["name"], _ROLES[found["role"]])


def _right(found: re.Match[str], text: str) -> TeamSaid:
    permission = next(right for spelling, right in _RIGHTS.items() if re.fullmatch(spelling, found["right"]))
    return RightSaid(found["name"], permission, allowed=found["not"] is None)


def _block(found: re.Match[str], text: str) -> TeamSaid:
    return BlockSaid(found["name"], blocked=not found["verb"].startswith(("de", "re")))


def _invite(found: re.Match[str], text: str) -> TeamSaid:
    """The name keeps its capitals and accents: it is shown to whoever passes the link on."""
    named = _VERB.sub("", text, count=1)
    if found["role"]:
        named = _AS.sub("", named, count=1)
    return InviteSaid(" ".join(named.split()) if found["name"] else "", _ROLES.get(found["role"] or ""))


_VERB: Final = re.compile(r"^\W*\w+\s*")
_AS: Final = re.compile(r"\s*\b(?:comme|en tant que|en)\s+\w+\W*$", re.I)

_SENTENCES: Final = (
    (
        re.compile(rf"(?P<verb>invite|inviter|invitez)(?: {_NAME})?(?: (?:comme|en tant que|en) (?P<role>{_ROLE}))?"),
        _invite,
    ),
    (re.compile(rf"(?P<verb>bloque|bloquer|bloquez|debloque|debloquer|debloquez|reactive|reactiver) {_NAME}"), _block),
    (
        re.compile(
            rf"{_NAME} (?:est|devient|passe|sera)(?: maintenant| desormais)?(?: un| une| le| la)? (?P<role>{_ROLE})"
        ),
        _role,
    ),
    (re.compile(rf"{_NAME} (?:(?P<not>{_MAY_NOT})|{_MAY}) (?P<right>{_RIGHT})"), _right),
)
