"""The chat page and what it asks the server: persons, chats, taps, inline searches, the feed of events.

Only this machine's own page gets an answer: another Host (a name rebound to the loopback) or another Origin (a foreign
page) is refused.
"""

from __future__ import annotations

from aiohttp import web

from bot.localchat.client import chats, feed, inline, payments, persons, static, webapps
from bot.localchat.client.requests import guarded

_ROUTES = (
    ("GET", "/", static.index),
    ("GET", "/page/{name:.+}", static.page_file),
    ("GET", "/client/state", persons.state),
    ("POST", "/client/persons", persons.create),
    ("PATCH", "/client/persons/{id}", persons.change),
    ("GET", "/client/chats/{chat_id}", chats.history),
    ("POST", "/client/chats/{chat_id}/messages", chats.write),
    ("PUT", "/client/chats/{chat_id}/messages/{message_id}", chats.edit),
    ("POST", "/client/chats/{chat_id}/media", chats.send_file),
    ("POST", "/client/chats/{chat_id}/contact", chats.send_contact),
    ("POST", "/client/chats/{chat_id}/location", chats.send_location),
    ("POST", "/client/chats/{chat_id}/taps", chats.tap),
    ("POST", "/client/chats/{chat_id}/web-app", webapps.launch),
    ("POST", "/client/chats/{chat_id}/payments", payments.pay),
    ("POST", "/client/inline", inline.search),
    ("POST", "/client/inline/choose", inline.choose),
    ("GET", "/client/files/{file_id}", feed.file),
    ("GET", "/client/events", feed.events),
    ("GET", "/client/calls", feed.calls),
    ("POST", "/client/faults", feed.set_fault),
    ("DELETE", "/client/faults", feed.clear_faults),
)


def add_client_routes(app: web.Application) -> None:
    for method, path, handler in _ROUTES:
        app.router.add_route(method, path, guarded(handler))
