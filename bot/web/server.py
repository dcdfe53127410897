"""The small server of the pages: it knows who asks by Telegram's signature, and answers in JSON."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from aiohttp import web

from bot.beside import beside
from bot.errors import explain
from bot.outgoing.parcel import Parcel
from bot.outgoing.post import post
from bot.web.door import Door
from bot.web.form import LARGEST, Form, FormWrong, read_form
from bot.web.init_data import InitDataOld, InitDataWrong, Looker, verified
from bot.web.links import Signable
from bot.web.reading import Reading
from bot.web.signing import SIGNING, news_of
from bot.web.words import page_words
from core.agenda import feed
from core.company import people
from core.company.people import Known
from core.db.engine import passing
from core.files import FileStore
from core.i18n import LANGUAGES, _, language
from core.kernel.errors import BusinessError, Changed, NotAllowed, NotFound
from core.notices.notices import TOLD
from core.pictures.ink import signature_png
from core.uow import Clock, Work, system_clock

log = logging.getLogger(__name__)

_PAGE: Final = Path(__file__).parent / "page"
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_PRIVATE: Final = {**_ALWAYS, "Cache-Control": "no-store"}
_SHUTDOWN_SECONDS: Final = 2.0
_STATUS: Final[dict[type[BusinessError], int]] = {NotFound: 404, NotAllowed: 403}  # any other: 409


@dataclass(frozen=True)
class Site:
    """The pages and what they work with. `submit` says what is written; `on_told`: a notice was written."""

    door: Door
    token: str
    work: Work
    files: FileStore
    submit: Callable[[Iterable[Parcel]], None]
    on_told: Callable[[], None]
    reading: Reading | None = None  # documents for any browser
    clock: Clock = system_clock  # Telegram says by everybody's clock when a page was opened

    async def run(self) -> None:
        """Serve for ever."""
        async with self._serving():
            await asyncio.Event().wait()

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        runner = web.AppRunner(
            self._application(), access_log=None, handle_signals=False, shutdown_timeout=_SHUTDOWN_SECONDS
        )
        await runner.setup()
        try:
            await web.SockSite(runner, self.door.listener).start()
            yield
        finally:
            await runner.cleanup()

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_get(r"/sign/{kind:order|delivery}/{id:\d{1,18}}", self._page)
        app.router.add_get(r"/web/{name:[a-z.]+}", _page_file)
        app.router.add_get(r"/api/sign/{kind:order|delivery}/{id:\d{1,18}}", self._guarded(self._show))
        app.router.add_get(r"/calendar/{token:[A-Za-z0-9_-]{43}}.ics", self._calendar)
        if self.reading is not None:
            self.reading.add_to(app)
        app.router.add_post(r"/api/sign/{kind:order|delivery}/{id:\d{1,18}}", self._guarded(self._sign))
        return app

    async def _page(self, request: web.Request) -> web.Response:
        """The page without any document: who may see that is known only once it asks for it."""
        spoken = request.query.get("language", "")
        with language(spoken):
            words = {name: escape(word) for name, word in page_words().items()}
        known = spoken if spoken in LANGUAGES else LANGUAGES[0]
        body = _template().substitute(words, telegram=self.door.telegram, language=known)
        headers = {**_ALWAYS, "Content-Security-Policy": self.door.policy}
        return web.Response(text=body, content_type="text/html", headers=headers)

    async def _calendar(self, request: web.Request) -> web.Response:
        """Somebody's agenda for his calendar program: the address is the secret."""
        try:
            content = await feed.calendar_of(self.work, request.match_info["token"])
        except NotFound:
            raise web.HTTPNotFound from None
        return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=_PRIVATE)

    def _guarded(self, answer: "_Answer") -> Callable[[web.Request], Awaitable[web.Response]]:
        """Serve whoever Telegram vouches for, in their language; say in JSON why not."""

        async def serve(request: web.Request) -> web.Response:
            try:
                looker = self._looker(request)
                known = await self._known(request, looker)
                with language(known.actor.language):
                    return await _said(answer(request, looker, known))
            except InitDataOld:
                return _refusal(401, "old", page_words()["old"])
            except InitDataWrong:
                return _refusal(401, "refused", page_words()["outside"])
            except Exception as fault:
                if not passing(fault):
                    log.exception("%s %s failed", request.method, request.path)
                return _refusal(500, "broken", "")

        return serve

    def _looker(self, request: web.Request) -> Looker:
        scheme, _space, init_data = request.headers.get("Authorization", "").partition(" ")
        if scheme != "tma":
            raise InitDataWrong
        return verified(init_data, self.token, self.clock())

    async def _known(self, request: web.Request, looker: Looker) -> Known:
        """Who they are in the company of the document, as at the conversation's gate."""
        asked = request.query.get("company", "")
        company_id = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= 18 else None
        async with self.work.database.reading() as session:
            return await people.recognise(
                session,
                telegram_id=looker.telegram_id,
                name=looker.name,
                language=looker.language,
                source=f"{looker.telegram_id}:web",
                company_id=company_id,
            )

    async def _show(self, request: web.Request, looker: Looker, known: Known) -> web.Response:
        kind, row_id = _asked(request)
        async with self.work.read(known.actor) as db:
            return web.json_response(asdict(await SIGNING[kind].read(db, row_id, known.company)), headers=_PRIVATE)

    async def _sign(self, request: web.Request, looker: Looker, known: Known) -> web.Response:
        kind, row_id = _asked(request)
        form = read_form(await request.read())
        async with self.work.read(known.actor) as db:
            title = (await SIGNING[kind].read(db, row_id, known.company)).title  # before anything is stored
        drawing = await self._kept(form)
        async with self.work.begin(known.actor) as uow:
            signed = await SIGNING[kind].sign(uow, row_id, form, drawing)
            await uow.session.flush()
            says = await news_of(uow, kind, row_id, title, signed)
            parcels = [*await post(uow, looker.telegram_id, says), *await beside(uow, looker.telegram_id)]
            news = bool(uow.session.info.get(TOLD))
        self.submit(parcels)
        if news:
            self.on_told()
        return web.json_response({"signed": signed.words}, headers=_PRIVATE)

    async def _kept(self, form: Form) -> str:
        """The hash of the stored drawing; "" when nothing was drawn."""
        if not form.strokes:
            return ""
        return await self.files.put(await asyncio.to_thread(signature_png, form.strokes))


_Answer = Callable[[web.Request, Looker, Known], Awaitable[web.Response]]


async def _said(answering: Awaitable[web.Response]) -> web.Response:
    """The answer, or why there is none."""
    try:
        return await answering
    except BusinessError as refusal:
        code = "changed" if isinstance(refusal, Changed) else "refused"
        return _refusal(_STATUS.get(type(refusal), 409), code, explain(refusal))
    except FormWrong:
        return _refusal(400, "refused", _("Je ne peux pas lire ce formulaire."))
    except web.HTTPRequestEntityTooLarge:
        return _refusal(413, "refused", _("Ce dessin est trop grand : effacez-le et signez plus simplement."))


def _refusal(status: int, code: str, sentence: str) -> web.Response:
    return web.json_response({"error": sentence, "code": code}, status=status, headers=_PRIVATE)


def _asked(request: web.Request) -> tuple[Signable, int]:
    return Signable(request.match_info["kind"]), int(request.match_info["id"])


async def _page_file(request: web.Request) -> web.StreamResponse:
    path = _PAGE / request.match_info["name"]
    if path.suffix not in (".js", ".css") or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=_ALWAYS)


@cache
def _template() -> Template:
    return Template((_PAGE / "sign.html").read_text(encoding="utf-8"))
