"""What the company room refuses."""

from dataclasses import dataclass

from core.company.models import LinkPurpose
from core.kernel.errors import BusinessError
from core.kernel.identifiers import SirenWrong

__all__ = ["LinkForCustomer", "LinkUnknown", "LinkUsed", "RoleWrong", "SetupCodeWrong", "SirenWrong"]


@dataclass(eq=False)
class SetupCodeWrong(BusinessError):
    """Not the code that the console shows, or used already."""


@dataclass(eq=False)
class RoleWrong(BusinessError):
    """A role that nobody can be given: visitors and the clock are not members; a customer's person has a customer."""

    role: str


@dataclass(eq=False)
class LinkUnknown(BusinessError):
    """No such link, or out of date: whoever asks learns nothing more."""


@dataclass(eq=False)
class LinkUsed(BusinessError):
    """Somebody else opened this link first. `created_by` (a person) of `company_id` would want to know."""

    company_id: int
    created_by: int | None
    customer_id: int
    purpose: LinkPurpose
    subject_id: int


@dataclass(eq=False)
class LinkForCustomer(BusinessError):
    """Somebody of the company itself opened a link meant for the customer; it still waits for its first reader."""

    customer_id: int
    purpose: LinkPurpose
    subject_id: int
