"""Reading what the page asks, and refusing what does not come from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from aiohttp import web

from bot.localchat.errors import Refused
from bot.localchat.keys import WORLD
from bot.localchat.store import Person
from bot.localchat.wire import Json, dumps, loads
from bot.localchat.world import World

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
MAX_FIELD = 8192
_SAID = {
    "Bad Request: IMAGE_PROCESS_FAILED": "Ce fichier n’est pas une image lisible.",
    "Bad Request: PHOTO_INVALID_DIMENSIONS": "Cette image est trop grande ou trop étroite pour une photo.",
    "Bad Request: file must be non-empty": "Ce fichier est vide.",
    "Request Entity Too Large": "Ce fichier dépasse 50 Mo.",
}
_NAMES = ("127.0.0.1", "localhost", "[::1]")


class Rejected(Exception):
    """A request of the page that cannot be served; `reason` is a French sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def guarded(handler: Handler) -> Handler:
    """Serve only this machine's own page; say in JSON what is wrong with a request."""

    async def serve(request: web.Request) -> web.StreamResponse:
        if not _from_own_page(request):
            return _error(403, "Cette adresse n’est servie qu’à la page du chat local.")
        try:
            return await handler(request)
        except Rejected as error:
            return _error(error.status, error.reason)
        except Refused as error:
            return _error(error.code, _SAID.get(error.description, error.description))

    return serve


def world_of(request: web.Request) -> World:
    return request.app[WORLD]


def answer(body: Any) -> web.Response:
    return web.Response(body=dumps(body).encode(), content_type="application/json")


async def read_object(request: web.Request) -> Json:
    """The JSON object of the body; Rejected (400) when it is none."""
    try:
        body = loads((await request.read()).decode())
    except ValueError as error:
        raise Rejected(400, "La demande n’est pas un objet JSON lisible.") from error
    if not isinstance(body, dict):
        raise Rejected(400, "La demande doit être un objet JSON.")
    return body


def text_field(body: Mapping[str, Any], name: str, *, required: bool = False) -> str | None:
    """The text, trimmed; None when it is absent, null or empty."""
    value = body.get(name)
    if value is not None and (not isinstance(value, str) or len(value) > MAX_FIELD):
        raise Rejected(400, f"« {name} » doit être un texte de {MAX_FIELD} caractères au plus.")
    text = value.strip() if value else None
    if required and not text:
        raise Rejected(400, f"« {name} » est obligatoire.")
    return text or None


def number_field(body: Mapping[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 52):
        raise Rejected(400, f"« {name} » doit être un nombre entier.")
    return value


def decimal_field(body: Mapping[str, Any], name: str, limit: float) -> float:
    value = body.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > limit:
        raise Rejected(400, f"« {name} » doit être un nombre entre -{limit:g} et {limit:g}.")
    return float(value)


def path_number(request: web.Request, name: str) -> int:
    text = request.match_info[name]
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Rejected(404, "Adresse inconnue.")
    return int(text)


def query_number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else default


def person_numbered(world: World, number: int | None) -> Person:
    person = world.store.persons.get(number or 0)
    if person is None:
        raise Rejected(404, "Cette personne n’existe pas.")
    return person


def writer(request: web.Request) -> Person:
    """The person of the chat in the path, who may write: not one who has blocked the bot."""
    person = person_numbered(world_of(request), path_number(request, "chat_id"))
    refuse_if_blocked(person)
    return person


def refuse_if_blocked(person: Person) -> None:
    if person.blocked:
        raise Rejected(403, "Cette personne a bloqué le bot. Débloquez-le pour écrire.")


def _from_own_page(request: web.Request) -> bool:
    port = request.transport.get_extra_info("sockname")[1] if request.transport else 0
    hosts = {f"{name}:{port}" for name in _NAMES}
    origin = request.headers.get("Origin")
    return request.host in hosts and (origin is None or origin == f"http://{request.host}")


def _error(status: int, reason: str) -> web.Response:
    return web.Response(status=status, body=dumps({"error": reason}).encode(), content_type="application/json")
