"""Files out of the bot and into it."""

from __future__ import annotations

import io
from datetime import timedelta

import aiohttp
import pytest
from PIL import Image
from telegram import InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from bot.localchat import files
from bot.localchat.wire import Json
from tests.bot.localchat.driving import TOKEN, Local


def picture(width: int = 1600, height: int = 1200, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return out.getvalue()


async def upload(local: Local, person: int, kind: str, name: str, data: bytes, status: int = 200, **more: str) -> Json:
    form = aiohttp.FormData({"kind": kind, **more}, quote_fields=False)
    form.add_field("file", data, filename=name)
    async with local.http.post(f"/client/chats/{person}/media", data=form) as answer:
        assert answer.status == status
        return dict(await answer.json())


async def test_a_document_keeps_its_name_and_bytes_on_both_sides(local: Local) -> None:
    person = await local.started()
    pdf = b"%PDF-1.4 devis"
    sent = await local.bot.send_document(
        person, pdf, filename="Devis n° 12 é.pdf", caption="<b>Devis</b>", parse_mode="HTML"
    )
    assert sent.document
    assert (sent.document.file_name, sent.document.mime_type) == ("Devis n° 12 é.pdf", "application/pdf")
    file = await sent.document.get_file()
    assert bytes(await file.download_as_bytearray()) == pdf
    async with local.http.get(f"/client/files/{sent.document.file_id}") as answer:
        assert await answer.read() == pdf
        assert answer.content_type == "application/pdf"
        assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''Devis%20n%C2%B0%2012%20%C3%A9.pdf"


async def test_a_file_is_sent_again_by_its_identifier_and_only_as_what_it_is(local: Local) -> None:
    person = await local.started()
    sent = await local.bot.send_document(person, b"x", filename="a.txt")
    assert sent.document
    again = await local.bot.send_document(person, sent.document.file_id)
    assert again.document == sent.document
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type Document as Photo"):
        await local.bot.send_photo(person, sent.document.file_id)


async def test_a_photo_comes_in_several_sizes_smallest_first(local: Local) -> None:
    person = await local.started()
    sent = await local.bot.send_photo(person, picture())
    assert [(p.width, p.height) for p in sent.photo] == [(90, 68), (320, 240), (800, 600), (1280, 960)]
    small = await local.bot.send_photo(person, picture(200, 100))
    assert [(p.width, p.height) for p in small.photo] == [(90, 45), (200, 100)]
    assert (await local.bot.send_photo(person, sent.photo[0].file_id)).photo == sent.photo


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not an image", "Image_process_failed"),
        (picture()[:200], "Image_process_failed"),
        (picture(2100, 100), "Photo_invalid_dimensions"),
        (picture(9000, 1001, "JPEG"), "Photo_invalid_dimensions"),
        (b"", "File must be non-empty"),
    ],
)
async def test_what_is_no_photo_is_refused(local: Local, data: bytes, reason: str) -> None:
    person = await local.started()
    with pytest.raises(BadRequest, match=reason):
        await local.bot.send_photo(person, data)


