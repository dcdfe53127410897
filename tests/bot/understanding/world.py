"""A small world to read in, and a short way to write down what was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from bot.understanding import (
    AddLines,
    Change,
    Conditions,
    Context,
    CustomerCreate,
    CustomerFind,
    Draft,
    DraftLine,
    Entry,
    Known,
    LineRead,
    Match,
    ProductCreate,
    ProductFind,
    QuoteAgain,
    QuoteChange,
    QuoteCopy,
    QuoteCreate,
    QuoteLose,
    QuoteRevise,
    QuotesAsked,
    RaiseQuantity,
    Reading,
    RemoveLine,
    SetBasis,
    SetConditions,
    SetCustomer,
    SetDiscount,
    SetFree,
    SetLineCut,
    SetLineDiscount,
    SetOption,
    SetPrice,
    SetQuantity,
    TemplateSave,
    TemplateUse,
)

CUSTOMERS = (
    Entry(1, "MOR", "Morel Paysage", ("paysage morel",), "Annecy"),
    Entry(2, "MOF", "Garage Morel", (), "Valence"),
    Entry(3, "MOL", "Morelli Père & Fils", ("morelli",), "Annecy"),
    Entry(4, "HDL", "Hôtel du Lac", (), "Annecy", None),
    Entry(5, "CLA", "Camping du Lac", ("le camping",), "Aix-les-Bains"),
    Entry(6, "STV", "École Saint-Vincent", ("ecole st vincent",), "Valence"),
    Entry(7, "PIN", "Copropriété Les Pins", ("copro pins",), "Nîmes"),
    Entry(8, "ROS", "Rossi Carrelage", ("rossi",), "Bron", None),
    Entry(9, "DEL", "Del Monte Traiteur", (), "Bron"),
    Entry(10, "DLM", "Peinture Delmonte", ("delmonte",), "Lyon"),
    Entry(11, "VEN", "Les Quatre Vents", ("auberge des quatre vents",), "Pau"),
    Entry(12, "BAR", "Mme Barbier", ("madame barbier", "04 65 71 55 66"), "Lyon"),
)
PRODUCTS = (
    Entry(1, "POR-73", "Porte chêne 73 cm", ("porte 73",), unit="U"),
    Entry(2, "POR-83", "Porte chêne 83 cm", ("porte 83",), unit="U"),
    Entry(3, "LAM-14", "Lambris pin 14 mm", ("lambris",), unit="M2"),
    Entry(4, "VIS-50", "Vis inox 5x50, boîte de 200", ("vis inox",), unit="BTE"),
    Entry(5, "GRA-25", "Gravier, sac de 25 kg", ("gravier",), unit="SAC", packaging={"PAL": Decimal(40)}),
    Entry(6, "VEL-78", "Velux 78x98", ("fenetre de toit", "velux"), unit="U"),
    Entry(7, "MO", "Main-d'œuvre atelier", ("mo", "main d'oeuvre"), unit="H"),
    Entry(8, "DEP", "Déplacement", ("depl",), unit="FORF"),
    Entry(9, "TUY-20", "Tuyau arrosage 20", ("tuyau 20",), unit="M"),
    Entry(10, "TUY-25", "Tuyau arrosage 25", ("tuyau 25",), unit="M"),
    Entry(11, "CAB-3G4", "Câble souple 3G4", ("3g4",), unit="M"),
    Entry(12, "VAE", "Interrupteur va-et-vient", ("va et vient",), unit="U"),
    Entry(13, "POE-8", "Poêle à granulés 8 kW", ("poele 8",), "1 890,00 € HT", unit="U"),
    Entry(14, "RES-200", "Réservoir 200 L", ("cuve 200",), unit="U"),
    Entry(15, "ENT", "Entretien annuel poêle", ("entretien poele",), unit="FORF"),
    Entry(16, "PEI-BL", "Peinture mate blanc 10 L", ("peinture",), unit="U"),
    Entry(90, "DPO", "Dépose et évacuation", (), unit="H"),
    Entry(17, "PEI-GR", "Peinture mate gris 5 L", ("peinture",), unit="U"),
    Entry(18, "PRI-2PT", "Prise 2P+T", ("prise", "prises"), "4,20 € HT", unit="U"),
    Entry(19, "SAB-35", "Sable, sac de 35 kg", ("sable",), unit="SAC"),
)
DRAFT = Draft(
    (
        DraftLine(31, "Porte chêne 73 cm", "POR-73", Decimal(2)),
        DraftLine(32, "Tuyau arrosage 20", "TUY-20", Decimal(10)),
        DraftLine(33, "Pose", "", Decimal(1)),
    )
)
SOCKETS = Draft(
    (DraftLine(41, "Prise 2P+T", "PRI-2PT", Decimal(10)), DraftLine(42, "Velux 78x98", "VEL-78", Decimal(2)))
)
ONE_LINE = Draft(SOCKETS.lines[:1])
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def everything(_words: Sequence[str]) -> Known:
    return Known(CUSTOMERS, PRODUCTS)


def context(draft: Draft | None = None) -> Context:
    async def in_hand() -> Draft | None:
        return draft

    return Context(NOW, everything, in_hand)


def told(reading: Reading) -> str:
    """One line for one reading: intent, then its slots, in a fixed order."""
    if reading.intent is None:
        return "-"
    return " ".join(part for part in (str(reading.intent), _slots(reading)) if part)


def _slots(reading: Reading) -> str:
    match reading.slots:
        case QuoteCreate() as quote:
            return _quote(quote)
        case QuoteChange(changes):
            return " ; ".join(_change(change) for change in changes)
        case CustomerFind() as found:
            return _found(found)
        case ProductFind() as found:
            return _found(found)
        case CustomerCreate() as customer:
            values = [(name, getattr(customer, name)) for name in customer.__slots__]
            return ", ".join(f"{name}={value}" for name, value in values if value)
        case ProductCreate() as product:
            values = [(name, getattr(product, name)) for name in product.__slots__]
            return ", ".join(f"{name}={value}" for name, value in values if value is not None)
        case QuoteCopy(number, customer):
            return " ".join(filter(None, (number, f"for {_match(customer)}" if customer else "")))
        case QuoteAgain(customer):
            return f"for {_match(customer)}" if customer else ""
        case QuoteRevise(number):
            return number or ""
        case QuoteLose(number, reason):
            return " ".join(filter(None, (number, reason)))
        case QuotesAsked(which):
            return which
        case TemplateUse(name, customer):
            return f"«{name}»" + (f" for {_match(customer)}" if customer else "")
        case TemplateSave(name):
            return f"«{name}»"
        case _:
            return ""


def _quote(quote: QuoteCreate) -> str:
    parts = [_match(quote.customer)] if quote.customer else []
    if quote.lines:
        parts.append("[" + " ; ".join(_line(line) for line in quote.lines) + "]")
    said = [(name, getattr(quote, name)) for name in ("discount_percent", "discount_amount", "vat")]
    parts += [f"{name}={value}" for name, value in said if value is not None]
    return " ".join([*parts, *_conditions(quote.conditions)])


def _conditions(conditions: Conditions) -> list[str]:
    values = [(name, getattr(conditions, name)) for name in conditions.__slots__]
    return [f"{name}={value}" for name, value in values if value is not None]


def _line(line: LineRead) -> str:
    if line.kind != "item":
        return f"{line.kind} «{line.text}»"
    parts = [_number(line.quantity), line.unit or "", _match(line.product) if line.product else f"«{line.text}»"]
    parts += [f"@{_number(line.price)}{line.basis or ''}"] if line.price is not None else []
    parts += [f"-{_number(line.discount)}%"] if line.discount is not None else []
    parts += [f"tva {_number(line.vat)}"] if line.vat is not None else []
    parts += [f"-{_number(line.cut)}€"] if line.cut is not None else []
    parts += ["offered"] if line.offered else []
    parts += [f"free={_number(line.free)}"] if line.free else []
    parts += ["option"] if line.optional else []
    return " ".join([part for part in parts if part] + [f"?{doubt}" for doubt in line.doubts])


def _match(match: Match) -> str:
    return "|".join(sorted(entry.code for entry in match.candidates)) or f"?«{match.words}»"


def _found(found: CustomerFind | ProductFind) -> str:
    codes = "|".join(sorted(entry.code for entry in found.matches)) or f"?«{found.words}»"
    return f"{codes} ({found.asked})" if found.asked else codes


def _change(change: Change) -> str:
    match change:
        case SetQuantity(lines, quantity):
            return f"{_ids(lines)}={_number(quantity)}"
        case RaiseQuantity(lines, quantity):
            return f"{_ids(lines)}+={_number(quantity)}"
        case SetPrice(lines, price, basis):
            return f"{_ids(lines)}@{_number(price)}{basis or ''}"
        case SetLineDiscount(lines, percent):
            return f"{_ids(lines)}-{_number(percent)}%"
        case SetDiscount(percent, amount):
            return f"-{_number(percent)}%" if percent is not None else f"-{_number(amount)}€"
        case SetLineCut(lines, amount):
            return f"{_ids(lines)}-{_number(amount)}€"
        case SetFree(lines, free, paid):
            return f"{_ids(lines)} free={_number(free)}" + (f" paid={_number(paid)}" if paid is not None else "")
        case SetBasis(lines, basis):
            return f"{_ids(lines)} {basis}".strip()
        case SetOption(lines, optional):
            return f"{_ids(lines)} {'option' if optional else 'no option'}"
        case SetConditions(conditions):
            return " ".join(_conditions(conditions))
        case RemoveLine(lines):
            return f"remove {_ids(lines)}"
        case AddLines(lines=added):
            return "add [" + " ; ".join(_line(line) for line in added) + "]"
        case SetCustomer(customer):
            return f"for {_match(customer)}"


def _ids(lines: tuple[int, ...]) -> str:
    return ",".join(map(str, lines))


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
