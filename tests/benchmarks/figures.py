"""What many measures say: percentiles, medians, and lines that can be read side by side."""

from collections.abc import Sequence
from statistics import median

from tests.benchmarks.people import Talked


def percentile(seconds: Sequence[float], share: float) -> float:
    """The value that this share of the measures does not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def rate(rounds: Sequence[Talked]) -> float:
    """Answers per second, the median of the rounds."""
    return median(one.rate for one in rounds)


def ratio(rounds: Sequence[Talked], yardstick: Sequence[Talked]) -> float:
    """How the rates compare, the median over pairs measured one after the other."""
    return median(one.rate / other.rate for one, other in zip(rounds, yardstick, strict=True))


def spread(seconds: Sequence[float]) -> str:
    """p50, p95 and p99 in milliseconds."""
    return "  ".join(f"{percentile(seconds, share) * 1000:6.1f}" for share in (0.50, 0.95, 0.99))


def pooled(rounds: Sequence[Talked]) -> list[float]:
    return [seconds for one in rounds for seconds in one.seconds]


def verdict(value: float, limit: float, *, at_most: bool = True) -> str:
    """Whether an aim is reached."""
    reached = value <= limit if at_most else value >= limit
    return "reached" if reached else "MISSED"
