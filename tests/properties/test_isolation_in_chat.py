"""Two companies in one bot: no button, word, search, address or export of one shows or touches what is the other's.

The buttons are all that there are: one that is added is tried here without being named.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import select

from bot.incoming.turn import Kind
from bot.talk.buttons import BUTTONS, PLANNED
from bot.talk.means import Means
from bot.talk.taps import Tap
from core.company import invitations, links, people
from core.company.models import Person
from core.kernel.amounts import PriceBasis, quantity, unit_price
from core.parties import customers
from core.permissions import Actor, Role
from core.sales import quotes
from core.sales.quotes import NewLine
from core.uow import UnitOfWork, Work
from tests.bot.talking import Talking, listening
from tests.companies import a_member
from tests.properties.sides import Side, ids_of, lived, rows_of

_WITH_HISTORY: Final = (
    *("customer", "product", "member", "company", "quote"),
    *("order", "delivery", "stock", "warehouse", "stock_count"),
)
# What a verb's buttons carry, where that leads further than a number does.
_ARGUMENTS: Final[Mapping[str, Sequence[tuple[str, ...]]]] = {
    "access-answer": [("sales",)],
    "block": [("1",)],
    "export": [("customers", "csv"), ("products", "xlsx")],
    "history": [(subject,) for subject in _WITH_HISTORY],
    "import-kind": [("customers",)],
    "line-value": [("1", "price")],
    "product-edit": [("price",)],
    "quote-list": [("open", "0"), ("sent", "0")],
    "quote-lose": [("price",)],
    "quote-term": [("payment",)],
    "right": [("0", "1")],
    "role": [("owner",)],
    "setting": [("name",)],
    "setting-set": [("vat_on_debits", "0")],
}
_BEHIND: Final = ("counter", "search_word", "stock_level", "stock_move")  # rows that no button is about
# Of how many buttons one is tapped: on PostgreSQL each verb a little less, for its row-level security guards a second
# time what on SQLite only our own filters guard.
_ONE_OF: Final = {"sqlite": 1, "postgresql": 5}
_LEAVING: Final = "leave"  # one's own seat, which the next button is to be tapped from


class _Pool:
    """Writes a table as its words."""

    async def run(self, job: object, *given: Any) -> bytes:
        return str(given).encode()


class _Files:
    """Remembers what was kept, which is what somebody would be sent."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    async def put(self, content: bytes) -> str:
        self.kept.append(content.decode())
        return "0" * 64


@dataclass(frozen=True)
class _Somebody:
    """A person at his phone; `said` gives all that he is shown, as text."""

    chat: Talking
    files: _Files
    telegram_id: int

    async def said(self, kind: Kind, **facts: Any) -> str:
        self.files.kept.clear()
        payloads = await self.chat.hear(self.telegram_id, "Quelqu'un", kind, **facts)
        return f"{payloads} {self.files.kept}"

    async def tap(self, tap: Tap) -> str:
        return await self.said(Kind.TAP, data=tap.packed(), callback_id="7")

    async def write(self, words: str) -> str:
        return await self.said(Kind.TEXT, text=words)


def _bot(work: Work) -> tuple[Talking, _Files]:
    """The conversation, and what it keeps to be sent."""
    files = _Files()
    return listening(work, Means(cast(Any, None), cast(Any, files), cast(Any, _Pool()))), files


async def _at_his_phone(bot: tuple[Talking, _Files], actor: Actor) -> _Somebody:
    chat, files = bot
    async with chat.work.database.reading() as session:
        found = await session.scalar(select(Person.telegram_id).where(Person.id == actor.person_id))
    assert found is not None
    return _Somebody(chat, files, found)


def _taps(side: Side, ids: Iterable[int]) -> Iterable[Tap]:
    """Every button there is, as one of this company and about each of these objects."""
    for verb in sorted((BUTTONS.keys() | PLANNED.keys()) - {_LEAVING}):
        for object_id in ids:
            for arguments in ((), (str(object_id),), *_ARGUMENTS.get(verb, ())):
                yield Tap(verb, side.company_id, object_id, 1, arguments)


def _tried(work: Work, taps: Iterable[Tap]) -> Sequence[Tap]:
    return list(taps)[:: _ONE_OF[work.database.engine.dialect.name]]


def _words(mark: str) -> Iterable[str]:
    name = mark.lower()
    yield from (name, f"tel {name}", f"prix {name}", f"cherche {name}", f"/chercher {name}", "/chercher chef")
    yield from (f"/historique {name}", f"historique {name}", "/historique DE2611-0001", "DE2611-0001", "1")
    yield from (f"devis {name} 1 pose {name}", f"devis {name} menuiserie 1 radiateur {name}", "/annuler", "/reprendre")
    yield from ("mes devis", "modeles", f"modele {name}", f"comme la dernière fois pour {name}", f"bloque {name}")
    yield from ("/devis", "/catalogue", f"famille {name}", "/equipe", "/reglages", "/societe", "/documents", "/start")
    yield from (f"chef {name} est commercial", f"julien {name} peut voir les marges", f"invite {name}", "/annuler")
    yield from ("export clients csv", "export articles excel", "/export clients", f"refais le devis 1 pour {name}")
    yield from ("/stock", "stock", f"stock {name}", f"stock chaudière {name}", f"stock camion {name}", "mon camion")
    yield from (f"inventaire camion {name}", "/annuler", f"reçu 1 tube {name}", "/annuler", f"camion de {name}")
    yield from (f"passe 1 tube {name} au camion {name}", "/annuler", f"casse 1 tube {name}", "/annuler", "0000-1")
    yield from ("/commandes", "/livraisons", "livraisons du jour", f"commande {name} 1 tube {name}", "/annuler")
    yield from ("où en est la CO2611-0002", "CO2611-0002", "BL2611-0001", "/historique BL2611-0001", "0001 complet")
    yield from ("mes commandes", f"commandes de {name}", f"{name} a acheté quoi", f"nouveau dépôt {name}", "à préparer")
    yield from ("prépare la 1", "en route pour la 1", "client absent", "1 complet", f"signé {name}", "/annuler")
    yield from (f"{name} rend 1 pose", f"retour 1 1 pose {name}", "/annuler", "/historique CO2611-0001")
    yield from (f"/client {name} menuiserie", "/historique", "/historique entreprise", f"/inviter {name}", "/annuler")


