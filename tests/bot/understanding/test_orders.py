"""Lines about orders that people type, and what each says."""

from __future__ import annotations

import pytest

from bot.understanding import (
    DepositCame,
    DepositWanted,
    Intent,
    Match,
    OrderCancel,
    OrderCopy,
    OrderCreate,
    OrderDecide,
    OrderFind,
    OrderNumber,
    OrderPlace,
    OrdersAsked,
    PurchasesAsked,
    Reading,
    understand,
)
from bot.understanding.order_requests import read_deposit
from bot.understanding.orders import wants_goods, without_papers
from tests.bot.understanding.world import DRAFT, context, told

ORDERS = [
    ("commande rossi 3 velux remise 5", "order.create ROS [3 VEL-78] discount_percent=5"),
    ("cde rossi 3 velux", "order.create ROS [3 VEL-78]"),
    ("bon de commande rossi 2 velux", "order.create ROS [2 VEL-78]"),
    ("nouvelle commande rossi : 3 velux, 1 porte 83", "order.create ROS [3 VEL-78 ; 1 POR-83]"),
    ("commande 2 velux pour rossi", "order.create ROS [2 VEL-78]"),
    ("commande par tel de mme barbier 2 velux", "order.create BAR [2 VEL-78] oral=Mme Barbier"),
    ("commande par téléphone de Léa chez rossi 2 velux", "order.create ROS [2 VEL-78] oral=Léa"),
    ("commande orale rossi 2 velux", "order.create ROS [2 VEL-78] oral=Rossi"),
    ("commande tel rossi 2 velux", "order.create ROS [2 VEL-78] oral=Rossi"),
    ("rossi a commandé par téléphone 2 velux", "order.create ROS [2 VEL-78] oral=Rossi"),
    ("rossi commande 50 sacs de gravier livrés demain matin", "order.create ROS [50 GRA-25] delivery_on=2026-03-03"),
    ("rossi prend 2 velux", "order.create ROS [2 VEL-78]"),
    ("rossi a pris 2 velux et 1 porte 83", "order.create ROS [2 VEL-78 ; 1 POR-83]"),
    ("commande rossi 2 velux BC 4711", "order.create ROS [2 VEL-78] no=4711"),
    ("commande rossi 2 velux, sa commande n° 4711", "order.create ROS [2 VEL-78] no=4711"),
    ("bon de cde rossi 2 velux ref client BC-7781", "order.create ROS [2 VEL-78] no=BC-7781"),
    ("commande urgente rossi 6 velux pour le 12/03", "order.create ROS [6 VEL-78] delivery_on=2026-03-12 note=Urgent"),
    (
        "commande rossi 3x velux, 3x porte 83, lundi pro",
        "order.create ROS [3 VEL-78 ; 3 POR-83] delivery_on=2026-03-09",
    ),
    ("commande rossi 2 velux livraison vendredi", "order.create ROS [2 VEL-78] delivery_on=2026-03-06"),
    ("nvelle commande ecole st vincent: velux x2", "order.create STV [2 VEL-78]"),
    ("cde lac 4 velux", "order.create CLA|HDL [4 VEL-78]"),
    ("commande quenelle 2 velux", "order.create ?«quenelle» [2 VEL-78]"),
    ("commande rossi", "order.create ROS"),
    ("commande", "order.create"),
    ("commande 107", "order.find 107"),
    ("cde 107", "order.find 107"),
    ("la commande 107", "order.find 107"),
    ("débloque la 14", "order.decide release 14"),
    ("débloquer la commande CO2603-0014 stp", "order.decide release CO2603-0014"),
    ("refuse la 14", "order.decide refuse 14"),
    ("débloque cette commande", "order.decide release"),
    ("demande un acompte 30% sur la 14", "order.ask-deposit 30 14"),
    ("demande 40 % d'acompte pour la commande 14", "order.ask-deposit 40 14"),
    ("exige un acompte de 30 %", "order.ask-deposit 30"),
    ("commande n°107", "order.find 107"),
    ("commande CO2603-0107", "order.find CO2603-0107"),
    ("CO2603-0107", "order.find CO2603-0107"),
    ("co 107", "order.find co 107"),
    ("où en est la 107", "order.find 107"),
    ("où en est la commande 107 ?", "order.find 107"),
    ("ou en est la cde 107", "order.find 107"),
    ("la 107 en est où", "order.find 107"),
    ("la commande 107 c'est où", "order.find 107"),
    ("elle en est où la 107", "order.find 107"),
    ("suivi commande 107", "order.find 107"),
    ("état de la 107", "order.find 107"),
    ("où en est la commande de rossi", "order.list open ROS"),
    ("où en est la commande", "order.find"),
    ("mes commandes", "order.list mine"),
    ("commandes en cours", "order.list open"),
    ("commandes", "order.list open"),
    ("les commandes en attente", "order.list waiting"),
    ("commandes bloquées", "order.list waiting"),
    ("commandes à livrer", "order.list open"),
    ("commande en cours", "order.list open"),
    ("commandes rossi", "order.list open ROS"),
    ("les commandes de morel", "order.list open MOF|MOR"),
    ("commandes bidule", "order.create ?«bidule»"),
    ("rossi a acheté quoi", "order.purchases ROS"),
    ("il a acheté quoi", "order.purchases"),
    ("qu'est-ce que rossi a acheté", "order.purchases ROS"),
    ("qu'a acheté rossi", "order.purchases ROS"),
    ("qu'est-ce qu'a acheté rossi", "order.purchases ROS"),
    ("derniers achats rossi", "order.purchases ROS"),
    ("historique achats de morel", "order.purchases MOF|MOR"),
    ("rossi a acheté quoi la dernière fois", "order.purchases ROS"),
    ("rossi a commandé quoi ?", "order.purchases ROS"),
    ("comme la commande 107 pour rossi", "order.copy 107 for ROS"),
    ("même commande que la 107", "order.copy 107"),
    ("fais la même commande que la 107 pour rossi", "order.copy 107 for ROS"),
    ("refais la commande 107", "order.copy 107"),
    ("refais la commande 107 pour rossi", "order.copy 107 for ROS"),
    ("recommande la 107", "order.copy 107"),
    ("recommande", "order.copy"),
    ("commande comme la 107 pour rossi", "order.copy 107 for ROS"),
    ("annule la commande 107", "order.cancel 107"),
    ("annule la commande", "order.cancel"),
    ("annuler cette commande", "order.cancel"),
    ("la commande 107 est annulée", "order.cancel 107"),
    ("annule CO2603-0107", "order.cancel CO2603-0107"),
    ("sa commande n° 4711", "order.number 4711"),
    ("sa commande 4711", "order.number 4711"),
    ("son bon de commande 4711", "order.number 4711"),
    ("BC 4711", "order.number 4711"),
    ("bc n°4711", "order.number 4711"),
    ("BC-7781", "order.number BC-7781"),
    ("bon de commande 4711", "order.number 4711"),
    ("commande client 4711", "order.number 4711"),
    ("ref client BC-7781", "order.number BC-7781"),
    ("numéro de commande client : 4711-A", "order.number 4711-A"),
    ("son BC c'est le PO 2026/0455", "order.number PO 2026/0455"),
    ("acompte 300 cb", "order.deposit 300 card"),
    ("acompte 300", "order.deposit 300 ?"),
    ("acompte de 300 € reçu par chèque", "order.deposit 300 cheque"),
    ("acompte 300 reçu sur la 1 cb", "order.deposit 300 card 1"),
    ("acompte de 300 € sur la commande 12 par virement", "order.deposit 300 transfer 12"),
    ("reçu acompte 300 vir", "order.deposit 300 transfer"),
    ("reçu 300 cb d'acompte", "order.deposit 300 card"),
    ("acompte 50 chq", "order.deposit 50 cheque"),
    ("acompte 300 cb sur la 107", "order.deposit 300 card 107"),
    ("acompte reçu 300 espèces", "order.deposit 300 cash"),
    ("commander", "order.place"),
    ("commande le devis 45", "order.place 45"),
    ("passe le devis 45 en commande", "order.place 45"),
    ("transforme en commande", "order.place"),
    ("commande ce devis", "order.place"),
    ("devis 45 accepté", "order.place 45"),
    ("le devis 45 est signé", "order.place 45"),
    ("commande sur devis 45", "order.place 45"),
    ("bon, commande rossi 2 velux", "order.create ROS [2 VEL-78]"),
    ("commande rossi 2 velux acompte 30%", "order.create ROS [2 VEL-78] deposit_percent=30"),
    (
        "commande rossi 3 velux a 150 remise 5, 30j fdm",
        "order.create ROS [3 VEL-78 @150] discount_percent=5 payment_terms=30J_FDM",
    ),
    ("enregistre une commande pour rossi: 2 velux et 4 portes 83", "order.create ROS [2 VEL-78 ; 4 POR-83]"),
    ("passe une commande rossi 12 m de tuyau 20", "order.create ROS [12 TUY-20]"),
    ("rossi veut commander 3 velux", "order.create ROS [3 VEL-78]"),
    ("mme barbier a commandé au téléphone 1 poele 8", "order.create BAR [1 POE-8] oral=Mme Barbier"),
    ("commande de vive voix de M. Rossi chez rossi 2 velux", "order.create ROS [2 VEL-78] oral=M. Rossi"),
    ("commande rossi 2 velux à livrer le 12/03", "order.create ROS [2 VEL-78] delivery_on=2026-03-12"),
    ("commande rossi 2 velux pour vendredi", "order.create ROS [2 VEL-78] delivery_on=2026-03-06"),
    ("cmd hotel du lac 1 velux + 1 porte 83 -5%", "order.create HDL [1 VEL-78 ; 1 POR-83] discount_percent=5"),
    ("Commande Morelli 2 palettes de gravier", "order.create MOL [2 PAL GRA-25]"),
    ("commande rossi objet : bureau, 2 velux", "order.create ROS [2 VEL-78] subject=Bureau"),
    ("voir la commande 107", "order.find 107"),
    ("affiche moi les commandes de rossi", "order.list open ROS"),
    ("avancement de la commande CO2603-0107", "order.find CO2603-0107"),
    ("il reste quoi à livrer sur la 107", "order.find 107"),
    ("repasse la commande 107 pour hotel du lac", "order.copy 107 for HDL"),
    ("duplique la commande 107", "order.copy 107"),
    ("supprime la commande 107", "order.cancel 107"),
    ("notre réf client 88-12", "order.number 88-12"),
    ("arrhes 200 chèque", "order.deposit 200 cheque"),
    ("versé acompte 150 espèces", "order.deposit 150 cash"),
    ("devis 45 gagné", "order.place 45"),
    ("on passe le devis DE2603-0045 en commande", "order.place DE2603-0045"),
    ("commande rossi ci-joint", "order.create ROS"),
    ("commande rossi BC 9000 ci-joint", "order.create ROS no=9000"),
    ("commande rossi en PJ merci", "order.create ROS"),
    ("commande rossi : voici son bon de commande", "order.create ROS"),
    ("commande rossi pièce jointe, 2 velux", "order.create ROS [2 VEL-78]"),
]
OTHERS = [
    ("rossi prend rendez-vous", "-"),
    ("acompte 30", "-"),
    ("acompte 30%", "-"),
    ("devis rossi 2 velux 30% a la commande", "quote.create ROS [2 VEL-78] deposit_percent=30"),
    ("comme 45 pour rossi", "quote.copy 45 for ROS"),
    ("comme la dernière fois pour rossi", "quote.again for ROS"),
    ("annule", "-"),
    ("facture la commande 107 et envoie par mail", "-"),
    ("julien prépare la commande 108 pr mercredi 7h", "-"),
    ("pense bete: commander pac avant vendredi midi", "-"),
    ("cde 105 ok livrée ce matin signée par thomas", "-"),
    ("livré la 106 complet", "-"),
    ("106 livrée complète", "-"),
    ("commande fournisseur 2 velux", "stock.expect"),
]


