"""What the company room refuses."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from core.company.models import LinkPurpose
from core.kernel.errors import BusinessError
from core.kernel.identifiers import SirenWrong
from core.permissions import Permission

__all__ = [
    "AccessDone",
    "InvitationForOthers",
    "InvitationOver",
    "LastOwner",
    "LinkForCustomer",
    "LinkUnknown",
    "LinkUsed",
    "Over",
    "RightNotOwn",
    "RightNotSingle",
    "RoleWrong",
    "SetupCodeWrong",
    "SirenWrong",
]


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
    used: ClassVar[bool] = True


@dataclass(eq=False)
class LinkForCustomer(BusinessError):
    """Somebody of the company itself opened a link meant for the customer; it still waits for its first reader."""

    customer_id: int
    purpose: LinkPurpose
    subject_id: int


@dataclass(eq=False)
class LastOwner(BusinessError):
    """A company always has somebody who may change its settings and its team."""


@dataclass(eq=False)
class RightNotOwn(BusinessError):
    """Nobody gives a right that he does not have."""

    permission: Permission


@dataclass(eq=False)
class RightNotSingle(BusinessError):
    """A permission that comes with a role only."""

    permission: Permission


class Over(StrEnum):
    """Why an invitation lets nobody in any more."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(eq=False)
class InvitationOver(BusinessError):
    """The invitation lets nobody in. When it was used, `created_by` (a person) of `company_id` would want to know."""

    reason: Over
    company_id: int | None = None
    created_by: int | None = None
    invitation_id: int = 0

    @property
    def used(self) -> bool:
        return self.reason is Over.USED


@dataclass(eq=False)
class InvitationForOthers(BusinessError):
    """Somebody who is of the company opened an invitation; it still waits for whom it is meant."""


@dataclass(eq=False)
class AccessDone(BusinessError):
    """This request was answered before."""
