"""What can be done with a delivery, one file per stage: `deliveries.plan(uow, …)`, `deliveries.deliver(uow, id)` …"""

from core.sales.deliveries.behind import Behind, behind
from core.sales.deliveries.bringing import deliver, deliver_order, fail, leave, load
from core.sales.deliveries.cancelling import cancel, expect_cancellable, given_way_once_taken_back
from core.sales.deliveries.following import follow, hear, locate
from core.sales.deliveries.preparing import pick, pick_rest, plan, ready, reschedule
from core.sales.deliveries.reads import (
    SlipLine,
    Stop,
    ToPrepare,
    by_number,
    drivers,
    known_as,
    lines_of,
    lines_of_stops,
    of_day,
    of_order,
    read,
    remaining,
    returns_of,
    steps_of,
    to_prepare,
)
from core.sales.deliveries.returning import give_back
from core.sales.deliveries.rules import Back, Left, Planned, Standing
from core.sales.deliveries.signing import add_photo, close, note_reserves, sign, strike_reserves
from core.sales.deliveries.steps import Place
from core.sales.deliveries.waiting import Unplanned, unplanned
from core.sales.deliveries.with_customer import numbers_there

__all__ = [
    "Back",
    "Behind",
    "Left",
    "Place",
    "Planned",
    "SlipLine",
    "Standing",
    "Stop",
    "ToPrepare",
    "Unplanned",
    "add_photo",
    "behind",
    "by_number",
    "cancel",
    "close",
    "deliver",
    "deliver_order",
    "drivers",
    "expect_cancellable",
    "fail",
    "follow",
    "give_back",
    "given_way_once_taken_back",
    "hear",
    "known_as",
    "leave",
    "lines_of",
    "lines_of_stops",
    "load",
    "locate",
    "note_reserves",
    "numbers_there",
    "of_day",
    "of_order",
    "pick",
    "pick_rest",
    "plan",
    "read",
    "ready",
    "remaining",
    "reschedule",
    "returns_of",
    "sign",
    "steps_of",
    "strike_reserves",
    "to_prepare",
    "unplanned",
]
