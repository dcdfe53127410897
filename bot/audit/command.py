"""`carnet verify` and `carnet archive YEAR`: the audit of every company, without the chat."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.audit.saying import sentence
from core.audit.archive.making import archive
from core.audit.archive.printing import Press
from core.audit.closings import close_due
from core.audit.errors import NothingToArchive
from core.audit.findings import Findings
from core.audit.verifying import companies_with_books, verify
from core.company import companies
from core.files import FileStore
from core.offload.pool import Pool
from core.permissions import SYSTEM, Actor
from core.uow import Work

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

NAMES: Final = ("verify", "archive")
_TOLD: Final = 20  # broken rows of one company


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to tell, and the status that the program ends with."""

    text: str
    status: int


def add_to(commands: "Commands") -> None:
    """Declare the two commands."""
    commands.add_parser(
        "verify", help="recalcule la chaîne, les numéros et les sommes ; code 1 si une ligne est fausse"
    )
    saving = commands.add_parser("archive", help="écrit l'archive d'une année, vérifiable sans Carnet")
    saving.add_argument("year", type=int, metavar="ANNÉE")
    saving.add_argument("folder", type=Path, nargs="?", default=Path(), metavar="DOSSIER", help="où l'écrire")


async def run(work: Work, files: FileStore, options: argparse.Namespace) -> Outcome:
    """Do what the command says, for each company in turn."""
    async with work.read(SYSTEM) as db:
        actors = await companies_with_books(db)
    if not actors:
        return Outcome("Aucune facture, aucun règlement : la chaîne est vide.", 0)
    if options.command == "verify":
        outcomes = [await _verify(work, actor, files) for actor in actors]
    else:
        press = Press(Pool())
        try:
            outcomes = [await _archive(work, actor, files, press, options) for actor in actors]
        finally:
            press.pool.close()
    return Outcome("\n".join(one.text for one in outcomes), max(one.status for one in outcomes))


async def _verify(work: Work, actor: Actor, files: FileStore) -> Outcome:
    async with work.read(actor) as db:
        name = (await companies.read(db)).name
        progress = _Progress(name)
        findings = await verify(db, files=files, progress=progress)
    progress.end()
    return Outcome("\n".join(_found(name, findings)), 1 if findings.broken else 0)


def _found(name: str, findings: Findings) -> Sequence[str]:
    rows = sum(findings.rows.values())
    told = f"{name} : {findings.links} maillons, {rows} lignes relues"
    if findings.first is None:
        return [f"{told}. Tout est intact."]
    many = len(findings.broken)
    lines = [f"{told}. {many} anomalie{'s' if many > 1 else ''}.", f"  Première : {sentence(findings.first)}"]
    lines += [f"  {sentence(one)}" for one in findings.broken[1:_TOLD]]
    return lines if many <= _TOLD else [*lines, f"  … et {many - _TOLD} autres."]


async def _archive(work: Work, actor: Actor, files: FileStore, press: Press, options: argparse.Namespace) -> Outcome:
    year: int = options.year
    async with work.begin(actor) as uow:
        name = (await companies.read(uow)).name
        await close_due(uow)  # what the clock would do, were Carnet running
    try:
        made = await archive(work, actor, files, year=year, press=press)
    except NothingToArchive:
        return Outcome(f"{name} : rien à archiver pour {year}.", 0)
    target = options.folder / made.name
    await asyncio.to_thread(_copy, files.path(made.sha256), target)
    told = [f"{name} : {target}", f"  SHA-256 : {made.sha256}"]
    if made.missing:
        many = len(made.missing)
        told.append(
            f"  Attention : {many} pièce{'s' if many > 1 else ''} sans PDF : {', '.join(made.missing[:_TOLD])}."
        )
    return Outcome("\n".join(told), 0)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())


class _Progress:
    """How far a long verification is, on the terminal, where there is one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._shown = -1

    def __call__(self, done: int, whole: int) -> None:
        share = min(100, done * 100 // max(whole, 1))
        if share != self._shown and sys.stderr.isatty():
            sys.stderr.write(f"\r{self._name} : {share} %")
            sys.stderr.flush()
            self._shown = share

    def end(self) -> None:
        if self._shown >= 0:
            sys.stderr.write("\r\N{ESCAPE}[K")
