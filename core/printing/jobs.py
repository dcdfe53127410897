"""What printing asks of a worker."""

from typing import Final

from core.offload.job import Job
from core.printing.paper import Paper

PDF: Final = Job[[Paper], bytes]("core.printing.layout:pdf")  # five hundred lines take less than a second