async def test_nobody_is_shown_or_touches_what_is_the_other_companys(work: Work) -> None:
    alpha, beta = await lived(work, random.Random(0))
    seller = await a_member(work, alpha.company_id, name="Karim")
    before, theirs = await rows_of(work, beta), await ids_of(work, beta)
    mine = set((await ids_of(work, alpha))["member"])  # whoever blocks or demotes himself would try nothing more
    newest = {ids[-1] for table, ids in theirs.items() if ids and table not in _BEHIND} - mine
    bot = _bot(work)
    taps = _tried(work, [*_taps(alpha, sorted(newest)), *_taps(beta, {theirs["quote"][-1]})])
    for actor, tried in ((alpha.owner, taps), (seller, taps[::3])):
        somebody = await _at_his_phone(bot, actor)
        await bot[0].receive(len(tried))
        for tap in tried:
            shown = await somebody.tap(tap)
            assert beta.mark not in shown, tap
            assert "Référence :" not in shown, tap
        for words in _words(beta.mark):
            shown = await somebody.write(words)
            assert beta.mark not in shown, words
            assert "Référence :" not in shown, words
        for asked in ("", beta.mark.lower(), "radiateur", "pose"):
            assert beta.mark not in await somebody.said(Kind.INLINE, text=asked, callback_id="9"), asked
        assert alpha.mark in await somebody.write("/start")  # still there, and shown what is theirs
        assert alpha.mark in await somebody.write("radiateur")
        assert alpha.mark in await somebody.said(Kind.INLINE, text="radiateur", callback_id="9")
    assert await rows_of(work, beta) == before


async def test_addresses_that_others_have_used_open_nothing(work: Work) -> None:
    alpha, beta = await lived(work, random.Random(7))
    async with work.begin(beta.owner) as uow:
        link = await _sent_quote(uow, beta.mark)
        _invitation, token = await invitations.invite(uow, role=Role.SALES, name=f"Zoé {beta.mark}")
    await _opened(work, link, token)
    somebody = await _at_his_phone(_bot(work), alpha.owner)
    for address in (f"q_{link}", f"i_{token}", f"i_{link}", f"q_{token}", "q_", "i_", "q_x", "i_é漢"):
        shown = await somebody.write(f"/start {address}")
        assert beta.mark not in shown, address
        assert "Référence :" not in shown, address


async def test_a_customer_sees_nothing_of_another_customer_of_the_company(work: Work) -> None:
    alpha, _beta = await lived(work, random.Random(3))
    async with work.begin(alpha.owner) as uow:
        link = await _sent_quote(uow, "Xavier")
        await _sent_quote(uow, "SecretYy")
    async with work.begin(Actor(Role.VISITOR, "Paul")) as uow:
        person = await people.register(uow, telegram_id=5_000_000_001, name="Paul", language="fr")
        await links.open_link(uow, link)
    paul = await _at_his_phone(_bot(work), Actor(Role.VISITOR, "Paul", person.id))
    before, ids = await rows_of(work, alpha), await ids_of(work, alpha)
    newest = {ids[table][-1] for table in ("quote", "quote_line", "customer")}
    assert "Xavier" in str([await paul.tap(Tap("received", alpha.company_id, key)) for key in ids["quote"]])
    for tap in _tried(work, _taps(alpha, sorted(newest))):
        shown = await paul.tap(tap)
        assert "SecretYy" not in shown, tap
        assert "Référence :" not in shown, tap
    for words in (*_words("SecretYy"), "DE2611-0002", "/documents"):
        assert "SecretYy" not in await paul.write(words), words
    after = await rows_of(work, alpha)
    for table in ("customer", "product", "member", "company", "quote_template"):
        assert after.get(table) == before.get(table), table
    assert [row for row in after["quote"] if "SecretYy" in str(row)] == [
        row for row in before["quote"] if "SecretYy" in str(row)
    ]


async def _sent_quote(uow: UnitOfWork, mark: str) -> str:
    """A quote for a customer of this name; returns the secret of its link."""
    buyer = await customers.create(uow, name=f"{mark} Menuiserie", street=mark, zip="69003", city=mark)
    line = NewLine(quantity=quantity(1), label=f"Pose {mark}", price=unit_price(58), basis=PriceBasis.HT)
    quote = await quotes.draft(uow, customer_id=buyer.id, lines=(line,))
    await quotes.validate(uow, quote.id)
    return (await quotes.send(uow, quote.id))[1]


async def _opened(work: Work, link: str, token: str) -> None:
    """Two people use them up."""
    for number, secret, use in ((1, link, links.open_link), (2, token, invitations.open_invitation)):
        async with work.begin(Actor(Role.VISITOR, "Premier")) as uow:
            await people.register(uow, telegram_id=5_000_000_000 + number, name="Premier", language="fr")
            await use(uow, secret)
