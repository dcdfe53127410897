"""Companies: the set-up code that the console shows, and the founding with it."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, exists, select

from core.company.errors import SetupCodeWrong
from core.company.events import CompanyFounded
from core.company.models import Company, SetupCode
from core.company.seats import seat
from core.kernel.errors import NotAllowed, NotFound
from core.kernel.identifiers import siren as checked_siren
from core.kernel.identifiers import vat_number
from core.kernel.typed import line
from core.permissions import Permission, Role, requires
from core.uow import Reader, UnitOfWork

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
async def found(uow: UnitOfWork, *, code: str, name: str, siren: str = "", address: str = "") -> Company:
    """Make the company of whoever holds the set-up code, which is used up; the person becomes its owner.

    `address` is typed as on an envelope, « 12 rue des Lilas, 69003 Lyon ». From here on the unit of work is in that
    company. Raises SetupCodeWrong, SirenWrong, Invalid.
    """
    if uow.actor.person_id is None:
        raise NotAllowed(Permission.COMPANY_FOUND)
    setup = await _waiting(uow, code, locked=True)
    if setup is None:
        raise SetupCodeWrong
    setup.used_at = uow.now
    await uow.session.execute(delete(SetupCode).where(SetupCode.used_at.is_(None)))  # those of earlier starts
    company = _company(uow, name, siren, address)
    uow.session.add(company)
    await uow.session.flush()
    await seat(uow, company, person_id=uow.actor.person_id, role=Role.OWNER)
    uow.record(CompanyFounded(company.id, name=company.name))
    return company


@requires(Permission.COMPANY_READ)
async def read(db: Reader) -> Company:
    """The actor's company."""
    company = await db.session.get(Company, db.actor.company_id) if db.actor.company_id else None
    if company is None:
        raise NotFound("company", db.actor.company_id or "")
    return company


def address_parts(typed: str) -> tuple[str, str, str]:
    """Street, postcode, town of a French address on one line; all of it is the street when no postcode is seen."""
    found = _ENVELOPE.match(" ".join(typed.split()))
    if found is None:
        return " ".join(typed.split()), "", ""
    return found["street"].rstrip(" ,;-"), found["zip"], found["city"].strip(" ,;-")


_ENVELOPE: Final = re.compile(r"(?P<street>.*?)(?<!\d)(?:F-)?(?P<zip>\d{5}|\d{2} \d{3})(?!\d)\W*(?P<city>[^\d\W].*)")


def _company(uow: UnitOfWork, name: str, siren: str, address: str) -> Company:
    street, postcode, city = address_parts(line("address", address, longest=300))
    digits = checked_siren(siren)
    return Company(
        name=line("name", name, longest=200, required=True),
        created_at=uow.now,
        street=line("address", street, longest=200),
        zip=postcode,
        city=line("address", city, longest=100),
        siren=digits,
        vat_number=vat_number(digits),
    )


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
