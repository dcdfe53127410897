"""E-mails through a real server: once, later, never, or perhaps; on both databases."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.outgoing.documents import FileLost
from bot.outgoing.mailer import Mailer
from bot.outgoing.parcel import Parcel
from core.company.models import Company
from core.db.scope import ALL_COMPANIES
from core.mail import mail
from core.mail.models import Email, EmailState, WebLink
from core.mail.rules import LINK, MOST_TRIES
from core.notices.models import Notice
from core.permissions import Actor
from core.uow import Work
from tests.companies import SettableClock, an_owner, two_companies
from tests.core.dunning.desk import a_desk
from tests.smtp import HANG_UP, NEVER, Postman, a_postman, words_of

PDF = b"%PDF-1.7 made for the test"
TO = "compta@dupont.example"


@dataclass
class Files:
    """Documents and files without a printer."""

    lost: bool = False

    async def pdf(self, kind: str, company_id: int, subject_id: int) -> tuple[str, bytes]:
        if self.lost:
            raise FileLost("gone")
        return f"{kind}-{subject_id}.pdf", PDF

    async def chart(self, facts: dict[str, Any]) -> bytes:
        return b"a chart"

    async def kept(self, sha256: str) -> bytes:
        return sha256.encode()


@dataclass
class Office:
    work: Work
    clock: SettableClock
    owner: Actor
    mailer: Mailer
    postman: Postman
    files: Files
    told: list[int] = field(default_factory=list)

    async def write(self, key: str = "invoice:12:after:0", **facts: Any) -> int:
        """An e-mail to send."""
        said = {
            "to": TO,
            "about": "invoice:12",
            "subject": "Facture FA2611-0012",
            "text": f"Bonjour,\n\n{LINK}\n\nMarie",
            **facts,
        }
        async with self.work.begin(self.owner) as uow:
            return (await mail.send(uow, key=key, person_id=self.owner.person_id, **said)).id

    async def read(self, email_id: int) -> Email:
        async with self.work.read(self.owner) as db:
            return (await db.session.scalars(select(Email).where(Email.id == email_id))).one()

    async def notices(self) -> list[str]:
        async with self.work.read(self.owner) as db:
            return [one.kind for one in await db.session.scalars(select(Notice).order_by(Notice.id))]

    async def again(self, email_id: int, **facts: Any) -> None:
        async with self.work.begin(self.owner) as uow:
            await mail.again(uow, email_id, **facts)

    def restarted(self) -> Mailer:
        """The mailer of the next start."""
        return Mailer(
            self.work, self.postman.settings, self.files, self.mailer.address, lambda _parcels: None, lambda: None
        )


@pytest.fixture
async def postman() -> AsyncIterator[Postman]:
    async with a_postman() as postman:
        yield postman


@pytest.fixture
async def office(work: Work, clock: SettableClock, postman: Postman) -> AsyncIterator[Office]:
    mail.connect("carnet@menuiserie.example")
    shown: list[Parcel] = []

    def submit(parcels: Iterable[Parcel]) -> None:
        shown.extend(parcels)

    files, told = Files(), [0]
    mailer = Mailer(
        work, postman.settings, files, "https://carnet.example", submit, lambda: told.append(1), timeout=20.0
    )
    yield Office(work, clock, await an_owner(work), mailer, postman, files, told)
    mail.connect("")


async def test_what_is_written_arrives_once_with_its_file_and_its_link(office: Office) -> None:
    async with office.work.begin(office.owner) as uow:
        company = (await uow.session.scalars(select(Company))).one()
        company.email = "bonjour@menuiserie.example"
    customer = 7
    email_id = await office.write(
        customer_id=customer,
        about="note:3",
        link="invoice:12",
        attachments=[{"document": "invoice", "id": 12}],
    )
    assert await office.mailer.send() == 1
    assert await office.mailer.send() == 0

    (letter,) = office.postman.letters
    assert office.postman.envelopes == [("carnet@menuiserie.example", [TO])]
    assert letter["From"] == "Menuiserie Dupont <carnet@menuiserie.example>"
    assert letter["Reply-To"] == "bonjour@menuiserie.example"
    assert (letter["To"], letter["Subject"]) == (TO, "Facture FA2611-0012")
    token = words_of(letter).partition("https://carnet.example/d/")[2].split()[0]
    assert f'<a href="https://carnet.example/d/{token}">' in words_of(letter, "html")
    (attached,) = letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("invoice-12.pdf", "application/pdf")
    assert attached.get_content() == PDF

    email = await office.read(email_id)
    assert (email.state, letter["Message-ID"]) == (EmailState.SENT, email.message_id)
    async with office.work.read(office.owner) as db:
        link = (await db.session.scalars(select(WebLink))).one()
    assert token not in (link.token_hash, email.text)
    assert link.given_to == TO
    assert await office.notices() == []


async def test_without_a_public_address_no_link_is_promised(office: Office) -> None:
    office.mailer.address = ""
    await office.write(customer_id=7, link="invoice:12")
    await office.mailer.send()
    assert words_of(office.postman.letters[0]) == "Bonjour,\n\nMarie\n"


async def test_the_same_occasion_is_one_e_mail(office: Office) -> None:
    assert await office.write("quote:4:after:0") == await office.write("quote:4:after:0", subject="once more")
    await office.mailer.send()
    assert len(office.postman.letters) == 1


async def test_a_server_that_is_busy_gets_it_later(office: Office) -> None:
    office.postman.rcpt = ["451 greylisted, come back"]
    office.postman.data = ["452 out of space"]
    email_id = await office.write()
    pauses = []
    for _try in range(2):
        await office.mailer.send()
        email = await office.read(email_id)
        assert email.state is EmailState.WAITING
        assert await office.mailer.send() == 0, "it is not due yet"
        pauses.append(email.due_at - office.clock())
        office.clock.now = email.due_at
    assert pauses == [timedelta(seconds=30), timedelta(minutes=1)]
    await office.mailer.send()
    assert (await office.read(email_id)).state is EmailState.SENT
    assert len(office.postman.letters) == 2, "the first had an answer: it was not taken"
    assert await office.notices() == []


async def test_a_reminder_that_the_server_put_off_does_not_leave_after_the_money(
    work: Work, clock: SettableClock, office: Office
) -> None:
    desk = await a_desk(work, clock)
    await desk.set_customer(email=TO)
    invoice = await desk.late()
    office.postman.rcpt = ["451 greylisted, come back"]
    await desk.send()
    assert await office.mailer.send() == 1
    await desk.till.receive("1200", invoice)
    async with work.read(desk.accountant) as db:
        (email_id,) = await db.session.scalars(select(Email.id))
    office.owner = desk.accountant
    clock.now = (await office.read(email_id)).due_at
    await office.mailer.send()
    assert (await office.read(email_id)).state is EmailState.WITHDRAWN
    assert office.postman.letters == []


async def test_a_server_that_is_away_is_asked_for_a_day_and_a_half(office: Office) -> None:
    office.mailer.server = office.restarted().server.__class__("127.0.0.1", 1, "offered", "a@b.example")
    email_id = await office.write()
    started = office.clock.now
    for _try in range(MOST_TRIES):
        await office.mailer.send()
        office.clock.now = max(office.clock.now, (await office.read(email_id)).due_at)
    assert (await office.read(email_id)).state is EmailState.REFUSED
    assert timedelta(hours=22) < office.clock.now - started < timedelta(hours=36)
    assert await office.notices() == ["mail_refused"]


async def test_an_address_that_is_refused_is_told_and_corrected(office: Office) -> None:
    office.postman.rcpt = ["550 5.1.1 no such user here"]
    email_id = await office.write(to="compat@dupont.example")
    await office.mailer.send()
    email = await office.read(email_id)
    assert email.state is EmailState.REFUSED
    assert "no such user here" in email.refused
    assert await office.notices() == ["mail_refused"]
    assert office.told, "somebody is told at once"
    office.clock.advance(days=3)
    assert await office.mailer.send() == 0
    assert office.postman.letters == []

    await office.again(email_id, to=TO)
    await office.mailer.send()
    assert office.postman.asked == ["compat@dupont.example", TO]
    assert (await office.read(email_id)).state is EmailState.SENT


async def test_a_content_that_is_refused_is_told(office: Office) -> None:
    office.postman.data = ["554 looks like spam"]
    email_id = await office.write()
    await office.mailer.send()
    assert (await office.read(email_id)).state is EmailState.REFUSED
    assert await office.notices() == ["mail_refused"]


async def test_no_answer_to_the_content_is_a_doubt_and_no_second_e_mail(office: Office) -> None:
    office.postman.data = [HANG_UP]
    email_id = await office.write()
    await office.mailer.send()
    assert (await office.read(email_id)).state is EmailState.DOUBTFUL
    assert await office.notices() == ["mail_doubtful"]
    office.clock.advance(days=3)
    assert await office.mailer.send() == 0
    assert len(office.postman.letters) == 1

    await office.again(email_id)
    await office.mailer.send()
    first, second = office.postman.letters
    assert first["Message-ID"] == second["Message-ID"], "who has it already sees one"
    assert (await office.read(email_id)).state is EmailState.SENT


async def test_what_was_handed_over_when_the_program_ended_is_in_doubt_at_the_next_start(office: Office) -> None:
    office.postman.data = [NEVER]
    email_id = await office.write()
    sending = asyncio.create_task(office.mailer.send())
    await office.postman.has(1)
    assert (await office.read(email_id)).state is EmailState.HANDED
    office.mailer._stopping = True
    for task in office.mailer._tasks:
        task.cancel()  # as a killed program leaves it
    sending.cancel()
    await asyncio.gather(sending, *office.mailer._tasks, return_exceptions=True)
    assert (await office.read(email_id)).state is EmailState.HANDED

    later = office.restarted()
    assert await later.take_stock() == 1
    assert await later.send() == 0
    assert (await office.read(email_id)).state is EmailState.DOUBTFUL
    assert await office.notices() == ["mail_doubtful"]
    assert len(office.postman.letters) == 1


async def test_two_mailers_send_one(office: Office) -> None:
    await office.write()
    await asyncio.gather(office.mailer.send(), office.restarted().send())
    assert len(office.postman.letters) == 1


async def test_a_stop_hears_the_answer(office: Office) -> None:
    email_id = await office.write()
    running = asyncio.create_task(office.mailer.run())
    await office.postman.has(1)
    running.cancel()
    await office.mailer.stop()
    await asyncio.gather(running, return_exceptions=True)
    assert (await office.read(email_id)).state is EmailState.SENT


async def test_a_lost_attachment_is_told(office: Office) -> None:
    office.files.lost = True
    email_id = await office.write(attachments=[{"document": "invoice", "id": 12}])
    await office.mailer.send()
    email = await office.read(email_id)
    assert (email.state, email.refused) == (EmailState.REFUSED, "attachment")
    assert office.postman.asked == []


async def test_one_that_cannot_be_made_holds_up_no_other(office: Office) -> None:
    broken = await office.write("a", attachments=[{"what": "is this"}])
    sound = await office.write("b")
    await office.mailer.send()
    assert (await office.read(broken)).state is EmailState.WAITING
    assert (await office.read(sound)).state is EmailState.SENT


@pytest.mark.parametrize(
    "injected", ["\r\nBcc: evil@thief.example", "\nX-Evil: 1\n\nbody", "\rTo: x@y.example", "\x85\u2028Bcc: z"]
)
async def test_no_text_becomes_a_header(office: Office, injected: str) -> None:
    async with office.work.begin(office.owner) as uow:
        company = (await uow.session.scalars(select(Company))).one()
        company.name, company.email = f"Dupont{injected}", f"a@b.example{injected}"
    name = f"f{injected}.pdf"
    await office.write(subject=f"Facture{injected}", attachments=[{"sha256": "ab", "name": name}])
    await office.mailer.send()
    (letter,) = office.postman.letters
    assert office.postman.envelopes == [("carnet@menuiserie.example", [TO])]
    assert {"Bcc", "X-Evil"} & set(letter.keys()) == set()
    assert letter.get_all("To") == [TO]
    assert letter["From"].addresses[0].addr_spec == "carnet@menuiserie.example"
    assert letter["Reply-To"] is None
    assert letter["Subject"].startswith("Facture")


async def test_words_are_escaped_in_the_html(office: Office) -> None:
    await office.write(text='Bonjour <script>alert("1")</script> & Cie https://x.example/?a=1&b="')
    await office.mailer.send()
    html = words_of(office.postman.letters[0], "html")
    assert "<script>" not in html
    assert '&amp; Cie <a href="https://x.example/?a=1&amp;b=">' in html


async def test_each_company_is_spoken_for_by_itself(office: Office) -> None:
    first, second = await two_companies(office.work)
    ids = []
    for owner in (first, second):
        office.owner = owner
        ids.append(await office.write("quote:1:after:0"))
    await office.mailer.send()
    names = sorted(letter["From"].addresses[0].display_name for letter in office.postman.letters)
    assert names == ["Menuiserie Dupont", "Plomberie Martin"]
    assert len({letter["Message-ID"] for letter in office.postman.letters}) == 2
    async with office.work.read(first) as db:
        seen = (await db.session.scalars(select(Email.id))).all()
    assert list(seen) == [ids[0]]
    async with office.work.read(first) as db:
        both = await db.session.scalars(select(Email.id), execution_options={ALL_COMPANIES: True})
    assert len(both.all()) <= 2


async def test_the_password_is_in_no_text(office: Office) -> None:
    server = office.restarted().server.__class__("127.0.0.1", 1, "offered", "a@b.example", "me", "s3cr3t")
    assert "s3cr3t" not in repr(server)
    office.mailer.server = server
    email_id = await office.write()
    await office.mailer.send()
    assert "s3cr3t" not in (await office.read(email_id)).refused
