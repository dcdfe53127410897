"""A salesperson and a customer who trade without pause, whatever happens to the program between them."""

import asyncio
import re
from dataclasses import dataclass, field
from random import Random

from tests.faults.stage import BUYERS, IN_VIEW, Stage, callbacks, shown_text

CUSTOMERS = ("dupont menuiserie", "boulangerie martin", "electricite leroy")
_LEADING = {"received"}  # the button of a line that only leads to a card
_LINK = re.compile(r"start=(q_[\w-]+)")


@dataclass
class Seller:
    """Makes quotes one after the other and remembers what was accepted: by it the end is judged.

    Sources are "chat:message", as the rows bear them.
    """

    stage: Stage
    person: int
    customer: str
    chance: Random
    drafted: list[str] = field(default_factory=list)  # sources of the messages that made a quote
    lines: list[str] = field(default_factory=list)  # sources of the messages that put one line into a quote
    changes: dict[int, int] = field(default_factory=dict)  # by quote: how many messages changed it
    finished: dict[int, str] = field(default_factory=dict)  # quotes answered by the customer, and how
    guides: int = 0  # how often /aide was asked

    @property
    def buyer(self) -> int:
        return BUYERS[self.person]

    async def trade_until(self, over: asyncio.Event) -> None:
        """One quote after the other, at least one, the last one to its end."""
        while not over.is_set() or not self.finished:
            await self.trade()

    async def trade(self) -> int:
        """One quote from the first word to the customer's answer; its id."""
        quote = await self.draft()
        for _time in range(self.chance.randint(0, 3)):
            await self.correct(quote)
        if self.chance.random() < 0.4:
            await self.stage.say(self.person, "/aide")
            self.guides += 1
        await self.validate(quote)
        await self.send(quote)
        await self.answer(quote)
        return quote

    async def draft(self) -> int:
        """Write a line that makes a quote, no two alike; the quote's id once its card is there."""
        known = set(self.changes)
        words = f"devis {self.customer} {len(self.drafted) + 2} radiateurs 1000w remise 5"
        source = f"{self.person}:{await self.stage.say(self.person, words)}"
        self.drafted.append(source)
        self.lines.append(source)
        quote = await self.stage.sees(lambda: self._fresh_quote(known), f"the card of « {words} »")
        self.changes[quote] = 0
        return quote

    async def correct(self, quote: int) -> None:
        """Reply to the card with one more line, and do not wait for the answer."""
        card, _data = await self.stage.sees_button(self.person, "quote-validate", quote)
        metres = sum(self.changes.values()) + 2
        message = await self.stage.say(self.person, f"+ {metres} m cuivre 16", reply_to=card)
        self.lines.append(f"{self.person}:{message}")
        self.changes[quote] += 1

    async def validate(self, quote: int) -> None:
        """Tap Valider until it is done: a card that has changed since says so and shows itself anew."""
        await self._press_until(self.person, "quote-validate", "quote-send", quote)
        await self.stage.sees(lambda: self._number(quote), f"the PDF of {quote}")

    async def send(self, quote: int) -> None:
        number = self._number(quote) or ""
        await self.stage.press(self.person, "quote-send", quote)
        await self.stage.sees(lambda: self._link(number), f"the link of {number}")

    async def answer(self, quote: int) -> None:
        """The customer opens the link and says yes or no; the salesperson is told."""
        number = self._number(quote) or ""
        verb, told = self.chance.choice((("quote-accept", "a accepté"), ("quote-refuse", "a refusé")))
        await self.stage.say(self.buyer, f"/start {self._link(number)}")
        await self._press_until(self.buyer, f"{verb}-ask", verb, quote)
        await self._press_until(self.buyer, verb, "", quote)
        news = f"{told} le devis"
        await self.stage.sees(lambda: self._told(news, number), f"« {news} » {number}")
        self.finished[quote] = verb

    async def _press_until(self, person: int, verb: str, follows: str, quote: int) -> None:
        """Tap the newest button with this verb until the newest card of the quote has the one that follows."""
        while True:
            await self._press(person, verb, quote)
            verbs = {one.split(".")[0] for one in callbacks(self._newest(person, quote) or {})}
            if verb not in verbs and (follows in verbs or not follows):
                return

    async def _press(self, person: int, verb: str, quote: int) -> None:
        tapped, data = await self.stage.press(person, verb, quote)
        await self.stage.sees(lambda: self._moved_on(person, tapped, data), f"an answer to {data} of {person}")

    def _moved_on(self, person: int, tapped: int, data: str) -> bool | None:
        """Whether the button tapped has gone; a message said twice after a kill shows it on its twin still."""
        message = self.stage.chat.world.store.shown_message(person, tapped)
        return True if message is not None and data not in callbacks(message) else None

    def _newest(self, person: int, quote: int) -> dict[str, object] | None:
        """The newest card of the quote; the line that tells of it comes when it can, after the card perhaps."""
        for message in reversed(self.stage.messages(person, IN_VIEW)):
            verbs = {data.split(".")[0] for data in callbacks(message) if data.split(".")[2:3] == [str(quote)]}
            if verbs - _LEADING:
                return message
        return None

    def _fresh_quote(self, known: set[int]) -> int | None:
        found = self.stage.button(self.person, "quote-validate")
        quote = int(found[1].split(".")[2]) if found else None
        return None if quote in known else quote

    def _number(self, quote: int) -> str | None:
        card = self._newest(self.person, quote)
        found = re.search(r"DE\d{4}-\d{4}", shown_text(card)) if card else None
        return found[0] if found and self.stage.documents(self.person, found[0], IN_VIEW) else None

    def _link(self, number: str) -> str | None:
        for message in reversed(self.stage.said(self.person, number, IN_VIEW)):
            if "photo" in message and (found := _LINK.search(shown_text(message))):
                return found[1]
        return None

    def _told(self, news: str, number: str) -> bool | None:
        return True if any(number in shown_text(m) for m in self.stage.said(self.person, news, IN_VIEW)) else None
