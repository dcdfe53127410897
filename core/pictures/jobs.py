"""What pictures ask of a worker."""

from typing import Final

from core.offload.job import MEGABYTE, Job

LONGEST: Final = 1600  # pixels of the longer side: a full page's width at 200 dpi, and a phone's screen

PICTURE: Final = Job[[bytes, int], bytes](
    "core.pictures.normalising:normalised", patience=20, memory=1024 * MEGABYTE, foreign=True
)
BARCODES: Final = Job[[bytes], list[str]](
    "core.pictures.barcodes:texts_of", patience=20, memory=1024 * MEGABYTE, foreign=True
)
