"""A salesperson who takes orders and a driver who brings them without pause, whatever the program suffers."""

import asyncio
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final

from tests.faults.leading import Leader
from tests.faults.stage import OWNER, Stage

BUYING: Final = ("carrosserie girard", "leroy batiment")
_GOODS: Final = "radiateurs 1000w"
ORDERED: Final = 3  # pieces, each time
_PLANS: Final = (((1, 2), 1), ((3,), 0), ((2,), 0))  # what is brought at a time, and comes back

_ORDERED: Final = "SELECT o.id FROM sales_order o JOIN quote q ON q.id = o.quote_id WHERE q.source = :source"
_READY: Final = "SELECT id FROM delivery WHERE order_id = :order AND state = 'ready'"
_BROUGHT: Final = (
    "SELECT max(id) FROM delivery WHERE order_id = :order AND number IS NOT NULL GROUP BY order_id"
    " HAVING count(*) = :times"
)
_SIGNED: Final = "SELECT id FROM delivery WHERE id = :delivery AND signed_at IS NOT NULL"
_RETURNED: Final = "SELECT id FROM sales_return WHERE order_id = :order"


@dataclass
class Deal:
    """One order and what became of it: by it the end is judged. `source` is "chat:message", as the quote bears it."""

    source: str
    from_quote: bool  # from a quote with a number, or said as an order at once
    order: int = 0
    brought: list[int] = field(default_factory=list)  # how many, delivery by delivery
    signed: int = 0  # the delivery that was signed for
    returned: int = 0

    @property
    def left(self) -> int:
        return ORDERED - sum(self.brought)


@dataclass
class Bringers:
    """Who sells and who drives."""

    stage: Stage
    seller: int
    driver: int
    customer: str
    deals: list[Deal] = field(default_factory=list)

    async def bring_until(self, over: asyncio.Event) -> None:
        """One order after the other, at least one, the last one to its end."""
        for parts, back in cycle(_PLANS):
            await self.bring(parts, back)
            if over.is_set():
                return

    async def bring(self, parts: tuple[int, ...], back: int) -> None:
        """One order, until so much of it is with the customer, by parts, signed for, and so much has come back."""
        deal = await self._take_order()
        name = await self._name(deal.order)
        await self._drives(f"prépare la {name}", _READY, "Tout est là", "Prêt", order=deal.order)
        for part in parts:
            words = f"{name} livré {part} radiateurs" if part < deal.left else f"{name} complet"
            done = {"order": deal.order, "times": len(deal.brought) + 1}
            brought = await self._drives(words, _BROUGHT, "Je ne sais pas", "Confirmer", "Tout est livré", **done)
            deal.brought.append(part)
        deal.signed = await self._drives("signé Mme Caron", _SIGNED, "✅ Signer", delivery=brought)
        if back:
            words = f"retour {name} {back} radiateur abîmé"
            await self._drives(words, _RETURNED, "En quarantaine", order=deal.order)
            deal.returned = back

    async def _take_order(self) -> Deal:
        """From a quote, or in one line; no two in a row alike."""
        from_quote = len(self.deals) % 2 == 0
        said = await self.stage.say(
            self.seller, f"{'devis' if from_quote else 'commande'} {self.customer} {ORDERED} {_GOODS}"
        )
        deal = Deal(f"{self.seller}:{said}", from_quote)
        self.deals.append(deal)
        leading = ("Valider la commande", "Contrôler", "Commander", "Valider")
        deal.order = await Leader(self.stage).until(_ORDERED, self.seller, said, leading, source=deal.source)
        return deal

    async def _name(self, order: int) -> int:
        """What people call it: CO2611-0042 is « la 42 »."""
        ((number,),) = await self.stage.rows("SELECT number FROM sales_order WHERE id = :order", order=order)
        return int(number.split("-")[1])

    async def _drives(self, words: str, done: str, *leading: str, **values: object) -> int:
        """What the driver says, and taps on what answers it."""
        said = await self.stage.say(self.driver, words)
        return await Leader(self.stage).until(done, self.driver, said, leading, **values)


async def fill_depot(stage: Stage) -> None:
    """So many have come that none is ever short."""
    await stage.say(OWNER, f"reçu 9000 {_GOODS}")
    await stage.sees_row("SELECT id FROM stock_move WHERE key LIKE 'turn:%'")
