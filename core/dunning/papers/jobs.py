"""What the file of a customer who is handed over asks of a worker."""

from collections.abc import Sequence
from typing import Final

from core.offload.job import Job

MERGED: Final = Job[[Sequence[bytes]], bytes]("core.dunning.papers.merging:merged")
