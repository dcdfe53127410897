"""Files of messages: bytes beside the database, named by what they contain; one row for each file_id."""

from __future__ import annotations

import asyncio
import hashlib
import json
import mimetypes
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from bot.localchat.errors import Refused, bad_request
from bot.localchat.images import photo_sizes
from bot.localchat.params import Params, Upload
from bot.localchat.store import Store
from bot.localchat.wire import Json, dumps

MAX_PHOTO = 10 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
_FAMILY = {"photo": "AgACAgQAAx", "document": "BQACAgQAAx", "voice": "AwACAgQAAx"}
_FALLBACK_TYPE = {"photo": "image/jpeg", "document": "application/octet-stream", "voice": "audio/ogg"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the bot or a person sent. `facts` are its width and height, or its duration in seconds."""

    id: int
    file_id: str
    unique_id: str
    kind: str
    name: str
    mime_type: str
    size: int
    digest: str
    facts: Json
    batch: str

    @property
    def path(self) -> str:
        """Where /file/bot<token>/ serves it."""
        suffix = PurePath(self.name).suffix.lower()
        return f"{self.kind}s/file_{self.id}{suffix if suffix[1:].isalnum() else ''}"

    def identity(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """The files of one local chat, under `folder`."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def sent_by_bot(self, params: Params, kind: str, value: str, field: str) -> Json:
        """The part of a Message that shows a file: {kind: …}, from an upload, an attach:// name or a file_id.

        Raises Refused with Telegram's words when there is no such file or it does not fit.
        """
        upload = params.uploads.get(value.removeprefix("attach://") if value.startswith("attach://") else field)
        if upload is not None:
            return await self.keep(kind, upload)
        if not value or value.startswith("attach://"):
            raise bad_request(f"there is no {kind} in the request")
        if value.lower().startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        return self.sent_again(kind, value)

    async def keep(self, kind: str, upload: Upload, duration: int = 0) -> Json:
        """Store an upload and return the part of a Message that shows it."""
        _check_size(kind, len(upload.data))
        batch = secrets.token_hex(8)
        if kind == "photo":
            sizes = await asyncio.to_thread(photo_sizes, upload.data)
            pieces = [("photo.jpg", "image/jpeg", s.data, {"width": s.width, "height": s.height}) for s in sizes]
        else:
            facts = {"duration": duration} if kind == "voice" else {}
            pieces = [(_safe_name(upload.name), _mime_type(kind, upload), upload.data, facts)]
        digests = [await asyncio.to_thread(self._write, data) for _, _, data, _ in pieces]
        with self._store.db:
            for (name, mime, data, facts), digest in zip(pieces, digests, strict=True):
                self._insert(kind, name, mime, len(data), digest, facts, batch)
        return shown(self._batch(batch))

    def find(self, file_id: str) -> StoredFile | None:
        return self._one("select * from file where file_id = ?", file_id)

    def find_path(self, path: str) -> StoredFile | None:
        """The file that `path` of getFile names."""
        number = PurePath(path).stem.removeprefix("file_")
        file = self._one("select * from file where id = ?", number)
        return file if file is not None and file.path == path else None

    def location(self, file: StoredFile) -> Path:
        return self._folder / file.digest[:2] / file.digest

    def sent_again(self, kind: str, file_id: str) -> Json:
        """The part of a Message that shows a file known already; Refused when it is not, or of another kind."""
        file = self.find(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
        return shown(self._batch(file.batch))

    def _write(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        path = self._folder / digest[:2] / digest
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            part = path.with_name(f"{digest}.{secrets.token_hex(4)}")
            part.write_bytes(data)
            part.replace(path)
        return digest

    def _insert(self, kind: str, name: str, mime: str, size: int, digest: str, facts: Json, batch: str) -> None:
        file_id = _FAMILY[kind] + secrets.token_urlsafe(40)
        self._store.db.execute(
            "insert into file (file_id, unique_id, kind, name, mime_type, size, digest, facts, batch)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (file_id, f"AgAD{digest[:12]}", kind, name, mime, size, digest, dumps(facts), batch),
        )

    def _one(self, query: str, value: str) -> StoredFile | None:
        row = self._store.db.execute(query, (value,)).fetchone()
        return None if row is None else _file(row)

    def _batch(self, batch: str) -> list[StoredFile]:
        return [
            _file(row) for row in self._store.db.execute("select * from file where batch = ? order by id", (batch,))
        ]


def shown(files: Sequence[StoredFile]) -> Json:
    """The part of a Message that shows these files: one document or voice, or all sizes of one photo."""
    first = files[0]
    if first.kind == "photo":
        return {"photo": [{**file.identity(), **file.facts} for file in files]}
    body = {**first.identity(), "mime_type": first.mime_type, **first.facts}
    if first.kind == "document":
        body["file_name"] = first.name
    return {first.kind: body}


def _file(row: sqlite3.Row) -> StoredFile:
    return StoredFile(**{**dict(row), "facts": json.loads(row["facts"])})


def _check_size(kind: str, size: int) -> None:
    if size == 0:
        raise bad_request("file must be non-empty")
    if size > MAX_UPLOAD:
        raise Refused(413, "Request Entity Too Large")
    if kind == "photo" and size > MAX_PHOTO:
        raise bad_request("file is too big for a photo; the maximum size is 10485760 bytes")


def _safe_name(name: str) -> str:
    """The last part of a name, without control characters, at most 200 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable()).strip()
    return kept[-200:] or "file"


def _mime_type(kind: str, upload: Upload) -> str:
    stated = upload.content_type
    if stated and stated != "application/octet-stream":
        return stated
    return mimetypes.guess_type(upload.name)[0] or _FALLBACK_TYPE[kind]
