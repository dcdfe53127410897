"""Rings alarms: sleeps until the next one is due, and runs what it is for, each in a transaction of its own."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from core.alarms import alarms
from core.alarms.alarms import SET, DueAlarm
from core.db.engine import passing
from core.notices.notices import TOLD
from core.uow import Work
from scheduler.reactions import REACTIONS

log = logging.getLogger(__name__)

_LONGEST: Final = 60.0  # seconds asleep: clocks of machines are set right now and then
_AFTER_FAULT: Final = 2.0  # seconds until a database that was away is asked again


@dataclass
class Bell:
    """`on_told` is called when something is to be said to somebody."""

    work: Work
    on_told: Callable[[], None] = lambda: None
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """An alarm was set, perhaps earlier than the one slept for."""
        self._woken.set()

    def heard(self, told: dict[str, Any]) -> None:
        """What a transaction left in its session when it was committed."""
        if told.get(SET):
            self.wake()

    async def run(self) -> None:
        """Ring what is due, for ever."""
        while True:
            self._woken.clear()
            pause = _AFTER_FAULT
            try:
                while await self.ring():
                    pass
                pause = await self._pause()
            except Exception as fault:
                if not passing(fault):
                    raise
                log.warning("alarms cannot be read, they ring later: %s", fault)
            try:
                await asyncio.wait_for(self._woken.wait(), pause)
            except TimeoutError:
                continue

    async def ring(self) -> int:
        """Ring what is due now; returns how many."""
        async with self.work.database.reading() as session:
            due = await alarms.due(session, self.work.clock())
        for one in due:
            await self._ring(one)
        return len(due)

    async def _pause(self) -> float:
        async with self.work.database.reading() as session:
            moment = await alarms.next_moment(session)
        return _LONGEST if moment is None else seconds_until(moment, self.work.clock())

    async def _ring(self, due: DueAlarm) -> None:
        """In one transaction with what it brings about: rung once, or not at all."""
        try:
            async with self.work.begin(due.actor) as uow:
                alarm = await alarms.take(uow, due.id)
                if alarm is None:
                    return
                await REACTIONS[alarm.kind](uow, alarm)
                told = uow.session.info
            if told.get(TOLD):
                self.on_told()
        except Exception as fault:
            if passing(fault):
                raise
            log.exception("alarm %s of company %s failed, it rings again later", due.id, due.actor.company_id)
            await self._put_off(due)

    async def _put_off(self, due: DueAlarm) -> None:
        async with self.work.begin(due.actor) as uow:
            if not await alarms.put_off(uow, due.id):
                log.error("alarm %s of company %s is given up", due.id, due.actor.company_id)


def seconds_until(moment: datetime, now: datetime) -> float:
    """How long to sleep: never less than nothing, never so long that a clock set right is noticed late."""
    return min(max((moment - now).total_seconds(), 0.0), _LONGEST)
