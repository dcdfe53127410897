"""Who may do what: one table from role to permissions, checked at the entry of each use case."""

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Concatenate, Final, Generic, ParamSpec, Protocol, TypeVar

from core.kernel.errors import NotAllowed


class Permission(StrEnum):
    COMPANY_FOUND = "company:found"
    COMPANY_READ = "company:read"
    DEMO_TRY = "demo:try"  # look around in the fictitious company
    PERSON_REGISTER = "person:register"  # be known by one's name and language
    MEMBERS_WRITE = "members:write"
    LINK_OPEN = "link:open"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    PRODUCTS_READ = "products:read"
    PRODUCTS_WRITE = "products:write"
    QUOTES_READ = "quotes:read"
    QUOTES_WRITE = "quotes:write"
    QUOTES_ANSWER = "quotes:answer"  # say yes or no to a quote that one has received
    HISTORY_READ = "history:read"
    UPKEEP = "upkeep"  # what the clock does by itself


class Role(StrEnum):
    OWNER = "owner"  # gérant
    MANAGER = "manager"  # responsable
    SALES = "sales"  # commercial
    TECHNICIAN = "technician"  # technicien
    STOREKEEPER = "storekeeper"  # magasinier
    ACCOUNTANT = "accountant"  # comptable
    CUSTOMER = "customer"  # client, outside the company
    VISITOR = "visitor"  # somebody whom we do not know
    SYSTEM = "system"  # the clock and the command line


P = Permission
_EVERYBODY = {P.COMPANY_FOUND, P.DEMO_TRY, P.PERSON_REGISTER, P.LINK_OPEN}  # the code or the link decides, not the role
_READS = _EVERYBODY | {P.COMPANY_READ, P.CUSTOMERS_READ, P.PRODUCTS_READ}
_SELLS = _READS | {P.CUSTOMERS_WRITE, P.QUOTES_READ, P.QUOTES_WRITE, P.HISTORY_READ}

ROLES: Final[dict[Role, frozenset[Permission]]] = {
    Role.OWNER: frozenset(_SELLS | {P.PRODUCTS_WRITE, P.MEMBERS_WRITE}),
    Role.MANAGER: frozenset(_SELLS | {P.PRODUCTS_WRITE}),
    Role.SALES: frozenset(_SELLS | {P.PRODUCTS_WRITE}),
    Role.TECHNICIAN: frozenset(_READS),
    Role.STOREKEEPER: frozenset(_READS | {P.PRODUCTS_WRITE}),
    Role.ACCOUNTANT: frozenset(_READS | {P.QUOTES_READ, P.HISTORY_READ}),
    Role.CUSTOMER: frozenset(_EVERYBODY | {P.COMPANY_READ, P.QUOTES_ANSWER}),
    Role.VISITOR: frozenset(_EVERYBODY),
    Role.SYSTEM: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which company: made where a message enters, read everywhere.

    `customer_id` is set for people of a customer (role CUSTOMER): they see what was sent to that customer only.
    `source` names the message that asked, "chat:message", for the journal.
    """

    role: Role
    name: str
    person_id: int | None = None
    company_id: int | None = None
    customer_id: int | None = None
    zone: str = "Europe/Paris"
    language: str = "fr"
    source: str = ""

    def may(self, permission: Permission) -> bool:
        return permission in ROLES[self.role]


SYSTEM: Final = Actor(Role.SYSTEM, "Carnet")


class Acting(Protocol):
    @property
    def actor(self) -> Actor: ...


W_contra = TypeVar("W_contra", bound=Acting, contravariant=True)
Args = ParamSpec("Args")
R_co = TypeVar("R_co", covariant=True)


@dataclass
class UseCase(Generic[W_contra, Args, R_co]):
    """A business action and the permission it needs; calling it checks, then runs."""

    permission: Permission
    run: "Callable[Concatenate[W_contra, Args], Awaitable[R_co]]"

    async def __call__(self, db: W_contra, /, *args: Args.args, **kwargs: Args.kwargs) -> R_co:
        if not db.actor.may(self.permission):
            raise NotAllowed(self.permission)
        return await self.run(db, *args, **kwargs)


def requires(
    permission: Permission,
) -> "Callable[[Callable[Concatenate[W_contra, Args], Awaitable[R_co]]], UseCase[W_contra, Args, R_co]]":
    """Declare the permission of a use case; raises NotAllowed before anything runs."""

    def declare(run: "Callable[Concatenate[W_contra, Args], Awaitable[R_co]]") -> UseCase[W_contra, Args, R_co]:
        return functools.update_wrapper(UseCase(permission, run), run)  # type: ignore[return-value]

    return declare
