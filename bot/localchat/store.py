"""The one file everything is kept in: its tables, and the reads and writes of persons, chats and messages."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.localchat.wire import Json, dumps

_SCHEMA = """
create table if not exists setting (name text primary key, value text not null) without rowid;
create table if not exists person (
    id integer primary key, first_name text not null, last_name text, username text, language_code text not null,
    phone_number text not null, blocked integer not null default 0, started integer not null default 0
);
create table if not exists chat (
    id integer primary key, reply_keyboard text, force_reply text, pinned text not null default '[]', menu_button text
);
create table if not exists message (
    id integer primary key autoincrement, chat_id integer not null, body text, reaction text not null default '[]'
);
create index if not exists message_of_chat on message (chat_id, id);
create table if not exists pending_update (
    id integer primary key autoincrement, kind text not null, body text not null, at real not null
);
create table if not exists event (
    n integer primary key autoincrement, kind text not null, chat_id integer not null, message_id integer,
    body text not null
);
create table if not exists callback_query (
    id text primary key, chat_id integer not null, message_id integer not null, at real not null
) without rowid;
create table if not exists invoice (
    message_id integer primary key, payload text not null, currency text not null, total integer not null,
    is_paid integer not null
);
create table if not exists file (
    id integer primary key autoincrement, file_id text not null unique, unique_id text not null, kind text not null,
    name text not null, mime_type text not null, size integer not null, digest text not null, facts text not null,
    batch text not null
);
create index if not exists file_of_batch on file (batch);
create table if not exists command (
    scope text not null, chat_id integer not null, language_code text not null, commands text not null,
    primary key (scope, chat_id, language_code)
) without rowid;
"""


@dataclass(slots=True)
class Person:
    """A fictitious Telegram user; the private chat with the bot has the same id.

    `started`: this person has written to the bot, which may therefore write too.
    """

    id: int
    first_name: str
    last_name: str | None
    username: str | None
    language_code: str
    phone_number: str
    blocked: bool = False
    started: bool = False

    def user(self) -> Json:
        """The Bot API's User object."""
        names = self._names()
        return {"id": self.id, "is_bot": False, **names, "language_code": self.language_code}

    def chat(self) -> Json:
        """The Bot API's Chat object."""
        return {"id": self.id, **self._names(), "type": "private"}

    def shown(self) -> Json:
        """What the chat page knows of a person."""
        return {
            "id": self.id,
            **self._names(),
            "language_code": self.language_code,
            "phone_number": self.phone_number,
            "blocked": self.blocked,
        }

    def _names(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {name: value for name, value in names.items() if value}


class Store:
    """Rows of the local chat. Use `with store.db:` around writes that belong together; no await inside."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, cached_statements=256)
        self.db.row_factory = sqlite3.Row
        self.db.execute("pragma journal_mode = wal")
        self.db.execute("pragma synchronous = normal")
        self.db.executescript(_SCHEMA)
        self._seed()
        self.persons = {row["id"]: _person(row) for row in self.db.execute("select * from person order by id")}

    def close(self) -> None:
        self.db.close()

    def setting(self, name: str) -> str | None:
        row = self.db.execute("select value from setting where name = ?", (name,)).fetchone()
        return None if row is None else str(row["value"])

    def set_setting(self, name: str, value: str) -> None:
        self.db.execute("insert or replace into setting values (?, ?)", (name, value))

    def save_person(self, person: Person) -> None:
        row = asdict(person)
        marks = ", ".join(f":{name}" for name in row)
        self.db.execute(f"insert or replace into person ({', '.join(row)}) values ({marks})", row)  # noqa: S608 - own field names
        self.persons[person.id] = person

    def chat_value(self, chat_id: int, name: str) -> Any:
        """A JSON value of a chat: reply_keyboard, force_reply, pinned or menu_button; None when never set."""
        row = self.db.execute("select * from chat where id = ?", (chat_id,)).fetchone()
        return json.loads(row[name]) if row is not None and row[name] is not None else None

    def set_chat_value(self, chat_id: int, name: str, value: Any) -> None:
        self.db.execute("insert or ignore into chat (id) values (?)", (chat_id,))
        text = None if value is None else dumps(value)
        self.db.execute(f"update chat set {name} = ? where id = ?", (text, chat_id))  # noqa: S608 - own column names

    def add_message(self, chat_id: int, body: Json) -> Json:
        """Store a new message and return it whole, with its message_id."""
        row = self.db.execute("insert into message (chat_id, body) values (?, ?)", (chat_id, dumps(body)))
        return {"message_id": row.lastrowid, **body}

    def save_message(self, message: Json) -> None:
        body = {name: value for name, value in message.items() if name != "message_id"}
        self.db.execute("update message set body = ? where id = ?", (dumps(body), message["message_id"]))

    def message(self, chat_id: int, message_id: int) -> Json | None:
        """The Bot API's Message object; None when it is unknown in this chat, or deleted."""
        row = self._message_row(chat_id, message_id)
        return None if row is None else {"message_id": row["id"], **json.loads(row["body"])}

    def shown_message(self, chat_id: int, message_id: int) -> Json | None:
        """The message as the chat page gets it, with the bot's reaction."""
        row = self._message_row(chat_id, message_id)
        return None if row is None else _shown(row)

    def shown_messages(self, chat_id: int, before: int | None, limit: int) -> list[Json]:
        """The last `limit` messages older than `before`, oldest first."""
        rows = self.db.execute(
            "select * from message where chat_id = ? and id < ? and body is not null order by id desc limit ?",
            (chat_id, (1 << 62) if before is None else before, limit),
        ).fetchall()
        return [_shown(row) for row in reversed(rows)]

    def delete_message(self, message_id: int) -> None:
        """Forget what the message said; its number is never given again."""
        self.db.execute("update message set body = null where id = ?", (message_id,))

    def set_reaction(self, message_id: int, emoji: list[str]) -> None:
        self.db.execute("update message set reaction = ? where id = ?", (dumps(emoji), message_id))

    def _message_row(self, chat_id: int, message_id: int) -> sqlite3.Row | None:
        if not 0 < message_id < 1 << 63:
            return None
        row: sqlite3.Row | None = self.db.execute(
            "select * from message where id = ? and chat_id = ? and body is not null", (message_id, chat_id)
        ).fetchone()
        return row

    def _seed(self) -> None:
        """First start: update ids begin at a large number that means nothing, as Telegram's do."""
        if self.setting("seeded") is None:
            with self.db:
                first = 100_000_000 + secrets.randbelow(800_000_000)
                self.db.execute("insert into sqlite_sequence (name, seq) values ('pending_update', ?)", (first,))
                self.set_setting("seeded", "1")


def _person(row: sqlite3.Row) -> Person:
    facts = dict(row)
    return Person(**{**facts, "blocked": bool(row["blocked"]), "started": bool(row["started"])})


def _shown(row: sqlite3.Row) -> Json:
    return {"message_id": row["id"], **json.loads(row["body"]), "reaction": json.loads(row["reaction"])}
