"""How many messages are answered, and how soon: the echo bot and Carnet in turns, so both meet the same machine."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.talk.taps import Tap
from tests.benchmarks.people import People, Talked, everybody_writes
from tests.benchmarks.world import Draft

ROUNDS = 5
READS = 10  # messages of each person in a round
WRITES = 6  # lines that each person adds to a draft in a round
READ_TEXT = "prix clim 3,5"
WRITE_TEXT = "+ 10 m cuivre 16"


@dataclass
class Rounds:
    echo: list[Talked] = field(default_factory=list)
    read: list[Talked] = field(default_factory=list)
    write: list[Talked] = field(default_factory=list)


async def rounds(echo: People, carnet: People, who: Sequence[int], *, times: int = ROUNDS) -> Rounds:
    """Interleaved rounds of each kind; the one that warms up is not counted."""
    kept = Rounds()
    for number in range(times + 1):
        await everybody_writes(carnet, who, _new_quote(number), 1)
        echoed = await everybody_writes(echo, who, lambda _: READ_TEXT, READS)
        read = await everybody_writes(carnet, who, lambda _: READ_TEXT, READS)
        written = await everybody_writes(carnet, who, lambda _: WRITE_TEXT, WRITES)
        if number:
            kept.echo.append(echoed)
            kept.read.append(read)
            kept.write.append(written)
    return kept


async def toasts(
    carnet: People, writers: Sequence[int], tappers: Sequence[int], drafts: Sequence[Draft]
) -> list[float]:
    """Seconds from a tap that changes a quantity to its toast, while all the writers write."""
    await everybody_writes(carnet, writers, _new_quote(99), 1)
    writing = asyncio.create_task(everybody_writes(carnet, writers, lambda _: WRITE_TEXT, 2 * WRITES))

    async def tap(person: int, draft: Draft) -> list[float]:
        waited: list[float] = []
        while not writing.done():
            version = draft.version + len(waited)
            arguments = (str(draft.line_id), str(2 + len(waited)))
            button = Tap("line-qty", draft.company_id, draft.quote_id, version, arguments)
            seconds, said = await carnet.tap(person, button.packed())
            assert not said, f"the tap was refused: {said}"
            waited.append(seconds)
        return waited

    measured = await asyncio.gather(*(tap(person, draft) for person, draft in zip(tappers, drafts, strict=True)))
    await writing
    return [seconds for own in measured for seconds in own]


@dataclass(frozen=True)
class Delays:
    """Answers to somebody who reads, seconds: alone, and while two-hundred-line PDFs are made for another."""

    alone: list[float]
    beside: list[float]
    pdf: list[float]


async def delays(carnet: People, reader: int, salesperson: int, quotes: Sequence[Draft]) -> Delays:
    """What printing long quotes costs somebody else; the first one, which starts the printers, is not counted."""
    first, *others = quotes
    await _printed(carnet, salesperson, first)
    alone = [await carnet.write(reader, READ_TEXT) for _ in range(100)]
    beside: list[float] = []
    pdf: list[float] = []
    for quote in others:
        printing = asyncio.create_task(_printed(carnet, salesperson, quote))
        while not printing.done():
            beside.append(await carnet.write(reader, READ_TEXT))
        pdf.append(await printing)
    return Delays(alone, beside, pdf)


async def _printed(carnet: People, person: int, draft: Draft) -> float:
    """Validate a draft; seconds until its PDF has arrived."""
    arriving = asyncio.create_task(carnet.document(person))
    await asyncio.sleep(0)
    await carnet.tap(person, Tap("quote-validate", draft.company_id, draft.quote_id, draft.version).packed())
    return await arriving


def _new_quote(number: int) -> Callable[[int], str]:
    """Words that differ each time: the same ones twice would be asked about."""
    return lambda _: f"devis dupont menuiserie {2 + number} radiateurs 1000w"
