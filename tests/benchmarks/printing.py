"""What printing costs: quotes a second by the pool that the bot prints with, and the CPU of one invoice."""

import asyncio
import time

from core.invoicing.papers.embedding import made
from core.invoicing.papers.invoice import invoice_paper
from core.invoicing.papers.xml import fields
from core.kernel.amounts import percent
from core.offload.pool import Pool
from core.printing.jobs import PDF
from tests.core.invoicing.papers.invoices import RATES, Sold, an_invoice
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


def invoice_cpu(lines: int, times: int = 10) -> float:
    """Seconds of CPU for an invoice of so many lines, page and XML and PDF/A-3, all of it in this process.

    Each has a number of its own, so that no code is drawn from what was kept of another.
    """
    sold = [
        Sold(f"Article {n}", "2", f"{n}.90", RATES[n % 3], facts={"discount": percent(n % 4)}) for n in range(lines)
    ]
    invoices = [an_invoice(*sold, number=f"FA2611-{number:04}") for number in range(times + 1)]
    made(invoice_paper(invoices[0]), fields(invoices[0]))
    began = time.process_time()
    for invoice in invoices[1:]:
        made(invoice_paper(invoice), fields(invoice))
    return (time.process_time() - began) / times
