"""What the person is told when the stock room refuses."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.stock.figures import free_words, wanted_words
from core.i18n import _
from core.kernel.errors import BusinessError
from core.stock.errors import (
    CountContradicted,
    CountEnded,
    ForOthersToReceive,
    LotMissing,
    LotsWrong,
    NotStocked,
    ReceiptEnded,
    SerialSold,
    SerialTaken,
    StockShort,
    WarehouseInUse,
    WarehouseTaken,
    WarehouseWrong,
)

_SHOWN: Final = 3  # products named in one sentence


def _short(error: StockShort) -> str:
    lacking = [
        _("« {label} » ({wanted}, {available})").format(
            label=one.label[:60], wanted=wanted_words(one.wanted), available=free_words(one.available)
        )
        for one in error.shortages[:_SHOWN]
    ]
    return _("Pas assez de stock : {lacking}.").format(lacking=", ".join(lacking))


def _not_stocked(error: NotStocked) -> str:
    return _("« {label} » ne se stocke pas : c'est un service ou un kit.").format(label=error.label)


def _warehouse(error: WarehouseWrong) -> str:
    return _("« {name} » ne convient pas pour cela : choisissez un autre dépôt ou camion.").format(name=error.name)


def _for_others(error: ForOthersToReceive) -> str:
    return _(
        "Une entrée dans « {name} » se note par le magasinier ou un responsable. Dans votre camion, vous pouvez : "
        "« reçu 3 filtres dans mon camion »."
    ).format(name=error.name)


def _warehouse_taken(error: WarehouseTaken) -> str:
    return _("Il y a déjà un dépôt ou un camion « {name} ».").format(name=error.name)


def _warehouse_in_use(error: WarehouseInUse) -> str:
    return _("« {name} » sert encore : videz-le, et terminez ce qui y est réservé, attendu ou compté.").format(
        name=error.name
    )


def _lots(error: LotsWrong) -> str:
    return _("« {label} » se suit par numéro : il en faut {wanted}, j'en ai {given}.").format(
        label=error.label, wanted=error.wanted, given=error.given
    )


def _lot_missing(error: LotMissing) -> str:
    return _("« {label} » : le numéro {lot} n'est pas à cet endroit, ou pas en telle quantité.").format(
        label=error.label, lot=error.lot
    )


def _serial(error: SerialTaken) -> str:
    return _("« {label} » : le numéro {serial} est déjà en stock.").format(label=error.label, serial=error.serial)


def _serial_sold(error: SerialSold) -> str:
    return _("« {label} » : le numéro {serial} est chez un client et n'est pas revenu. Vérifiez le numéro.").format(
        label=error.label, serial=error.serial
    )


def _count_ended(error: CountEnded) -> str:
    return _("Cet inventaire de « {warehouse} » est terminé. Commencez-en un autre.").format(warehouse=error.warehouse)


def _contradicted(error: CountContradicted) -> str:
    labels = ", ".join(_("« {label} »").format(label=label[:60]) for label in error.labels[:_SHOWN])
    return _("Il en est sorti plus que compté depuis : recomptez {labels}.").format(labels=labels)


def _receipt(error: ReceiptEnded) -> str:
    return _("Cette arrivée de « {label} » est déjà terminée.").format(label=error.label)


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    StockShort: _short,
    NotStocked: _not_stocked,
    WarehouseWrong: _warehouse,
    ForOthersToReceive: _for_others,
    WarehouseTaken: _warehouse_taken,
    WarehouseInUse: _warehouse_in_use,
    LotsWrong: _lots,
    LotMissing: _lot_missing,
    SerialSold: _serial_sold,
    SerialTaken: _serial,
    CountEnded: _count_ended,
    CountContradicted: _contradicted,
    ReceiptEnded: _receipt,
}
