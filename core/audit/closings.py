"""Closings of days, months and years, with what the period came to and all before it (BOI-TVA-DECLA-30-10-30).

A day is closed once it is over, by the company's clock. It takes what joined the chain since the closing before it:
each document and each payment is in one day, whatever was missed, and none can slip between two.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from core.audit.models import Closing, Period
from core.chain import Chained, ChainHead, ChainLink, chain, said
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Deduction, Invoice
from core.kernel.amounts import ZERO, Amount, amount, total
from core.permissions import Permission, requires
from core.treasury.models import Payment
from core.uow import UnitOfWork

KIND: Final = "closing"  # of its links in the chain
_COUNTED: Final = ("invoice", "payment")
_IDS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class _Sums:
    """Credit notes and refunds are deducted; what was invoiced as a deposit counts once."""

    documents: int = 0
    net: Amount = ZERO
    tax: Amount = ZERO
    gross: Amount = ZERO
    received: Amount = ZERO

    def __add__(self, other: "_Sums") -> "_Sums":
        return _Sums(
            self.documents + other.documents,
            amount(self.net + other.net),
            amount(self.tax + other.tax),
            amount(self.gross + other.gross),
            amount(self.received + other.received),
        )


@requires(Permission.UPKEEP)
async def close_due(uow: UnitOfWork) -> Sequence[Closing]:
    """Close each day, month and year that is over and was not closed; what is closed stays. Oldest first."""
    await uow.session.execute(select(ChainHead.id).with_for_update())  # nobody closes or adds to the chain meanwhile
    made: list[Closing] = []
    last = await _last(uow, Period.DAY)
    for day, links in (await _open_days(uow, last, uow.today)).items():
        sums = await _sums(uow, links)
        last = _closing(uow, Period.DAY, day, sums, _Standing.after(last, sums, links[-1].sequence))
        made.append(last)
    for period in (Period.MONTH, Period.YEAR):
        made += await _summed(uow, period, uow.today)
    if made:
        await uow.session.flush()
        await chain(uow, [Chained(KIND, one.id, said(one)) for one in made])
    return made


def bounds(period: Period, on: date) -> tuple[date, date]:
    """The first and the last day of the day, month or year of that day."""
    if period is Period.DAY:
        return on, on
    if period is Period.MONTH:
        return on.replace(day=1), _next_month(on) - timedelta(days=1)
    return date(on.year, 1, 1), date(on.year, 12, 31)


@dataclass(frozen=True, slots=True)
class _Link:
    sequence: int
    kind: str
    subject_id: int


@dataclass(frozen=True, slots=True)
class _Standing:
    """All that there was until a link of the chain."""

    gross: Amount
    received: Amount
    last_sequence: int

    @staticmethod
    def after(before: Closing | None, sums: _Sums, last_sequence: int) -> "_Standing":
        gross, received = (before.perpetual_gross, before.perpetual_received) if before is not None else (ZERO, ZERO)
        return _Standing(amount(gross + sums.gross), amount(received + sums.received), last_sequence)


async def _last(uow: UnitOfWork, period: Period) -> Closing | None:
    newest = select(Closing).where(Closing.period == period).order_by(Closing.starts_on.desc()).limit(1)
    return (await uow.session.scalars(newest)).first()


async def _open_days(uow: UnitOfWork, last: Closing | None, until: date) -> Mapping[date, Sequence[_Link]]:
    """The links since the last closed day, by days that are over and have a document or a payment.

    A transaction of the evening before may have been committed after others of this morning: it counts with them.
    """
    done, day = (last.last_sequence, last.ends_on + timedelta(days=1)) if last is not None else (0, date.min)
    wanted = select(ChainLink.sequence, ChainLink.kind, ChainLink.subject_id, ChainLink.at)
    rows = await uow.session.execute(wanted.where(ChainLink.sequence > done).order_by(ChainLink.sequence))
    days: dict[date, list[_Link]] = defaultdict(list)
    for sequence, kind, subject_id, at in rows:
        day = max(day, uow.local(at).date())
        if day >= until:
            break
        days[day].append(_Link(sequence, kind, subject_id))
    return {day: links for day, links in days.items() if any(one.kind in _COUNTED for one in links)}


async def _sums(uow: UnitOfWork, links: Sequence[_Link]) -> _Sums:
    sums = _Sums()
    for ids in _some(one.subject_id for one in links if one.kind == "invoice"):
        sums += await _charged(uow, ids)
    for ids in _some(one.subject_id for one in links if one.kind == "payment"):
        found = await uow.session.scalars(select(Payment.amount).where(Payment.id.in_(ids)))
        sums += _Sums(received=total(found))
    return sums


async def _charged(uow: UnitOfWork, ids: Sequence[int]) -> _Sums:
    """What these documents come to, less the deposits that they deduct."""
    parts = select(Deduction.invoice_id, Deduction.base, Deduction.tax).where(Deduction.invoice_id.in_(ids))
    bases: dict[int, Amount] = defaultdict(lambda: ZERO)
    taxes: dict[int, Amount] = defaultdict(lambda: ZERO)
    for invoice_id, base, tax in await uow.session.execute(parts):
        bases[invoice_id] = amount(bases[invoice_id] + base)
        taxes[invoice_id] = amount(taxes[invoice_id] + tax)
    sums = _Sums()
    wanted = select(Invoice.id, Invoice.kind, Invoice.net, Invoice.tax, Invoice.payable).where(Invoice.id.in_(ids))
    for invoice_id, kind, net, tax, payable in await uow.session.execute(wanted):
        sign = -1 if kind is InvoiceKind.CREDIT else 1
        own = amount(sign * (net - bases[invoice_id])), amount(sign * (tax - taxes[invoice_id]))
        sums += _Sums(1, *own, amount(sign * payable))
    return sums


async def _summed(uow: UnitOfWork, period: Period, until: date) -> list[Closing]:
    """Months and years that are over, as their closed days add up."""
    last = await _last(uow, period)
    days = select(Closing).where(Closing.period == Period.DAY).order_by(Closing.starts_on)
    if last is not None:
        days = days.where(Closing.starts_on > last.ends_on)
    periods: dict[tuple[date, date], list[Closing]] = defaultdict(list)
    for one in await uow.session.scalars(days):
        periods[bounds(period, one.starts_on)].append(one)
    return [
        _closing(uow, period, starts_on, _together(inside), _standing(inside[-1]))
        for (starts_on, ends_on), inside in periods.items()
        if ends_on < until
    ]


def _together(days: Iterable[Closing]) -> _Sums:
    sums = _Sums()
    for one in days:
        sums += _Sums(one.documents, one.net, one.tax, one.gross, one.received)
    return sums


def _standing(last: Closing) -> _Standing:
    return _Standing(last.perpetual_gross, last.perpetual_received, last.last_sequence)


def _closing(uow: UnitOfWork, period: Period, on: date, sums: _Sums, standing: _Standing) -> Closing:
    starts_on, ends_on = bounds(period, on)
    closing = Closing(
        period=period,
        starts_on=starts_on,
        ends_on=ends_on,
        made_at=uow.now,
        documents=sums.documents,
        net=sums.net,
        tax=sums.tax,
        gross=sums.gross,
        received=sums.received,
        perpetual_gross=standing.gross,
        perpetual_received=standing.received,
        last_sequence=standing.last_sequence,
    )
    uow.session.add(closing)
    return closing


def _some(ids: Iterable[int]) -> Iterable[Sequence[int]]:
    every = list(ids)
    return (every[at : at + _IDS_AT_ONCE] for at in range(0, len(every), _IDS_AT_ONCE))


def _next_month(on: date) -> date:
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1)