async def test_sizes_have_limits(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await local.started()
    monkeypatch.setattr(files, "MAX_PHOTO", 100)
    with pytest.raises(BadRequest, match="too big for a photo"):
        await local.bot.send_photo(person, picture())
    monkeypatch.setattr(files, "MAX_UPLOAD", 1000)
    form = aiohttp.FormData({"chat_id": str(person)})
    form.add_field("document", b"x" * 1001, filename="a.bin")
    async with local.http.post(f"/bot{TOKEN}/sendDocument", data=form) as answer:
        assert answer.status == 413
        assert (await answer.json())["description"] == "Request Entity Too Large"
    sent = await local.bot.send_document(person, b"x" * 900, filename="a.bin")
    monkeypatch.setattr("bot.localchat.methods.media.MAX_DOWNLOAD", 899)
    assert sent.document
    with pytest.raises(BadRequest, match="File is too big"):
        await local.bot.get_file(sent.document.file_id)


async def test_an_upload_far_beyond_the_limit_is_refused_with_413(local: Local) -> None:
    person = await local.started()
    form = aiohttp.FormData({"chat_id": str(person)})
    form.add_field("document", io.BytesIO(bytes(52 * 1024 * 1024)), filename="a.bin")
    async with local.http.post(f"/bot{TOKEN}/sendDocument", data=form) as answer:
        assert answer.status == 413
        assert (await answer.json())["ok"] is False


async def test_an_album_is_sent_together_or_not_at_all(local: Local) -> None:
    person = await local.started()
    album = await local.bot.send_media_group(
        person, [InputMediaPhoto(picture(), caption="un"), InputMediaPhoto(picture(300, 300))]
    )
    assert len({message.media_group_id for message in album}) == 1
    assert album[0].caption == "un"
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await local.bot.send_media_group(person, [InputMediaPhoto(picture()), InputMediaPhoto(b"x")])
    assert len((await local.history(person))["messages"]) == 3


async def test_a_documents_file_is_replaced_in_place(local: Local) -> None:
    person = await local.started()
    sent = await local.bot.send_document(person, b"v1", filename="devis.pdf", caption="v1")
    edited = await local.bot.edit_message_media(
        InputMediaDocument(b"v2", filename="devis2.pdf"), person, sent.message_id
    )
    assert not isinstance(edited, bool)
    assert edited.document
    assert edited.document.file_name == "devis2.pdf"
    assert edited.caption is None


async def test_a_voice_has_its_duration(local: Local) -> None:
    person = await local.started()
    sent = await local.bot.send_voice(person, b"OggS", duration=3)
    assert sent.voice
    assert sent.voice.duration == timedelta(seconds=3)


async def test_a_persons_files_reach_the_bot(local: Local) -> None:
    person = await local.started()
    await upload(local, person, "photo", "chantier.png", picture(), caption="chantier")
    await upload(local, person, "document", "../../plan n° 2 é.pdf", b"%PDF-1.4")
    await upload(local, person, "voice", "note.ogg", b"OggS", duration="4")
    photo, document, voice = [update.message for update in await local.bot.get_updates()]
    assert photo
    assert photo.caption == "chantier"
    assert len(photo.photo) == 4
    assert document
    assert document.document
    assert document.document.file_name == "plan n° 2 é.pdf"
    assert voice
    assert voice.voice
    assert voice.voice.duration == timedelta(seconds=4)
    file = await document.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"%PDF-1.4"


async def test_a_person_is_told_in_french_that_a_photo_is_none(local: Local) -> None:
    person = await local.started()
    said = await upload(local, person, "photo", "x.png", b"oops", status=400)
    assert said == {"error": "Ce fichier n’est pas une image lisible."}


async def test_an_active_file_cannot_run_as_a_page_of_this_address(local: Local) -> None:
    person = await local.started()
    message = (await upload(local, person, "document", "x.html", b"<script>alert(1)</script>"))["message"]
    async with local.http.get(f"/client/files/{message['document']['file_id']}") as answer:
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["documents/file_99.pdf", "../localchat.sqlite3", "documents/file_1", "documents/x"])
async def test_only_paths_that_were_given_are_served(local: Local, path: str) -> None:
    person = await local.started()
    await local.bot.send_document(person, b"x", filename="a.txt")
    async with local.http.get(f"/file/bot{TOKEN}/{path}") as answer:
        assert answer.status == 404
    async with local.http.get("/file/bot1:x/documents/file_1.txt") as answer:
        assert answer.status == 401
    async with local.http.get(f"/file/bot{TOKEN}/documents/file_1.txt") as answer:
        assert await answer.read() == b"x"


async def test_the_same_bytes_are_kept_once(local: Local) -> None:
    person = await local.started()
    for name in ("a.pdf", "b.pdf"):
        await local.bot.send_document(person, b"%PDF-1.4", filename=name)
    first, second = (m["document"] for m in (await local.history(person))["messages"][-2:])
    assert first["file_id"] != second["file_id"]
    assert first["file_unique_id"] == second["file_unique_id"]
    store = local.chat.world.files
    found = [store.find(item["file_id"]) for item in (first, second)]
    assert len({store.location(file) for file in found if file}) == 1


@pytest.mark.parametrize(("asked", "kept"), [("{id}", True), ("999", False), ("9" * 40, False), ("²", False)])
async def test_a_file_can_answer_a_message(local: Local, asked: str, kept: bool) -> None:
    person = await local.started()
    card = await local.bot.send_message(person, "Vanne")
    replied = asked.format(id=card.message_id)
    sent = await upload(local, person, "photo", "vanne.png", picture(), reply_to_message_id=replied)
    assert sent["message"].get("reply_to_message", {}).get("message_id") == (card.message_id if kept else None)
