"""The agenda as a calendar: whoever has the address reads it, and nobody else."""

import asyncio
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
from icalendar import Calendar

from bot.web.door import open_door
from bot.web.server import Site
from core.agenda import feed, items
from core.agenda.items import Wanted, When
from core.agenda.models import AgendaKind
from core.files import FileStore
from core.parties import customers
from core.uow import Work
from tests.companies import an_owner


async def test_a_calendar_says_who_and_where_on_each_day(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        girard = await customers.create(uow, name="Girard", street="3 rue des Vignes", zip="69330", city="Jonage")
        wanted = Wanted(AgendaKind.APPOINTMENT, "entretien", When(None, 600, "monthly:1TU"), customer_id=girard.id)
        await items.create(uow, wanted)
        token = await feed.open_feed(uow)
    events = Calendar.from_ical(await feed.calendar_of(work, token)).walk("VEVENT")
    assert [event.decoded("dtstart").date().isoformat() for event in events] == [
        "2026-12-01",
        "2027-01-05",
        "2027-02-02",
    ]
    assert {str(event["summary"]) for event in events} == {"entretien · Girard"}
    assert {str(event["location"]) for event in events} == {"3 rue des Vignes, 69330 Jonage"}
    assert len({str(event["uid"]) for event in events}) == len(events)


async def test_a_calendar_program_reads_it_until_it_is_closed(work: Work, tmp_path: Path) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        when = When(date(2026, 11, 24), 14 * 60)
        await items.create(uow, Wanted(kind=AgendaKind.APPOINTMENT, text="rdv girard", when=when))
        token = await feed.open_feed(uow)
    door = open_door("127.0.0.1", 0, "")
    site = Site(door, "4242:test-token", work, FileStore(tmp_path), lambda _parcels: None, lambda: None)
    with closing(door.listener):
        running = asyncio.create_task(site.run())
        try:
            async with aiohttp.ClientSession(door.address) as http:
                async with http.get(f"/calendar/{token}.ics") as answer:
                    assert (answer.status, answer.content_type) == (200, "text/calendar")
                    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n" in await answer.read()
                    assert "no-store" in answer.headers["Cache-Control"]
                    (event,) = Calendar.from_ical(await answer.read()).walk("VEVENT")
                assert event.decoded("dtstart") == datetime(2026, 11, 24, 14, tzinfo=ZoneInfo("Europe/Paris"))
                assert str(event["summary"]) == "rdv girard"
                async with work.begin(owner) as uow:
                    await feed.close_feeds(uow)
                for path in (token, "x" * 43, "..", token[:-1]):
                    async with http.get(f"/calendar/{path}.ics") as answer:
                        assert answer.status == 404
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