@pytest.mark.parametrize(("text", "expected"), ORDERS)
@pytest.mark.parametrize("draft", [None, DRAFT])
async def test_what_is_said_of_orders_is_read_with_or_without_a_draft(text: str, expected: str, draft: object) -> None:
    assert told_order(await understand(text, context(DRAFT if draft else None))) == expected


@pytest.mark.parametrize(("text", "expected"), OTHERS)
async def test_what_only_mentions_an_order_stays_what_it_is(text: str, expected: str) -> None:
    assert told_order(await understand(text, context())) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("300 cb", "300 card"), ("300 € par chèque", "300 cheque"), ("80", "80 ?"), ("bientôt", "-")]
)
def test_a_deposit_is_read_from_a_typed_answer(text: str, expected: str) -> None:
    came = read_deposit(text)
    assert (f"{came.amount} {came.method or '?'}" if came else "-") == expected


@pytest.mark.parametrize("text", ["voir pièce jointe", "BC ci-joint, merci", "voici notre bon de commande", "PJ"])
def test_of_words_about_a_paper_nothing_is_left(text: str) -> None:
    assert without_papers(text) == ""


@pytest.mark.parametrize("text", ["3 joints fibre", "2 plans de travail", "un joint silicone"])
def test_goods_that_sound_like_a_paper_stay_goods(text: str) -> None:
    assert without_papers(text) == text


