"""How many rows of a file are tried, and put into the base, in a second, on each database."""

import time
from dataclasses import dataclass

from core.exchange.imports import jobs
from core.exchange.imports.putting import AT_ONCE, put_some, try_some
from core.exchange.imports.rows import read_rows
from core.exchange.models import ImportKind
from core.uow import Work
from tests.companies import an_owner
from tests.core.exchange.imports.dropping import dropped, runner

ROWS = 4000
_HEADER = ["Code", "Nom", "Adresse", "CP", "Ville", "Tél.", "E-mail", "Règlement", "Remise %"]
_TOWNS = ("Lyon", "Bron", "Meyzieu", "Villeurbanne", "Vénissieux", "Grenoble", "Annecy")


@dataclass(frozen=True, slots=True)
class Imported:
    """Rows per second; `longest` is the longest transaction, in seconds: what others may have to wait for."""

    read: float
    tried: float
    put: float
    longest: float


async def report(work: Work) -> None:
    """Measure beside whatever the base holds already, and print."""
    rates = await import_rates(work, ROWS)
    print(
        f"  {ROWS:,} customers from a file: read {rates.read:.0f}, tried {rates.tried:.0f}, put in {rates.put:.0f}",
        end="",
    )
    print(f" rows per second; the longest of its transactions {rates.longest * 1000:.0f} ms")


async def import_rates(work: Work, rows: int) -> Imported:
    """Customers, all new, into the base of a new company."""
    owner = await an_owner(work)
    table = [_HEADER, *([*_card(number)] for number in range(rows))]
    job, _read = await dropped(work, owner, table)
    mapping = {int(index): field for index, field in job.mapping.items()}
    began = time.perf_counter()
    read = read_rows(ImportKind.CUSTOMERS, mapping, table[1:], range(2, rows + 2))
    reading = time.perf_counter() - began
    began = time.perf_counter()
    for start in range(0, rows, AT_ONCE):
        async with work.read(runner(owner)) as db:
            await try_some(db, read[start : start + AT_ONCE], kind=ImportKind.CUSTOMERS)
    trying = time.perf_counter() - began
    async with work.begin(runner(owner)) as uow:
        job = await jobs.propose(uow, job.id, outcome={}, refused_sha256=None, version=job.version)
    async with work.begin(owner) as uow:
        job = await jobs.start(uow, job.id, version=job.version)
    took: list[float] = []
    for start in range(0, rows, AT_ONCE):
        began = time.perf_counter()
        async with work.begin(runner(owner)) as uow:
            await put_some(uow, job.id, read[start : start + AT_ONCE], say=str)
        took.append(time.perf_counter() - began)
    return Imported(rows / reading, rows / trying, rows / sum(took), max(took))


def _card(number: int) -> list[str]:
    town = _TOWNS[number % len(_TOWNS)]
    name = f"Établissements {('Martin', 'Petit', 'Garnier', 'Roux')[number % 4]} {number}"
    return [
        f"X{number}", name, f"{number % 200} rue du Lac", f"69{number % 1000:03d}", town,
        f"04 72 {number // 10_000 % 100:02d} {number // 100 % 100:02d} {number % 100:02d}",
        f"contact{number}@exemple.example", "30 jours fin de mois", "5",
    ]  # fmt: skip
