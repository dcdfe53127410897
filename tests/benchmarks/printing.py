"""How many quotes are printed in a second, by the pool that the bot prints with."""

import asyncio
import time

from core.offload.pool import Pool
from core.printing.jobs import PDF
from tests.core.printing.papers import quote


async def pdfs_per_second(lines: int, count: int) -> float:
    """Quotes of so many lines per second, all asked for at once; starting the printers is not counted."""
    pool = Pool()
    try:
        await asyncio.gather(*(pool.run(PDF, quote(lines)) for _ in range(4)))
        began = time.perf_counter()
        await asyncio.gather(*(pool.run(PDF, quote(lines)) for _ in range(count)))
        return count / (time.perf_counter() - began)
    finally:
        pool.close()
