"""What invoices ask of a worker."""

from collections.abc import Mapping
from typing import Any, Final

from core.offload.job import Job
from core.printing.paper import Paper

# The page and the business terms of `core.invoicing.papers.xml.fields`.
FACTURX_PDF: Final = Job[[Paper, Mapping[str, Any]], bytes]("core.invoicing.papers.embedding:made")
