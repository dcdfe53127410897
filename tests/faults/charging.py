"""People who invoice and take money without pause, and tap everything twice, whatever the program suffers."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Final

from tests.faults.leading import Leader
from tests.faults.stage import BUYERS, IN_VIEW, OWNER, Stage, shown_text

_GOODS: Final = "3 radiateurs 1000w"
_LINK: Final = re.compile(r"start=(f_[\w-]+)")
_TWICE: Final = 2

_BILLED: Final = (
    "SELECT i.id FROM invoice i JOIN sales_order o ON o.id = i.order_id JOIN quote q ON q.id = o.quote_id"
    " WHERE q.source = :source AND i.state = 'issued' AND i.kind = 'invoice'"
)
_ORDERED: Final = (
    "SELECT o.id FROM sales_order o JOIN quote q ON q.id = o.quote_id"
    " WHERE q.source = :source AND o.state = 'confirmed'"
)
_DEPOSIT: Final = "SELECT id FROM invoice WHERE order_id = :order AND state = 'issued' AND kind = 'deposit'"
_CREDITED: Final = "SELECT id FROM invoice WHERE origin_id = :invoice AND state = 'issued' AND kind = 'credit'"
_PAID: Final = "SELECT id FROM payment WHERE reference = :reference AND reverses_id IS NULL"
_BACK: Final = "SELECT id FROM payment WHERE reverses_id = :payment"
_SENT: Final = "SELECT id FROM journal WHERE kind = 'InvoiceSent' AND subject_id = :invoice"


@dataclass
class Clerk:
    """Who charges one customer, who reads along; the owner also takes cheques back and gives credit.

    The documents and payments, by their ids, are what the end is judged by.
    """

    stage: Stage
    person: int
    customer: str
    invoices: list[int] = field(default_factory=list)
    deposits: list[int] = field(default_factory=list)
    credits: list[int] = field(default_factory=list)
    payments: list[int] = field(default_factory=list)
    bounced: list[int] = field(default_factory=list)
    let_in: bool = False  # the customer, into the chat
    told: list[int] = field(default_factory=list)  # what he was sent from then on

    @property
    def buyer(self) -> int:
        return BUYERS[self.person]

    @property
    def documents(self) -> list[int]:
        return [*self.invoices, *self.deposits, *self.credits]

    async def charge_until(self, over: asyncio.Event) -> None:
        """One deal after the other, at least one, the last one to its end."""
        while not over.is_set() or not self.invoices:
            await self.charge()

    async def charge(self) -> None:
        """What is invoiced at once and paid, or nearly; then an order, its deposit, and the money for it."""
        invoice = await self._does(f"facture {self.customer} {_GOODS}", _BILLED, "Valider la facture")
        self.invoices.append(invoice)
        await self._send(invoice)
        await self._take(invoice)
        if self.person == OWNER:
            await self._take_back(invoice)
        order = await self._does(f"commande {self.customer} {_GOODS}", _ORDERED, "Valider la commande", "Contrôler")
        words = f"acompte 30% sur la {await self._count('sales_order', order)}"
        self.deposits.append(await self._does(words, _DEPOSIT, "Valider", order=order))
        await self._send(self.deposits[-1])
        await self._take(self.deposits[-1])

    async def _send(self, document: int) -> None:
        """To the customer; the first time he comes into the chat by the link."""
        said = await self.stage.say(self.person, f"facture {await self._number(document)}")
        await Leader(self.stage, _TWICE).until(_SENT, self.person, said, ("Envoyer",), invoice=document)
        if self.let_in:
            self.told.append(document)
            return
        link = await self.stage.sees(self._link, f"the link of {document}")
        await self.stage.say(self.buyer, f"/start {link}")
        await self.stage.sees_row(f"SELECT id FROM journal WHERE kind = 'InvoiceSeen' AND subject_id = {document}")
        self.let_in = True

    async def _take(self, document: int) -> None:
        """All of it, by a cheque with a number of its own."""
        ((payable,),) = await self.stage.rows("SELECT payable FROM invoice WHERE id = :id", id=document)
        reference = f"{self.person}{len(self.payments):03}"
        words = f"chq {payable // 100},{payable % 100:02} n° {reference} bnp {self.customer}"
        self.payments.append(await self._does(words, _PAID, "✅ Encaisser", reference=reference))

    async def _take_back(self, invoice: int) -> None:
        """The cheque bounces, and a piece is credited."""
        reference = f"{self.person}{len(self.payments) - 1:03}"
        words = f"le chèque {reference} de {self.customer} est revenu impayé"
        self.bounced.append(await self._does(words, _BACK, "Oui, impayé", payment=self.payments[-1]))
        words = f"avoir sur la fa {await self._count('invoice', invoice)} pour 1 radiateur"
        self.credits.append(await self._does(words, _CREDITED, "Valider", invoice=invoice))

    async def _does(self, words: str, done: str, *leading: str, **values: object) -> int:
        """What is said, and all taps on what answers it, two at once."""
        said = await self.stage.say(self.person, words)
        known = values or {"source": f"{self.person}:{said}"}
        return await Leader(self.stage, _TWICE).until(done, self.person, said, leading, **known)

    async def _number(self, document: int) -> str:
        ((number,),) = await self.stage.rows("SELECT number FROM invoice WHERE id = :id", id=document)
        return str(number)

    async def _count(self, table: str, row: int) -> int:
        """What people call it: FA2611-0042 is « la 42 »."""
        ((number,),) = await self.stage.rows(f"SELECT number FROM {table} WHERE id = :id", id=row)
        return int(number.split("-")[1])

    def _link(self) -> str | None:
        for message in reversed(self.stage.messages(self.person, IN_VIEW)):
            if "photo" in message and (found := _LINK.search(shown_text(message))):
                return found[1]
        return None
