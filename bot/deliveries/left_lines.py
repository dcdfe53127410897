"""What is left with the customer, line by line: values that change by taps and words, kept as JSON in the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Final, Self

from bot.deliveries.lines import Named, lines_named, numbers_in
from bot.understanding.deliveries import Counted
from core.catalog.units import expect_whole
from core.kernel.amounts import quantity
from core.sales.deliveries.errors import MoreDamaged, MoreThanLeft
from core.sales.deliveries.lots import Numbers

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class LeftLine:
    """Of `most`, `brought` lie ready and `delivered` were left there, of which `damaged` with a reserve; `refused` went
    back. `said`: somebody has counted it.

    `pieces`, `by_lot` and `of` say which numbers it needs, as `Numbers` has them; `there` are those that lie somewhere,
    each behind the id of its warehouse.
    """

    id: int
    label: str
    reference: str
    unit: str
    most: Decimal
    brought: Decimal
    delivered: Decimal
    damaged: Decimal = _NOTHING
    refused: Decimal = _NOTHING
    pieces: Decimal = _NOTHING
    by_lot: int = 0
    of: Sequence[str] = ()
    lots: Sequence[str] = ()
    there: Sequence[tuple[int, str]] = ()
    aliases: Sequence[str] = ()
    said: bool = False

    @property
    def missing(self) -> Decimal:
        return self.most - self.delivered

    @property
    def numbers(self) -> int:
        """How many numbers it needs."""
        return self._needs.wanted(self.delivered)

    @property
    def lacks_numbers(self) -> bool:
        return bool(self.numbers) and not self._needs.fit(len(self.lots), self.delivered)

    def counting(self, delivered: Decimal, damaged: Decimal, refused: Decimal) -> Self:
        """So many of each, no more than there are."""
        there = max(min(delivered, self.most), _NOTHING)
        spoiled, back = min(damaged, there), min(refused, self.most - there)
        return replace(self, delivered=there, damaged=spoiled, refused=back, said=True)

    def told(self, said: Counted) -> Self:
        """As these words say: nothing of it is cut. Raises MoreThanLeft, MoreDamaged, NotWhole."""
        delivered = self.most - said.refused if said.quantity is None else said.quantity
        if said.less:
            delivered = _NOTHING if said.quantity is None else self.most - said.quantity
        if delivered < 0 or delivered + said.refused > self.most:
            asked = said.quantity if delivered < 0 and said.quantity is not None else delivered + said.refused
            raise MoreThanLeft(self.label, quantity(asked), quantity(self.most))
        if said.damaged > delivered:
            raise MoreDamaged(self.label, quantity(said.damaged), quantity(delivered))
        for many in (delivered, said.damaged, said.refused):
            expect_whole(self.label, self.unit, quantity(many), most=quantity(self.most))
        return self.counting(quantity(delivered), quantity(said.damaged), quantity(said.refused))

    def numbered(self, typed: str) -> Self:
        """With these numbers beside those that were said; too many of them are said anew."""
        before, found = self._typed(typed)
        return replace(self, lots=list(dict.fromkeys([*before, *found])))

    def taking(self, lot: str) -> Self:
        """With this number of those that were offered."""
        before = self.lots if len(self.lots) < self.numbers else ()
        return replace(self, lots=list(dict.fromkeys([*before, lot])))

    def twice(self, typed: str) -> Sequence[str]:
        """Which numbers of pieces these words say that are said already; a lot may be said of several."""
        before, found = self._typed(typed)
        said = [*before, *found]
        return [] if self.by_lot else [one for one in dict.fromkeys(found) if said.count(one) > 1]

    def named(self) -> Named:
        return Named(self.id, self.label, self.reference, self.unit, self.most, tuple(self.aliases))

    def _typed(self, typed: str) -> tuple[Sequence[str], Sequence[str]]:
        """The numbers that stay, and those typed beside them: none stays of which all are typed again."""
        before = self.lots if len(self.lots) < self.numbers else ()
        all_ = numbers_in(typed, self.numbers)
        if len(all_) == self.numbers and set(all_) & set(before):
            return (), all_
        return before, numbers_in(typed, self.numbers - len(before))

    @property
    def _needs(self) -> Numbers:
        return Numbers(self.pieces, self.by_lot, tuple(self.of))


@dataclass(frozen=True, slots=True)
class Unclear:
    """Words that fit the lines of these ids equally well, and what they say of one; `unknown`: they fit none."""

    ids: Sequence[int]
    said: Counted
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """One delivery, or all that is left of an order when `delivery_id` is None. `open` is the line being counted.

    `unclear` waits to be asked; `rest_on` is the ISO day for what is left. `sure`: confirmed. `van` is the name of the
    van of whoever brings it, and `from_van` whether all of it leaves from there, as somebody said. `stale`: something
    of it was brought meanwhile, so that these counts mean nothing any more.
    """

    order_id: int
    delivery_id: int | None
    title: str
    lines: Sequence[LeftLine]
    unclear: Sequence[Unclear] = ()
    open: int | None = None
    rest_on: str = ""
    sure: bool = False
    van_id: int | None = None
    van: str = ""
    from_van: bool = False
    stale: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From the answer."""
        lines = [
            LeftLine(
                **{**line, **_decimals(line, _LINE)},
            )
            for line in kept["lines"]
        ]
        unclear = [
            replace(Unclear(**one), said=Counted(**{**one["said"], **_decimals(one["said"], _SAID)}))
            for one in kept["unclear"]
        ]
        return cls(**{**kept, "lines": lines, "unclear": unclear})

    def kept(self) -> dict[str, Any]:
        """As an answer, in JSON."""
        kept: dict[str, Any] = _plain(asdict(self))
        return kept

    @property
    def rest(self) -> list[LeftLine]:
        """The lines of which something is left after this."""
        return [line for line in self.lines if line.missing > 0]

    @property
    def lacking(self) -> LeftLine | None:
        """The first line whose numbers are still to be said."""
        return next((line for line in self.lines if line.lacks_numbers), None)

    @property
    def offered(self) -> Sequence[str]:
        """The numbers there that may be said of the first line that lacks some: of where all of it leaves from."""
        line = self.lacking
        if line is None:
            return []
        said = {lot for one in self.lines for lot in one.lots if one is line or not line.by_lot}
        near = [lot for place, lot in line.there if not self.from_van or place == self.van_id]
        return [lot for lot in dict.fromkeys(near) if lot not in said]

    def putting(self, line: LeftLine) -> Self:
        """With this line in its place."""
        return replace(self, lines=[line if one.id == line.id else one for one in self.lines])

    def told(self, said: Sequence[Counted], *, others: bool, begun: bool = True) -> Self:
        """With these counts. `others`: whatever nobody has counted is whole. `begun`: the lines are before the person
        already, so that those which are not named stay as they are; else they are left out.

        Raises MoreThanLeft, MoreDamaged, NotWhole.
        """
        changed = self if others or begun or not said else replace(self, lines=[_none(line) for line in self.lines])
        unclear = []
        for one in said:
            among = [self.lines[self.open]] if self.open is not None and not one.words else self.lines
            found = lines_named(one.words, one.of, [line.named() for line in among])
            if len(found) == 1:
                changed = changed.putting(changed.line(found[0].id).told(one))
            else:
                unclear.append(Unclear([line.id for line in found or self.lines], one, unknown=not found))
        if others:
            changed = replace(changed, lines=[line if line.said else _whole(line) for line in changed.lines])
        return replace(changed, unclear=unclear)

    def settled(self, line_id: int | None) -> Self:
        """The first thing that was unclear is about this line, or about none. Raises what `told` does."""
        first, *others = self.unclear
        about = self if line_id is None else self.putting(self.line(line_id).told(first.said))
        return replace(about, unclear=others)

    def line(self, line_id: int) -> LeftLine:
        return next(line for line in self.lines if line.id == line_id)


def numbered(numbers: Numbers | None) -> dict[str, Any]:
    """Which numbers a line needs, as its fields."""
    return {} if numbers is None else {"pieces": numbers.pieces, "by_lot": numbers.lots, "of": numbers.of}


def _none(line: LeftLine) -> LeftLine:
    return replace(line, delivered=_NOTHING)


def _whole(line: LeftLine) -> LeftLine:
    return replace(line, delivered=min(line.brought, line.most - line.refused))


_LINE: Final = ("most", "brought", "delivered", "damaged", "refused", "pieces")
_SAID: Final = ("quantity", "damaged", "refused", "of")


def _decimals(kept: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Decimal]:
    return {name: Decimal(kept[name]) for name in fields if kept[name] is not None}


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return str(value)
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    return value
