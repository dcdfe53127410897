"""Photos, files and visiting cards from a person's phone to whoever asked for them, and files back, over real HTTP."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot import attachments
from bot.attachments import Received
from bot.flows.engine import FLOWS, Answers, Flow, Question, Reply, Unreadable, begin
from bot.incoming.download import LARGEST
from bot.incoming.turn import Kind
from bot.outgoing.say import Say, SendFile, SendPicture, Show
from bot.outgoing.screen import Screen
from bot.talk.visit import Plan, Visit, answer, tell
from core.permissions import Role
from core.uow import Reader, UnitOfWork
from tests.scenarios.harness import Person, Scene


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


@dataclass(frozen=True)
class Logo:
    """A question that a picture answers."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        return None if self.name in answers else Question(("Votre logo ?",), takes=frozenset({Kind.PHOTO}))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if not reply.kept:
            raise Unreadable("J'attends une image.")
        assert reply.file is not None
        return {"sha256": reply.kept, "caption": reply.text}

    def value(self, answers: Answers) -> Any:
        return answers[self.name]


async def _keep_logo(uow: UnitOfWork, visit: Visit, logo: dict[str, str]) -> Sequence[Say]:
    return [SendPicture(logo["sha256"], Screen(("Logo gardé", logo["caption"]), card="logo:1"))]


async def _ask_logo(visit: Visit) -> Plan:
    """The card's owner is to send a logo."""
    contact = visit.turn.contact
    assert contact is not None
    assert (contact.phone, contact.first_name, contact.last_name) == ("+33612345678", "Zoé", "Martin")
    return Plan(act=lambda uow: begin(uow, visit, FLOWS["test:logo"], {}))


async def _say_back(visit: Visit) -> Plan:
    """The file comes back as it was."""
    file = visit.turn.file
    assert file is not None
    visit.progress(Screen(("Je lis…",), card="reading:1"))
    sha256 = await visit.files.put(await visit.download(file))
    done = Show(Screen((f"{file.name}, {file.mime}, {file.size} octets",), card="reading:1"))
    return answer(done, SendFile(f"copie de {file.name}", sha256, "Le voici."))


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rooms that take files and visiting cards, for these stories only."""
    begun: dict[Kind, tuple[Received, ...]] = {Kind.DOCUMENT: (_say_back,), Kind.CONTACT: (_ask_logo,)}
    monkeypatch.setattr(attachments, "BEGUN_BY", begun)
    Flow("test:logo", (Logo("logo"),), _keep_logo, "Logo")
    yield
    del FLOWS["test:logo"]


@pytest.fixture
async def karim(scene: Scene, rooms: None) -> Person:
    (seller,) = await scene.staff(Karim=Role.SALES)
    return seller


async def test_a_document_is_fetched_kept_and_sent_back_to_the_byte(karim: Person) -> None:
    content = bytes(range(256)) * 5000
    await karim.send_file("document", "Clients 2026 é.csv", content)
    said, sent = (await karim.answers())[-2:]
    assert (said.text, said.edited) == (f"Clients 2026 é.csv, text/csv, {len(content)} octets", True)
    assert (sent.text, sent.file_name) == ("Le voici.", "copie de Clients 2026 é.csv")
    assert await karim.fetch(sent.document) == content


async def test_a_picture_answers_the_question_that_asks_for_one(karim: Person) -> None:
    asked = await karim.share_contact("+33612345678", "Zoé", last_name="Martin")
    assert asked.text == "Votre logo ?"
    assert "J'attends une image." in (await karim.say("un logo")).text
    assert "pas à lire cette image" in (await karim.send_file("document", "logo.png", b"no picture")).text
    shown = await karim.send_file("photo", "logo.jpg", picture(), caption="le nouveau")
    assert shown.text == "Logo gardé\nle nouveau"
    with Image.open(BytesIO(await karim.fetch(shown.photo))) as kept:
        assert kept.size == (640, 480)


async def test_a_picture_sent_as_a_file_is_a_picture(karim: Person) -> None:
    await karim.share_contact("+33612345678", "Zoé", last_name="Martin")
    shown = await karim.send_file("document", "logo.png", picture("PNG", (3000, 1000)))
    with Image.open(BytesIO(await karim.fetch(shown.photo))) as kept:
        assert (kept.width, round(kept.width / kept.height)) == (1280, 3)  # ours is larger than what a chat shows


async def test_the_words_below_a_picture_change_in_place(scene: Scene, karim: Person, rooms: None) -> None:
    async def rename(visit: Visit) -> Plan:
        return answer(Show(Screen(("Autre nom",), card="logo:1")))

    await karim.share_contact("+33612345678", "Zoé", last_name="Martin")
    shown = await karim.send_file("photo", "logo.jpg", picture())
    attachments.BEGUN_BY[Kind.PHOTO] = (rename,)
    scene.refusals = 1  # a message with a picture has no text to edit
    changed = await karim.send_file("photo", "x.jpg", picture())
    assert (changed.id, changed.text, changed.photo) == (shown.id, "Autre nom", shown.photo)


async def test_a_file_too_large_is_refused_before_it_is_fetched(scene: Scene, karim: Person) -> None:
    said = await karim.send_file("document", "tout.csv", bytes(LARGEST + 1))
    assert said.text == "Ce fichier est trop gros : 20 Mo au plus."
    assert not [call for call in (await scene.page("GET", "calls"))["calls"] if call["method"] == "getFile"]


async def test_a_network_that_fails_once_loses_no_file(scene: Scene, karim: Person) -> None:
    scene.refusals = 1
    await scene.page("POST", "faults", {"method": "getFile", "effect": "502"})
    assert (await karim.send_file("document", "a.csv", b"a;b")).file_name == "copie de a.csv"


async def test_a_file_that_telegram_has_lost_is_asked_for_again(scene: Scene, karim: Person) -> None:
    async def lose(visit: Visit) -> Plan:
        for file in (scene.folder / "localchat").rglob("*"):
            if file.is_file() and file.read_bytes() == b"a;b":
                file.unlink()
        return await _say_back(visit)

    attachments.BEGUN_BY[Kind.DOCUMENT] = (lose,)
    assert "Envoyez-le encore une fois" in (await karim.send_file("document", "a.csv", b"a;b")).text


async def test_what_nobody_takes_is_answered_and_its_caption_is_read(karim: Person) -> None:
    assert "Je ne sais pas encore lire cela" in (await karim.send_file("photo", "x.jpg", picture())).text
    assert "899,00" in (await karim.send_file("photo", "x.jpg", picture(), caption="prix clim 3,5")).text
    assert "Guide" in str((await karim.send_file("photo", "x.jpg", picture(), caption="/start")).buttons)


async def test_a_room_that_leaves_a_file_lets_the_next_have_it(karim: Person) -> None:
    async def not_mine(visit: Visit) -> Plan | None:
        return None

    async def mine(visit: Visit) -> Plan:
        return tell(visit, "à moi")

    attachments.BEGUN_BY[Kind.DOCUMENT] = (not_mine, mine)
    assert (await karim.send_file("document", "a.csv", b"a;b")).text == "à moi"
