"""Companies: the set-up code that the console shows, and the founding with it."""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Unpack

from sqlalchemy import delete, exists, select

from core.company.errors import SetupCodeWrong
from core.company.events import CompanyChanged, CompanyFounded
from core.company.models import Company, SetupCode
from core.company.rules import address_parts
from core.company.seats import seat
from core.company.settings import Facts, Settings, checked
from core.history import open_to_readers
from core.kernel.errors import NotAllowed, NotFound
from core.kernel.typed import line
from core.permissions import Permission, Role, requires
from core.uow import Reader, UnitOfWork

Renew = Callable[[UnitOfWork, Company], Awaitable[None]]

_BEARERS: Final[list[Renew]] = []
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no two signs that look alike on a console
_LENGTH: Final = 8
_GOOD_FOR: Final = timedelta(days=1)


@requires(Permission.UPKEEP)
async def issue_setup_code(uow: UnitOfWork) -> str | None:
    """A fresh code such as K7QM-4XRT; None when a real company exists.

    Only its hash is kept. One not used yet stays good for a day: a founding may go on after a restart.
    """
    if await uow.session.scalar(select(exists().where(Company.demo.is_(False)))):
        return None
    await uow.session.execute(
        delete(SetupCode).where(SetupCode.used_at.is_(None), SetupCode.created_at < uow.now - _GOOD_FOR)
    )
    code = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    uow.session.add(SetupCode(code_hash=_hashed(code), created_at=uow.now))
    return f"{code[:4]}-{code[4:]}"


@requires(Permission.COMPANY_FOUND)
async def check_setup_code(db: Reader, code: str) -> bool:
    """Whether this is the code that waits, whatever its case, spaces and hyphens; right or wrong in the same time."""
    return len(_plain(code)) == _LENGTH and await _waiting(db, code) is not None


@requires(Permission.COMPANY_FOUND)
async def found(
    uow: UnitOfWork, *, code: str, open_signup: bool = False, name: str, address: str = "", **facts: Unpack[Facts]
) -> Company:
    """Make the company of whoever holds the set-up code, which is used up; the person becomes its owner.

    `address` is typed as on an envelope, « 12 rue des Lilas, 69003 Lyon ». `open_signup`: whoever runs the program lets
    anybody found a company, with or without a code. From here on the unit of work is in that company.
    Raises SetupCodeWrong, SirenWrong, Invalid.
    """
    if uow.actor.person_id is None:
        raise NotAllowed(Permission.COMPANY_FOUND)
    setup = await _waiting(uow, code, locked=True)
    if setup is not None:
        setup.used_at = uow.now
        await uow.session.execute(delete(SetupCode).where(SetupCode.used_at.is_(None)))  # those of earlier starts
    elif not open_signup:
        raise SetupCodeWrong
    street, postcode, city = address_parts(line("address", address, longest=300))
    given = checked({"name": name, "street": street, "zip": postcode, "city": city, **facts})
    company = Company(**{"name": "", **given, "created_at": uow.now})
    uow.session.add(company)
    await uow.session.flush()
    await seat(uow, company, person_id=uow.actor.person_id, role=Role.OWNER)
    uow.record(CompanyFounded(company.id, name=company.name))
    return company


@requires(Permission.COMPANY_WRITE)
async def change(uow: UnitOfWork, **settings: Unpack[Settings]) -> Company:
    """Change settings of the company; what is not named stays. They hold for the next document, not for those issued.

    A new SIREN brings its VAT number, unless one is given with it.
    Raises Invalid, SirenWrong, VatNumberWrong, PhoneWrong.
    """
    statement = select(Company).where(Company.id == uow.actor.company_id).with_for_update()
    company = (await uow.session.scalars(statement)).one()
    after = checked(settings)
    before = {name: getattr(company, name) for name in after}
    changes = {name: [before[name], value] for name, value in after.items() if value != before[name]}
    for name in changes:
        setattr(company, name, after[name])
    if "conditions" in changes:
        company.conditions_version += 1  # who agreed to the old ones is asked again
        for renew in _BEARERS:
            await renew(uow, company)
    if changes:
        uow.record(CompanyChanged(company.id, changes=changes))
    return company


def bear_conditions(renew: Renew) -> None:
    """Have `renew` called when the general conditions have changed, for documents that nobody has agreed to yet."""
    _BEARERS.append(renew)


@requires(Permission.COMPANY_READ)
async def read(db: Reader) -> Company:
    """The actor's company."""
    known = db.actor.company_id
    company = await db.session.get(Company, known, execution_options={"autoflush": False}) if known else None
    if company is None:
        raise NotFound("company", db.actor.company_id or "")
    db.session.info["company"] = company  # a session forgets what nobody holds; many ask for this row in one turn
    return company


@requires(Permission.COMPANY_WRITE)
async def expect_own(db: Reader, company_id: int) -> None:
    """Raise NotFound for another company than the actor's: its settings, and their history, are its own."""
    if company_id != db.actor.company_id:
        raise NotFound("company", company_id)


@requires(Permission.ACCESS_ASK)
async def any_real(db: Reader) -> bool:
    """Whether a company that is not fictitious lives here: there is then a door to knock at."""
    return bool(await db.session.scalar(select(exists().where(Company.demo.is_(False)))))


async def _waiting(db: Reader, code: str, *, locked: bool = False) -> SetupCode | None:
    unused = select(SetupCode).where(SetupCode.used_at.is_(None)).order_by(SetupCode.id)
    waiting = (await db.session.scalars(unused.with_for_update() if locked else unused)).all()
    asked = _hashed(code)
    found = [setup for setup in waiting if hmac.compare_digest(setup.code_hash, asked)]  # each is compared, in any case
    return found[0] if found and _plain(code) else None


def _hashed(code: str) -> str:
    return hashlib.sha256(_plain(code).encode()).hexdigest()


def _plain(code: str) -> str:
    return "".join(c for c in code.upper() if c.isascii() and c.isalnum())


open_to_readers("company", expect_own)
