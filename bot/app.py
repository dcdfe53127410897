"""The program: reads the settings, puts the parts together, runs until told to stop. Only here all meet."""

import argparse
import asyncio
import contextlib
import logging
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field

from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot import demo_command, localchat, understand_command
from bot.audit import command as audit_command
from bot.conversation import Conversation
from bot.exchange.importer import Importer
from bot.incoming.dispatch import Dispatcher, Seats
from bot.incoming.download import Download
from bot.incoming.intake import Intake
from bot.outgoing.documents import Documents
from bot.outgoing.herald import Herald
from bot.outgoing.mailer import Mailer
from bot.outgoing.marks import Marks
from bot.outgoing.pace import Limits
from bot.outgoing.reachability import mark_unreachable
from bot.outgoing.speaker import Speaker
from bot.outgoing.transport import Transport
from bot.talk.means import Means, provider_of
from bot.web.door import Door, open_door
from bot.web.reading import Reading
from bot.web.server import Site
from core import (
    hooks,  # noqa: F401 - connects the rooms
    migrations,
)
from core.audit.archive.printing import Press
from core.company.companies import issue_setup_code
from core.db import Database, DatabaseUnusable, connect
from core.db.engine import reach
from core.exchange.backup import BackupRefused
from core.exchange.backup import command as backup_command
from core.files import FileStore
from core.mail import mail
from core.offload.pool import Pool
from core.permissions import SYSTEM
from core.printing.jobs import PDF
from core.settings import Settings, SettingsWrong, read_settings
from core.uow import Work
from scheduler.bell import Bell
from scheduler.clock import Clock

log = logging.getLogger("carnet")

LOCAL_BOT_ID = 1_000_000_000
LOCAL_BOT = "carnet_local_bot"
LOCAL_PROVIDER = "local:TEST:page"  # the page of the local chat plays the payment provider
_WARM_UP = 5.0  # seconds after the start, when nobody waits: the first PDF finds its printer ready


class CannotStart(Exception):
    """Something needed at start is missing; the text is one sentence for the person who starts the program."""


@dataclass(frozen=True)
class BotApi:
    """Which Bot API the program speaks to."""

    token: str
    base: str
    payment_token: str = field(repr=False)  # of the payment provider; empty: nothing is paid here


def main(arguments: Sequence[str] | None = None) -> None:
    """The `carnet` command. Ends with one clear sentence and a non-zero status when it cannot start."""
    options = _parser().parse_args(arguments)
    if options.command == understand_command.NAME:  # needs no settings and no database
        understand_command.run(options)
        return
    try:
        settings = read_settings()
        _log_to_stderr(settings.log_level)
        asyncio.run(_run_command(settings, options))
    except (SettingsWrong, DatabaseUnusable, CannotStart, BackupRefused) as refusal:
        sys.exit(f"carnet : {refusal}")
    except KeyboardInterrupt:
        sys.exit(130)


async def _run_command(settings: Settings, options: argparse.Namespace) -> None:
    if options.command in backup_command.NAMES:  # these take the database as it is, before any migration
        _say(await backup_command.run(settings, options))
        return
    async with _database(settings) as work:
        if options.command == "demo":
            if options.past:
                await demo_command.furnish(work)
            sys.stdout.write(await demo_command.run(work, options.seats) + "\n")
        elif options.command in audit_command.NAMES:
            outcome = await audit_command.run(work, FileStore(settings.data / "files"), options)
            _say(outcome.text)
            sys.exit(outcome.status)
        elif options.command == "run":
            await run(settings, work)


async def run(settings: Settings, work: Work) -> None:
    """Serve the conversation until SIGINT or SIGTERM: Telegram with a token, the local chat without."""
    async with _bot_api(settings) as api, _bot(api) as bot, _door(settings) as door:
        await _print_setup_code(work)
        marks = Marks(work.database, work.clock)
        printing, reading = Pool(), Pool()  # apart: a paper does not wait until somebody's file is read
        files = FileStore(settings.data / "files")
        opening = f"https://t.me/{bot.username}?start=p_"
        documents, press = Documents(work, files, printing, opening), Press(printing, opening)
        speaker = Speaker(
            bot,
            work.database,
            marks,
            documents,
            lambda chat, why: mark_unreachable(work, chat, why),
            door.address if door else "",
            api.payment_token,
            Limits(settings.send_rate) if settings.send_rate else None,
        )
        seats = Seats()
        means = Means(Download(bot, seats), files, reading, press=press, address=door.address if door else "")
        herald = Herald(work, speaker, means)
        mailer = _mailer(settings, work, documents, speaker, herald)
        importer = Importer(work, files, reading, speaker)
        provider = provider_of(api.payment_token)
        conversation = Conversation(
            work, speaker, marks, bot.username, herald.call, means, settings.open_signup, provider
        )
        dispatcher = Dispatcher(conversation.handle, seats)
        intake = Intake(bot, work.database, work.clock, dispatcher.deliver)
        clock = Clock(work, files, Bell(work, herald.call), press)
        warming = asyncio.get_running_loop().call_later(_WARM_UP, printing.warm, PDF)
        try:
            said, answered = await speaker.resume(), await intake.resume()
            log.info("ready: %s things left to say, %s messages left to answer", said, answered)
            services = [intake.run(), herald.run(), importer.run(), marks.run(), clock.run()]
            if door is not None:
                reading_page = Reading(work, documents)
                services.append(Site(door, api.token, work, files, speaker.submit, herald.call, reading_page).run())
            if mailer is not None:
                services.append(mailer.run())
            await _until_stopped(*services)
        except InvalidToken as error:
            raise CannotStart("Telegram ne reconnaît plus TELEGRAM_BOT_TOKEN.") from error
        finally:
            warming.cancel()
            await dispatcher.stop()
            if mailer is not None:
                await mailer.stop()
            await speaker.stop()
            await marks.flush()
            printing.close()
            reading.close()


