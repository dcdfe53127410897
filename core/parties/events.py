"""What has happened to customers, their contacts and their addresses. All are facts about the customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from core.journal import Fact


@dataclass(frozen=True, slots=True)
class CustomerFact(Fact):
    subject: ClassVar[str] = "customer"


@dataclass(frozen=True, slots=True)
class CustomerCreated(CustomerFact):
    code: str
    name: str
    prospect: bool


@dataclass(frozen=True, slots=True)
class CustomerCreationUndone(CustomerFact):
    pass


@dataclass(frozen=True, slots=True)
class CustomerChanged(CustomerFact):
    """`changes` says for each field what it was and what it became: {"phone": ["", "+33465711001"]}."""

    changes: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class ProspectWon(CustomerFact):
    """The prospect has ordered, and is a customer from now on."""


@dataclass(frozen=True, slots=True)
class CustomerMerged(CustomerFact):
    """This customer's place was taken by another.

    `moved` are the ids of the rows that went along, by table; `added` those made to keep what had no room on the other
    card; `changes` what the other card took over, as in CustomerChanged.
    """

    into: int
    into_name: str
    moved: Mapping[str, Sequence[int]]
    added: Mapping[str, Sequence[int]]
    changes: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class CustomerAbsorbed(CustomerFact):
    """This customer took the place of `other`."""

    other: int
    name: str


@dataclass(frozen=True, slots=True)
class CustomerUnmerged(CustomerFact):
    """This customer stands alone again."""

    out_of: int
    name: str


@dataclass(frozen=True, slots=True)
class CustomerGaveBack(CustomerFact):
    """`other`, which this customer had absorbed, stands alone again."""

    other: int
    name: str


@dataclass(frozen=True, slots=True)
class ContactAdded(CustomerFact):
    contact_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ContactChanged(CustomerFact):
    contact_id: int
    name: str
    changes: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class ContactRemoved(CustomerFact):
    contact_id: int
    name: str


@dataclass(frozen=True, slots=True)
class ContactRestored(CustomerFact):
    contact_id: int
    name: str


@dataclass(frozen=True, slots=True)
class AddressAdded(CustomerFact):
    address_id: int
    line: str


@dataclass(frozen=True, slots=True)
class AddressRemoved(CustomerFact):
    address_id: int
    line: str


@dataclass(frozen=True, slots=True)
class AddressRestored(CustomerFact):
    address_id: int
    line: str
