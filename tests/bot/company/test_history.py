"""Whatever can happen to an object whose history people read, they read as a sentence."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from string import Formatter

import pytest

from bot.company.fields import Names
from bot.company.history import SENTENCES, sentence
from core.history import Happened
from core.journal import Fact, entry
from core.kernel.amounts import quantity
from core.permissions import SYSTEM
from core.sales.deliveries import events as deliveries
from core.sales.events import OrderCopyKept
from core.stock import events as stock
from tests.modules import modules

DUE = date(2026, 11, 26)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TWO, NONE, TEN, LESS = quantity(2), quantity(0), quantity(10), quantity(-2)
NAMES = Names(colleagues={7: "Julien"}, places={1: "Dépôt", 2: "Camion Julien"}, products={5: "Radiateur", 6: "Vanne"})
_UNSEEN = {"family", "access", "invitation", "link", "export", "import", "quote_template"}  # no history of theirs


def facts(kind: type[Fact] = Fact) -> Iterator[type[Fact]]:
    for inner in kind.__subclasses__():
        yield from facts(inner)
        real = inner.__module__.startswith("core.")  # other tests make up facts of their own
        if real and hasattr(inner, "subject") and not inner.__name__.endswith("Fact"):
            yield inner


modules("core")  # so that the facts of every room are known
SEEN = sorted(
    {kind.__name__: kind for kind in facts() if kind.subject not in _UNSEEN}.values(), key=lambda k: k.__name__
)


@pytest.mark.parametrize("kind", SEEN, ids=lambda kind: kind.__name__)
def test_each_fact_of_an_object_with_a_history_has_a_sentence_of_what_it_knows(kind: type[Fact]) -> None:
    assert kind.__name__ in SENTENCES, f"bot/*/history.py says nothing of {kind.__name__}"
    said = {name for _text, name, _format, _conversion in Formatter().parse(SENTENCES[kind.__name__]) if name}
    assert said <= {one.name for one in fields(kind)}


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (OrderCopyKept(1, version=1, sha256="ab" * 32), "exemplaire PDF rangé"),
        (
            deliveries.DeliveryPlanned(1, order="CO2611-0001", planned_on=DUE, lines=[("Radiateur", TWO)]),
            "préparation commencée pour la commande CO2611-0001 pour le jeu. 26 nov. 2026 : 2 × Radiateur",
        ),
        (
            deliveries.DeliveryPlanned(1, order="CO2611-0001", planned_on=None, lines=[("Radiateur", TWO)]),
            "préparation commencée pour la commande CO2611-0001 : 2 × Radiateur",
        ),
        (
            deliveries.DeliveryRescheduled(1, {"planned_on": (None, DUE), "driver_id": (None, 7)}),
            "modifiée (Jour : ∅ → jeu. 26 nov. 2026, Livreur : ∅ → Julien)",
        ),
        (
            deliveries.DeliveryGaveWay(1, {"Radiateur": TWO}),
            "allégée de ce qu'une autre livraison a apporté : 2 × Radiateur",
        ),
        (
            deliveries.DeliveryPicked(1, label="Radiateur", planned=TEN, picked=TWO),
            "« Radiateur », 10 à préparer : il y en a 2",
        ),
        (
            deliveries.DeliveryPicked(1, label="Radiateur", planned=TEN, picked=None),
            "« Radiateur », 10 à préparer : à revoir",
        ),
        (deliveries.DeliveryReady(1), "livraison prête"),
        (deliveries.DeliveryReady(1, short={"Radiateur": TWO}), "livraison prête, il manque 2 × Radiateur"),
        (
            deliveries.DeliveryFailed(1, problem="client absent", again_on=DUE),
            "livraison manquée : client absent, nouveau passage le jeu. 26 nov. 2026",
        ),
        (
            deliveries.DeliveryDone(
                1,
                number="BL2611-0001",
                delivered_at=NOW,
                lines=[("Radiateur", TEN, TWO, NONE), ("Vanne", TWO, NONE, NONE)],
                rest={"Vanne": TWO},
                rest_on=DUE,
            ),
            "livraison BL2611-0001 : 10 × Radiateur (abîmés : 2), 2 × Vanne, reste 2 × Vanne, "
            "pour le jeu. 26 nov. 2026",
        ),
        (
            deliveries.DeliverySigned(1, by="Marc", role="chef de chantier", reserves=""),
            "livraison signée par Marc, chef de chantier",
        ),
        (
            deliveries.DeliverySigned(1, by="Marc", role="", reserves="carton ouvert"),
            "livraison signée par Marc, avec réserves : carton ouvert",
        ),
        (deliveries.DeliveryReserved(1, reserves="carton ouvert"), "réserves : carton ouvert"),
        (deliveries.DeliveryPhotoAdded(1, sha256="ab" * 32), "photo ajoutée"),
        (deliveries.DeliveryPhotoAdded(1, sha256="ab" * 32, caption="carton ouvert"), "photo ajoutée : carton ouvert"),
        (deliveries.DeliveryLocated(1, state="delivered"), "position partagée : livrée"),
        (deliveries.DeliveryNewsChosen(1, wanted=False), "nouvelles de ses livraisons : non"),
        (
            deliveries.OrderGoodsReturned(
                1, number="BR2611-0001", reason="trop", to_quarantine=True, lines=[("Vanne", TWO)]
            ),
            "retour BR2611-0001, en quarantaine : 2 × Vanne (trop)",
        ),
        (stock.GoodsReceived(5, 1, TEN, ["A1", "A2"], None), "reçu : 10, Dépôt, n° A1, A2"),
        (stock.GoodsTransferred(5, 1, 2, TWO, []), "transféré : 2, Dépôt → Camion Julien"),
        (stock.StockAdjusted(5, 1, TWO, [], "trouvés"), "ajusté : +2, Dépôt (trouvés)"),
        (stock.StockAdjusted(5, 1, LESS, [], "cassés"), "ajusté : -2, Dépôt (cassés)"),
        (stock.StockLocated(5, 1, "A3"), "emplacement, Dépôt : A3"),
        (stock.ReceiptAnnounced(5, 9, 1, TEN, DUE), "attendu le jeu. 26 nov. 2026 : 10, Dépôt"),
        (stock.ReceiptArrived(5, 9, TWO, TEN), "arrivé : 2, encore attendu : 10"),
        (stock.ReceiptArrived(5, 9, TEN, NONE), "arrivé : 10"),
        (stock.ReceiptGivenUp(5, 9, TWO), "n'est plus attendu : 2"),
        (stock.WarehouseChanged(2, {"person_id": [None, 7]}), "modifié (Confié à : ∅ → Julien)"),
        (stock.GoodsReserved(1, ["order_line", 3], [[5, TWO], [6, TEN]]), "réservé : 2 × Radiateur, 10 × Vanne"),
        (stock.GoodsReserved(1, ["order_line", 3], []), "réservé : ∅"),
        (stock.GoodsReleased(1, "order_line", [[3, 5, TWO]]), "n'est plus réservé : 2 × Radiateur"),
        (stock.GoodsTaken(1, ["order_line", 3], "k", [[5, TWO]]), "sorti : 2 × Radiateur"),
        (stock.GoodsPutBack(1, ["order_line", 3], "k", [[5, TWO]], "trop"), "revenu : 2 × Radiateur (trop)"),
        (stock.CountStarted(4, 2), "inventaire commencé, Camion Julien"),
        (stock.ProductCounted(4, 5, TWO, TEN), "Radiateur : 2 comptés, 10 attendus"),
        (stock.CountClosed(4, "", [[5, LESS], [6, TWO]]), "validé, écarts : -2 × Radiateur, +2 × Vanne"),
        (stock.CountClosed(4, "", []), "validé, écarts : ∅"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fact) else "",
)
def test_a_fact_reads_as_people_write(fact: Fact, told: str) -> None:
    kept = entry(fact, at=NOW, actor=SYSTEM)
    happened = Happened(**{each.name: kept[each.name] for each in fields(Happened)})
    shown = sentence(happened, NAMES)
    assert shown.replace("\u00a0", " ").replace("\u202f", " ") == told