@asynccontextmanager
async def _door(settings: Settings) -> AsyncIterator[Door | None]:
    """Where the signature page is served; None when the bot speaks to phones that could not reach it."""
    if settings.telegram_token is not None and not settings.public_url:
        yield None
        return
    by_phone = settings.telegram_token is not None
    host, address = (settings.web_host, settings.public_url) if by_phone else ("127.0.0.1", "")
    try:
        door = open_door(host, settings.web_port, address)
    except OSError as error:
        raise CannotStart(
            f"Le port {settings.web_port} de {host} (CARNET_WEB_PORT, CARNET_WEB_HOST) n'est pas utilisable :"
            f" {error.strerror}."
        ) from error
    with closing(door.listener):
        yield door


def _mailer(settings: Settings, work: Work, documents: Documents, speaker: Speaker, herald: Herald) -> Mailer | None:
    """Who sends e-mails; None where no server is set up. They link only to pages that somebody else can reach."""
    mail.connect(settings.smtp.sender if settings.smtp else "")
    if settings.smtp is None:
        return None
    mailer = Mailer(work, settings.smtp, documents, settings.public_url, speaker.submit, herald.call)
    work.listeners.append(mailer.heard)
    return mailer


async def _until_stopped(*services: Coroutine[object, object, None]) -> None:
    """Run the services side by side until a signal; an error of one ends all, and is raised."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    tasks: list[asyncio.Task[object]] = [asyncio.create_task(service) for service in services]
    tasks.append(asyncio.create_task(stopped.wait()))
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for task in done:
        task.result()


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Work]:
    database = connect(settings.database_url)
    try:
        await reach(database)
        await migrations.upgrade(database)
        yield Work(database)
    finally:
        await _close(database)


async def _close(database: Database) -> None:
    with contextlib.suppress(OSError):
        await database.close()


@asynccontextmanager
async def _bot_api(settings: Settings) -> AsyncIterator[BotApi]:
    """Telegram's Bot API, or ours on the loopback with the chat page in front of it."""
    if settings.telegram_token is not None:
        yield BotApi(settings.telegram_token, settings.telegram_api_base, settings.payment_token)
        return
    token = f"{LOCAL_BOT_ID}:{secrets.token_urlsafe(26)}"  # any page of the web can call the loopback
    try:
        local = await localchat.start(
            settings.data / "localchat", port=settings.local_port, token=token, bot_username=LOCAL_BOT
        )
    except OSError as error:
        raise CannotStart(
            f"Le port {settings.local_port} est déjà pris : arrêtez l'autre programme ou changez CARNET_PORT."
        ) from error
    try:
        _say(f"Carnet est prêt. Ouvrez {local.url} dans un navigateur (Ctrl-C pour arrêter).")
        yield BotApi(token, local.url, LOCAL_PROVIDER)
    finally:
        await local.close()


@asynccontextmanager
async def _bot(api: BotApi) -> AsyncIterator[Bot]:
    sending, receiving = Transport(), Transport(connections=1)
    bot = Bot(
        api.token,
        base_url=f"{api.base}/bot",
        base_file_url=f"{api.base}/file/bot",
        request=sending,
        get_updates_request=receiving,
    )
    try:
        await _introduce(bot, api)
        yield bot
    finally:
        await bot.shutdown()
        await sending.shutdown()  # PTB closes nothing of a bot that could not start
        await receiving.shutdown()


async def _introduce(bot: Bot, api: BotApi) -> None:
    try:
        await bot.initialize()
    except InvalidToken as error:
        raise CannotStart("Telegram ne connaît pas TELEGRAM_BOT_TOKEN : vérifiez-le auprès de @BotFather.") from error
    except NetworkError as error:
        raise CannotStart(f"{api.base} (TELEGRAM_API_BASE) ne répond pas : {error.message}.") from error
    except TelegramError as error:
        raise CannotStart(f"Telegram refuse de démarrer : {error.message}.") from error


async def _print_setup_code(work: Work) -> None:
    async with work.begin(SYSTEM) as uow:
        code = await issue_setup_code(uow)
    if code is not None:
        _say(f"Code d'installation : {code}\nEnvoyez-le au bot pour créer votre entreprise.")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for chatty in ("aiohttp.access", "alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="carnet", description="La gestion commerciale dans la messagerie.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="sert la conversation : Telegram avec un jeton, sinon la messagerie locale")
    demo = commands.add_parser("demo", help="crée l'entreprise fictive et donne des rôles")
    demo.add_argument(
        "--as",
        dest="seats",
        action="append",
        default=[],
        type=demo_command.seat,
        metavar="ROLE=ID",
        help=f"un rôle et un identifiant Telegram ; rôles : {', '.join(demo_command.ROLES)}",
    )
    demo.add_argument("--past", action="store_true", help="avec des factures et des paiements des derniers mois")
    backup_command.add_to(commands)
    audit_command.add_to(commands)
    understand_command.add_to(commands)
    return parser
