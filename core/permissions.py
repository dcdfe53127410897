"""Who may do what: one table from role to permissions, checked at the entry of each use case."""

import functools
from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass
from enum import StrEnum
from typing import Concatenate, Final, Generic, ParamSpec, Protocol, TypeVar

from core.kernel.errors import NotAllowed


class Permission(StrEnum):
    COMPANY_FOUND = "company:found"
    COMPANY_READ = "company:read"
    COMPANY_WRITE = "company:write"  # the settings
    DEMO_TRY = "demo:try"  # look around in the fictitious company
    PERSON_REGISTER = "person:register"  # be known by one's name and language, choose among one's own companies
    ACCESS_ASK = "access:ask"  # knock at a company's door
    ACCESS_LEAVE = "access:leave"  # give one's own seat up
    MEMBERS_WRITE = "members:write"
    LINK_OPEN = "link:open"
    CUSTOMERS_READ = "customers:read"
    CUSTOMERS_WRITE = "customers:write"
    CUSTOMERS_ALL = "customers:all"  # those that colleagues follow too
    PRODUCTS_READ = "products:read"
    PRODUCTS_WRITE = "products:write"
    QUOTES_READ = "quotes:read"
    QUOTES_WRITE = "quotes:write"
    QUOTES_ANSWER = "quotes:answer"  # say yes or no to a quote that one has received
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    ORDERS_RELEASE = "orders:release"  # let an order pass whose control has failed
    ORDERS_SIGN = "orders:sign"  # the customer binds himself by his own order
    STOCK_READ = "stock:read"
    STOCK_MOVE = "stock:move"  # transfer, count, announce
    STOCK_RECEIVE = "stock:receive"  # note what has come: into one's own van, elsewhere with stock:adjust
    STOCK_ADJUST = "stock:adjust"  # say without a paper that there is more or less; close an inventory
    WAREHOUSES_WRITE = "warehouses:write"
    DELIVERIES_READ = "deliveries:read"
    DELIVERIES_WRITE = "deliveries:write"  # prepare, load, deliver, take back
    INVOICES_READ = "invoices:read"
    INVOICES_WRITE = "invoices:write"  # draft and issue
    INVOICES_CREDIT = "invoices:credit"  # credit notes, and invoices that replace another
    PAYMENTS_READ = "payments:read"
    PAYMENTS_WRITE = "payments:write"  # note what a customer has paid
    PAYMENTS_CORRECT = "payments:correct"  # refund, bounce, write off
    DUNNING_READ = "dunning:read"  # who is late, what was sent, what waits to be
    DUNNING_PAUSE = "dunning:pause"  # note a promise, a dispute: nothing is sent meanwhile
    DUNNING_WRITE = "dunning:write"  # send reminders
    DUNNING_FORMAL = "dunning:formal"  # formal notices, and the file for the lawyer
    DUNNING_SETTINGS = "dunning:settings"  # how many days after, and whether they leave by themselves
    LEDGER_READ = "ledger:read"
    LEDGER_WRITE = "ledger:write"  # accounts, years, what is handed to the accountant
    ACCOUNT_OWN = "account:own"  # what a customer sees of what he owes, and all his documents
    MARGINS_READ = "margins:read"  # costs, margins, floor prices
    BELOW_FLOOR = "quotes:below-floor"  # let a quote pass under its floor price
    AGENDA_OWN = "agenda:own"  # one's own reminders and tasks, and to ask a colleague for something
    AGENDA_ALL = "agenda:all"  # everybody's tasks and appointments
    REPORTS_READ = "reports:read"  # the figures of a day, of all together
    DATA_IMPORT = "data:import"
    DATA_EXPORT = "data:export"
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
# The code, the link or the seat decides there, not the role.
_EVERYBODY = {P.COMPANY_FOUND, P.DEMO_TRY, P.PERSON_REGISTER, P.LINK_OPEN, P.ACCESS_ASK, P.ACCESS_LEAVE}
_READS = _EVERYBODY | {P.COMPANY_READ, P.CUSTOMERS_READ, P.PRODUCTS_READ, P.STOCK_READ, P.AGENDA_OWN}
_BRINGS = {P.ORDERS_READ, P.DELIVERIES_READ, P.DELIVERIES_WRITE, P.STOCK_MOVE}
_BILLS = {P.INVOICES_READ, P.INVOICES_WRITE, P.PAYMENTS_READ, P.PAYMENTS_WRITE, P.DUNNING_READ, P.DUNNING_PAUSE}
_ACCOUNTS = _BILLS | {P.INVOICES_CREDIT, P.PAYMENTS_CORRECT, P.LEDGER_READ, P.DUNNING_WRITE, P.DUNNING_SETTINGS}
_SELLS = (
    _READS
    | _BRINGS
    | _BILLS
    | {P.CUSTOMERS_WRITE, P.PRODUCTS_WRITE, P.QUOTES_READ, P.QUOTES_WRITE, P.ORDERS_WRITE, P.HISTORY_READ}
)
_MANAGES = (
    _SELLS
    | _ACCOUNTS
    | {
        P.CUSTOMERS_ALL,
        P.MARGINS_READ,
        P.BELOW_FLOOR,
        P.ORDERS_RELEASE,
        P.STOCK_RECEIVE,
        P.STOCK_ADJUST,
        P.WAREHOUSES_WRITE,
        P.DATA_IMPORT,
        P.DATA_EXPORT,
        P.AGENDA_ALL,
        P.DUNNING_FORMAL,
        P.REPORTS_READ,
    }
)

