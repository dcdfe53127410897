"""`carnet demo --as gerant=1001 …`: the fictitious company, with these Telegram ids in these roles."""

import argparse
from collections.abc import Sequence
from typing import Final

from core.company.people import register
from core.demo.past import live
from core.demo.world import join_demo, load
from core.permissions import SYSTEM, Role
from core.uow import Work

ROLES: Final = {
    "gerant": Role.OWNER,
    "responsable": Role.MANAGER,
    "commercial": Role.SALES,
    "technicien": Role.TECHNICIAN,
    "magasinier": Role.STOREKEEPER,
    "comptable": Role.ACCOUNTANT,
}
_NAMES: Final = {
    Role.OWNER: "Sophie Marchand",
    Role.MANAGER: "Hélène Garnier",
    Role.SALES: "Karim Belkacem",
    Role.TECHNICIAN: "Julien Petit",
    Role.STOREKEEPER: "Bruno Faure",
    Role.ACCOUNTANT: "Nadia Roussel",
}


def seat(text: str) -> tuple[Role, int]:
    """The role and the Telegram id in « gerant=1001 »; for argparse."""
    role, _equals, number = text.partition("=")
    if role not in ROLES or not number.isdecimal() or int(number) == 0:
        raise argparse.ArgumentTypeError(
            f"« {text} » : j'attends ROLE=ID, par exemple gerant=1001 ({', '.join(ROLES)})"
        )
    return ROLES[role], int(number)


async def furnish(work: Work) -> None:
    """Make the fictitious company if needed, with what it has sold before anybody looks. May be run again."""
    async with work.begin(SYSTEM) as uow:
        await live(uow)


async def run(work: Work, seats: Sequence[tuple[Role, int]]) -> str:
    """Make the fictitious company if needed and give the roles; returns what to tell. May be run again."""
    async with work.begin(SYSTEM) as uow:
        company = await load(uow)
        for role, telegram_id in seats:
            person = await register(uow, telegram_id=telegram_id, name=_NAMES[role], language="fr")
            await join_demo(uow, person_id=person.id, role=role)
        roles = {role: name for name, role in ROLES.items()}
        told = [f"  {roles[role]} : {telegram_id}" for role, telegram_id in seats]
        return "\n".join([f"Entreprise fictive : {company.name}", *told])
