"""What reporting asks of a worker."""

from typing import Final

from core.offload.job import Job
from core.reporting.chart import Chart

CHART: Final = Job[[Chart], bytes]("core.reporting.chart:chart_png")