ROLES: Final[dict[Role, frozenset[Permission]]] = {
    Role.OWNER: frozenset(_MANAGES | {P.MEMBERS_WRITE, P.COMPANY_WRITE, P.LEDGER_WRITE}),
    Role.MANAGER: frozenset(_MANAGES),
    Role.SALES: frozenset(_SELLS),
    Role.TECHNICIAN: frozenset(_READS | _BRINGS | {P.CUSTOMERS_ALL, P.STOCK_RECEIVE, P.PAYMENTS_WRITE}),
    Role.STOREKEEPER: frozenset(
        _READS | _BRINGS | {P.CUSTOMERS_ALL, P.PRODUCTS_WRITE, P.STOCK_RECEIVE, P.STOCK_ADJUST, P.WAREHOUSES_WRITE}
    ),
    Role.ACCOUNTANT: frozenset(
        _READS
        | {P.CUSTOMERS_ALL, P.QUOTES_READ, P.HISTORY_READ, P.MARGINS_READ, P.DATA_EXPORT}
        | {P.ORDERS_READ, P.ORDERS_RELEASE, P.DELIVERIES_READ}
        | _ACCOUNTS
        | {P.LEDGER_WRITE}
    ),
    Role.CUSTOMER: frozenset(_EVERYBODY | {P.COMPANY_READ, P.QUOTES_ANSWER, P.ORDERS_SIGN, P.ACCOUNT_OWN}),
    Role.VISITOR: frozenset(_EVERYBODY),
    Role.SYSTEM: frozenset(Permission),
}

# What one person may be given or refused apart from his role: a grant adds, a refusal takes away, and refusals win.
ADJUSTABLE: Final = (
    P.MARGINS_READ,
    P.CUSTOMERS_ALL,
    P.CUSTOMERS_WRITE,
    P.PRODUCTS_WRITE,
    P.QUOTES_READ,
    P.QUOTES_WRITE,
    P.BELOW_FLOOR,
    P.ORDERS_WRITE,
    P.ORDERS_RELEASE,
    P.STOCK_MOVE,
    P.STOCK_RECEIVE,
    P.STOCK_ADJUST,
    P.DELIVERIES_WRITE,
    P.INVOICES_READ,
    P.INVOICES_WRITE,
    P.INVOICES_CREDIT,
    P.PAYMENTS_READ,
    P.PAYMENTS_WRITE,
    P.PAYMENTS_CORRECT,
    P.DUNNING_READ,
    P.DUNNING_PAUSE,
    P.DUNNING_WRITE,
    P.DUNNING_FORMAL,
    P.DUNNING_SETTINGS,
    P.LEDGER_READ,
    P.LEDGER_WRITE,
    P.HISTORY_READ,
    P.AGENDA_ALL,
    P.REPORTS_READ,
    P.DATA_IMPORT,
    P.DATA_EXPORT,
)
OUTSIDE: Final = frozenset({Role.CUSTOMER, Role.VISITOR})  # not of the company's own people
STAFF: Final = tuple(role for role in Role if role not in OUTSIDE | {Role.SYSTEM})  # roles that colleagues can have


def holds(permission: Permission, role: Role, grants: Container[str], refusals: Container[str]) -> bool:
    """Whether somebody in this role, with these adjustments, has the permission."""
    return permission not in refusals and (permission in ROLES[role] or permission in grants)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which company: made where a message enters, read everywhere.

    `customer_id` is set for people of a customer (role CUSTOMER): they see what was sent to that customer only.
    `source` names the message that asked, "chat:message", for the journal. `grants` and `refusals` adjust the role.
    """

    role: Role
    name: str
    person_id: int | None = None
    company_id: int | None = None
    customer_id: int | None = None
    zone: str = "Europe/Paris"
    language: str = "fr"
    source: str = ""
    grants: frozenset[Permission] = frozenset()
    refusals: frozenset[Permission] = frozenset()

    def may(self, permission: Permission) -> bool:
        return holds(permission, self.role, self.grants, self.refusals)

    def expect(self, permission: Permission) -> None:
        """Raise NotAllowed unless the actor may."""
        if not self.may(permission):
            raise NotAllowed(permission)


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
        db.actor.expect(self.permission)
        return await self.run(db, *args, **kwargs)


def requires(
    permission: Permission,
) -> "Callable[[Callable[Concatenate[W_contra, Args], Awaitable[R_co]]], UseCase[W_contra, Args, R_co]]":
    """Declare the permission of a use case; raises NotAllowed before anything runs."""

    def declare(run: "Callable[Concatenate[W_contra, Args], Awaitable[R_co]]") -> UseCase[W_contra, Args, R_co]:
        return functools.update_wrapper(UseCase(permission, run), run)  # type: ignore[return-value]

    return declare
