"""What reporting refuses."""

from dataclasses import dataclass

from core.kernel.errors import BusinessError


@dataclass(eq=False)
class TooManyQuestions(BusinessError):
    """More would drown whoever saved them."""

    most: int


class NotAQuestion(BusinessError):
    """What was to be asked each week is nothing that is only read."""
