"""Orders, deliveries and returns as rows that no database holds: what the pages are made from."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from core.kernel.amounts import PriceBasis, percent, quantity, unit_price
from core.sales.lifecycles import DeliveryState, Engagement, LineKind, OrderState
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine, Quote, Return, ReturnLine

AT = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)  # 10:12 in Paris
SELLER = {
    "name": "Chauffage Morel SARL", "street": "14 rue des Frères-Lumière", "zip": "69680", "city": "Chassieu",
    "siren": "452881937", "vat_number": "FR40452881937", "legal_form": "SARL", "capital": "20000",
    "register_town": "Lyon", "vat_regime": "normal", "trade": "building", "iban": "", "phone": "+33478901234",
    "email": "contact@chauffage-morel.fr", "logo_sha256": None, "insurance": "", "mediator": "",
    "conditions": "", "conditions_version": 2, "end_of_month": "", "zone": "Europe/Paris",
}  # fmt: skip
BUYER = {
    "code": "C0007", "name": "Dupont Menuiserie", "kind": "professional", "contact": "", "street": "3 rue du Bois",
    "zip": "69340", "city": "Francheville", "siren": "", "siret": "", "vat_number": "", "email": "",
}  # fmt: skip
PLACE = {"label": "Chantier Œuvrard", "street": "8 cours de l’Intendance", "zip": "33000", "city": "Bordeaux"}
LABELS = ("Radiateur acier « Compact » 600 × 1000", "Robinet thermostatique équerre 1/2″", "Tube multicouche Ø 16")


def an_order_line(index: int, *, count: str = "4", **facts: Any) -> OrderLine:
    """The line with this id, from 1; its reference tells it."""
    line = OrderLine(
        **{
            "position": index, "product_id": index, "reference": f"REF{index:03}", "quantity": quantity(count),
            "label": f"{LABELS[index % 3]} n° {index}", "unit": "U", "unit_price": unit_price("289.90"),
            "basis": PriceBasis.HT, "discount": percent(0), "vat": percent(20), **facts,
        }
    )  # fmt: skip
    line.id = index
    return line


def a_title(index: int, label: str) -> OrderLine:
    return an_order_line(index, count="0", kind=LineKind.SECTION, label=label, reference="", product_id=None)


def an_order(*lines: OrderLine, **facts: Any) -> Order:
    """Confirmed and tapped by Jeanne Dupont; two radiators, or these lines."""
    order = Order(
        **{
            "quote_id": 1, "customer_id": 1, "number": "CO2611-0001", "ordered_on": date(2026, 11, 23),
            "state": OrderState.CONFIRMED, "created_at": AT, "created_by": 1, "salesperson": "Vincent Morel",
            "seller": SELLER, "buyer": BUYER, "customer_number": "PO-4711", "payment_terms": "30J",
            "engagement": Engagement.TAPPED, "agreed_at": AT, "agreed_by": "Jeanne Dupont",
            "agreed_words": "Bon pour accord", "conditions_version": 2,
            "lines": list(lines or (an_order_line(1), an_order_line(2))), **facts,
        }
    )  # fmt: skip
    order.settle()
    return order


def a_quote(**facts: Any) -> Quote:
    """What the order stands on."""
    return Quote(
        **{
            "customer_id": 1, "number": "DE2611-0042", "issued_on": date(2026, 11, 20), "created_at": AT,
            "created_by": 1, "salesperson": "Vincent Morel", "validity_days": 30, **facts,
        }
    )  # fmt: skip


def a_delivery(*lines: DeliveryLine, **facts: Any) -> Delivery:
    """Delivered, not signed."""
    delivery = Delivery(
        **{
            "order_id": 1, "warehouse_id": 1, "number": "BL2611-0007", "state": DeliveryState.DELIVERED,
            "created_at": AT, "created_by": 1, "delivered_at": AT, "place": PLACE,
            "contact": {"name": "Léa Œuvrard", "phone": "+33612345678"}, "lines": list(lines), **facts,
        }
    )  # fmt: skip
    delivery.id = 12
    return delivery


def brought(line_id: int, count: str, **facts: Any) -> DeliveryLine:
    return DeliveryLine(order_line_id=line_id, planned=quantity(count), delivered=quantity(count), **facts)


def a_return(*lines: ReturnLine, **facts: Any) -> Return:
    return Return(
        **{
            "order_id": 1, "number": "BR2611-0003", "warehouse_id": 1, "returned_at": AT, "returned_by": 1,
            "reason": "Mauvaise taille", "lines": list(lines), **facts,
        }
    )  # fmt: skip


def ink() -> bytes:
    """A signature."""
    paper = Image.new("L", (500, 250), 255)
    pen = ImageDraw.Draw(paper)
    pen.line([(40, 180), (120, 60), (170, 200), (260, 80), (330, 180), (460, 120)], fill=0, width=5)
    return jpeg(paper, "PNG")


def photo(colour: str = "teal", size: tuple[int, int] = (1600, 1200)) -> bytes:
    return jpeg(Image.effect_noise(size, 40).convert("RGB") if colour == "noise" else Image.new("RGB", size, colour))


def jpeg(picture: Image.Image, kind: str = "JPEG") -> bytes:
    target = BytesIO()
    picture.save(target, kind)
    return target.getvalue()