def told_order(reading: Reading) -> str:
    """One line for one reading: the intent, then what it says of an order."""
    slots = reading.slots
    match slots:
        case OrderCreate(quote, oral, told_by, number):
            created = told(Reading(Intent.QUOTE_CREATE, quote, "")).removeprefix("quote.create")
            said = f"{created} oral={told_by or '?'}" if oral else created
            parts = (said.strip(), f"no={number}" if number else "")
        case OrdersAsked(which, customer):
            parts = (which, _name(customer))
        case OrderCopy(number_, customer):
            parts = (number_ or "", f"for {_name(customer)}" if customer else "")
        case PurchasesAsked(customer):
            parts = (_name(customer), "")
        case DepositCame(amount, method, number_):
            parts = (f"{amount} {method or '?'}", number_ or "")
        case OrderNumber(own):
            parts = (own, "")
        case OrderDecide(verdict, number_):
            parts = (verdict, number_ or "")
        case DepositWanted(percent, number_):
            parts = (str(percent), number_ or "")
        case OrderPlace(number_) | OrderFind(number_) | OrderCancel(number_):
            parts = (number_ or "", "")
        case _:
            return told(reading)
    return " ".join(part for part in (str(reading.intent), *parts) if part)


def _name(match: Match | None) -> str:
    return "|".join(sorted(entry.code for entry in match.candidates)) or f"?«{match.words}»" if match else ""


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, je voudrais 2 radiateurs 1000w et une livraison rapide, BC 9000 ci-joint",
        "pouvez-vous me livrer quatre radiateurs ?",
        "Bonjour Karim, j'ai besoin de 20 m² de lambris",
        "livrez-moi 3x vannes",
        "merci de me livrer 4 sacs",
        "il nous faudrait 3 clims",
        "serait-il possible d'avoir 2 vannes",
        "on prend 3 radiateurs",
        "nous souhaitons commander 3 radiateurs",
        "commande 3 radiateurs",
    ],
)
def test_a_customer_asks_for_goods_in_many_ways(text: str) -> None:
    assert wants_goods(text)


@pytest.mark.parametrize(
    "text",
    [
        "je voudrais annuler 2 radiateurs",
        "pouvez-vous passer dans 2 jours",
        "je voudrais savoir si les 2 radiateurs sont là",
        "pouvez-vous me livrer le 15 mars",
        "je voudrais 10 % de remise",
        "il me faut 2 jours",
        "je voudrais le devis DE2611-0004",
        "je souhaite payer en 3 fois",
    ],
)
def test_other_wishes_with_a_number_are_no_order(text: str) -> None:
    assert not wants_goods(text)
