"""What happened to goods, their places and inventories: a sentence for each fact, and how its values are written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.i18n import N_, _, count, day

SENTENCES: Final[Mapping[str, str]] = {
    "GoodsReceived": N_("reçu : {quantity}, {warehouse_id}{lots}"),
    "GoodsTransferred": N_("transféré : {quantity}, {source_id} → {target_id}{lots}"),
    "StockAdjusted": N_("ajusté : {quantity}, {warehouse_id}{lots} ({reason})"),
    "MoveTakenBack": N_("mouvement annulé"),
    "StockLocated": N_("emplacement, {warehouse_id} : {location}"),
    "MinimumSet": N_("minimum : {minimum}, {warehouse_id}"),
    "ReceiptAnnounced": N_("attendu le {due_on} : {quantity}, {warehouse_id}"),
    "ReceiptArrived": N_("arrivé : {quantity}{left}"),
    "ReceiptGivenUp": N_("n'est plus attendu : {quantity}"),
    "WarehouseCreated": N_("créé"),
    "WarehouseChanged": N_("modifié"),
    "GoodsReserved": N_("réservé : {goods}"),
    "GoodsReleased": N_("n'est plus réservé : {goods}"),
    "GoodsTaken": N_("sorti : {goods}"),
    "GoodsPutBack": N_("revenu : {goods}{reason}"),
    "CountStarted": N_("inventaire commencé, {warehouse_id}"),
    "ProductCounted": N_("{product_id} : {counted} comptés, {expected} attendus"),
    "ProductUncounted": N_("{product_id} : n'est plus compté"),
    "CountClosed": N_("validé, écarts : {differences}{reason}"),
    "CountCancelled": N_("abandonné"),
}
# Facts whose values name a product or a place by its id: which one, and for goods by product and quantity.
PLACES: Final = frozenset({"warehouse_id", "source_id", "target_id"})
GOODS: Final = frozenset({"GoodsReserved.goods", "GoodsReleased.goods", "GoodsTaken.goods", "GoodsPutBack.goods"})
DIFFERENCES: Final = "CountClosed.differences"


def goods_words(rows: Sequence[Sequence[Any]], labels: Mapping[int, str], *, signed: bool = False) -> str:
    """« 2 × Radiateur, 1 × Vanne »; each row ends in product and quantity."""
    write = difference if signed else _many
    return ", ".join(f"{write(row[-1])} × {labels.get(row[-2], '?')}" for row in rows) or "∅"


def difference(value: Any) -> str:
    return f"{'+' if Decimal(value) > 0 else ''}{_many(value)}"


def _many(value: Any) -> str:
    return count(Decimal(value))


def _lots(numbers: Sequence[str]) -> str:
    return _(", n° {numbers}").format(numbers=", ".join(numbers)) if numbers else ""


def _reason(said: str) -> str:
    return f" ({said})" if said else ""


SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {
    **{f"{kind}.quantity": _many for kind in ("GoodsReceived", "GoodsTransferred", "ReceiptAnnounced")},
    **{f"{kind}.quantity": _many for kind in ("ReceiptArrived", "ReceiptGivenUp")},
    "StockAdjusted.quantity": difference,
    **{f"{kind}.lots": _lots for kind in ("GoodsReceived", "GoodsTransferred", "StockAdjusted")},
    "MinimumSet.minimum": lambda value: _many(value) if value is not None else _("aucun"),
    "StockLocated.location": lambda value: value or _("aucun"),
    "ReceiptAnnounced.due_on": lambda value: day(date.fromisoformat(value)),
    "ReceiptArrived.left": lambda value: _(", encore attendu : {it}").format(it=_many(value)) if Decimal(value) else "",
    "GoodsPutBack.reason": _reason,
    "CountClosed.reason": _reason,
    "ProductCounted.counted": _many,
    "ProductCounted.expected": _many,
}
