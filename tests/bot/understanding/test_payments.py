"""What is said of money is read as it is meant, and nothing else is taken for it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.payments import (
    AccountAsked,
    BouncedSaid,
    KeepCreditSaid,
    MistakeSaid,
    MoneyAsked,
    MoneySaid,
    PaymentAsked,
    PaymentSaid,
    PaymentsAsked,
    ReceiptAsked,
    RefundSaid,
    StatementAsked,
    UseCreditSaid,
    WriteOffSaid,
    read_payment,
)
from bot.understanding.periods import Period
from tests.bot.understanding import test_deliveries

TODAY = date(2026, 11, 23)  # a Monday
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))

ANYWHERE: list[tuple[str, MoneySaid]] = [
    ("encaissé 310 esp", PaymentSaid(Decimal("310"), "cash")),
    ("dupont a payé 310 en liquide", PaymentSaid(Decimal("310"), "cash", "dupont")),
    (
        "chq 480 n°123456 crédit agricole fa 213",
        PaymentSaid(Decimal("480"), "cheque", invoices=("fa213",), reference="123456", bank="Crédit Agricole"),
    ),
    ("dupont a payé par chèque", PaymentSaid(None, "cheque", "dupont")),
    (
        "ben ali transports a payé l'acompte par chèque n° 555 BNP",
        PaymentSaid(None, "cheque", "ben ali transports", deposit=True, reference="555", bank="BNP Paribas"),
    ),
    ("vir 1200 dupont", PaymentSaid(Decimal("1200"), "transfer", "dupont")),
    (
        "encaissé 190,73 chq 4801234 CIC dupont",
        PaymentSaid(Decimal("190.73"), "cheque", "dupont", reference="4801234", bank="CIC"),
    ),
    (
        "dupont chq CIC 4801234 encaissé 190,73",
        PaymentSaid(Decimal("190.73"), "cheque", "dupont", reference="4801234", bank="CIC"),
    ),
    (
        "encaissé 300 chq 4801234 Banque Kolb dupont",
        PaymentSaid(Decimal("300"), "cheque", "dupont", reference="4801234", bank="Banque Kolb"),
    ),
    ("rembourse 100 esp à dupont", RefundSaid(Decimal("100"), "dupont", method="cash")),
    ("rembourse 590,64 esp dupont menuiserie", RefundSaid(Decimal("590.64"), "dupont menuiserie", method="cash")),
    (
        "rembourser 640,63 dupont menuiserie en espèces",
        RefundSaid(Decimal("640.63"), "dupont menuiserie", method="cash"),
    ),
    ("remboursé 20 dupont menuiserie cb", RefundSaid(Decimal("20"), "dupont menuiserie", method="card")),
    ("rembourse 20 cb restaurant le parc", RefundSaid(Decimal("20"), "restaurant le parc", method="card")),
    ("remboursement 50 dupont menuiserie", RefundSaid(Decimal("50"), "dupont menuiserie")),
    ("dupont remboursé par virement de 50 €", RefundSaid(Decimal("50"), "dupont", method="transfer")),
    ("refunded 20 cash dupont", RefundSaid(Decimal("20"), "dupont", method="cash")),
    ("gave dupont 20 back by card", RefundSaid(Decimal("20"), "dupont", method="card")),
    ("rendu 20 esp dupont", RefundSaid(Decimal("20"), "dupont", method="cash")),
    ("encaissé 50 cb dupont le 1er novembre", PaymentSaid(Decimal("50"), "card", "dupont", on=date(2026, 11, 1))),
    ("RG2611-0026", PaymentAsked("RG2611-0026")),
    ("paiement RG2611-0026", PaymentAsked("RG2611-0026")),
    ("montre le paiement n° rg 26", PaymentAsked("RG26")),
    ("reçu du paiement RG2611-0024", ReceiptAsked("RG2611-0024")),
    ("le reçu pdf de rg24", ReceiptAsked("RG24")),
    ("tous les paiements novembre", PaymentsAsked(period=NOVEMBER, every=True)),
    ("ses paiements novembre", PaymentsAsked(period=NOVEMBER, his=True)),
    ("cb 55,50", PaymentSaid(Decimal("55.5"), "card")),
    ("5 000 sur les 9870", PaymentSaid(Decimal("5000"), of=Decimal("9870"))),
    ("reçu 300 d'acompte cb sur la 106", PaymentSaid(Decimal("300"), "card", order="106", deposit=True)),
    ("réglé 213 et 214 par virement", PaymentSaid(method="transfer", invoices=("213", "214"))),
    ("chèque 480 impayé", BouncedSaid(Decimal("480"), method="cheque")),
    ("chèque de dupont revenu impayé", BouncedSaid(who="dupont", method="cheque")),
    ("rembourse 50 à dupont", RefundSaid(Decimal("50"), "dupont")),
    ("rembourser l'avoir 12", RefundSaid(credit="av12")),
    ("garde en avoir", KeepCreditSaid()),
    ("solde l'écart", WriteOffSaid()),
    ("solde l'écart de 0,36 dupont", WriteOffSaid(amount=Decimal("0.36"), who="dupont")),
    ("solder l'écart de 0,36 € de dupont", WriteOffSaid(amount=Decimal("0.36"), who="dupont")),
    ("solde l'écart de dupont", WriteOffSaid(who="dupont")),
    ("chèque dupont impayé, 12 € de frais", BouncedSaid(who="dupont", method="cheque", fee=Decimal("12"))),
    (
        "chèque 646,38 impayé avec 12,50 de frais bancaires",
        BouncedSaid(Decimal("646.38"), method="cheque", fee=Decimal("12.5")),
    ),
    ("chèque impayé dupont frais 15", BouncedSaid(who="dupont", method="cheque", fee=Decimal("15"))),
    (
        "acompte 300 reçu sur la CO2611-0107 par chèque n° 1234 BNP",
        PaymentSaid(Decimal("300"), "cheque", order="co2611-107", deposit=True, reference="1234", bank="BNP Paribas"),
    ),
    ("relevé dupont", StatementAsked("dupont")),
    ("compte dupont", AccountAsked("dupont")),
    ("combien doit dupont", AccountAsked("dupont")),
    ("reçu chq 480€ benali n°4471203", PaymentSaid(Decimal("480"), "cheque", "benali", reference="4471203")),
    ("fa 213 payée vir ce matin", PaymentSaid(method="transfer", invoices=("fa213",), on=date(2026, 11, 23))),
    ("fa 213 payée", PaymentSaid(invoices=("fa213",))),
    ("la facture 213 est réglée", PaymentSaid(invoices=("213",))),
    ("la 213 est payée", PaymentSaid(invoices=("213",))),
    (
        "sarl martin freres virement 5 000 sur les 9870",
        PaymentSaid(Decimal("5000"), "transfer", "sarl martin freres", of=Decimal("9870")),
    ),
    ("pharma du centre 129 esp", PaymentSaid(Decimal("129"), "cash", "pharma du centre")),
    (
        "encaissé 1250.50 dupont menuiserie chèque ca du 20/11",
        PaymentSaid(Decimal("1250.5"), "cheque", "dupont menuiserie", bank="Crédit Agricole", on=date(2026, 11, 20)),
    ),
    (
        "hotel du parc paye 2k acompte vir recu hier",
        PaymentSaid(Decimal("2000"), "transfer", "hotel du parc", deposit=True, on=date(2026, 11, 22)),
    ),
    ("le chèque de benali est revenu impayé", BouncedSaid(who="benali", method="cheque")),
    (
        "prlv sepa copro tilleuls 1980 passé vendredi",
        PaymentSaid(Decimal("1980"), "direct-debit", "copro tilleuls", on=date(2026, 11, 20)),
    ),
    ("paiement fact 210 : 640,8 tpe", PaymentSaid(Decimal("640.8"), "card", invoices=("210",))),
    (
        "Dupont menuiserie 1.250,50 vir + envoie lui le reçu",
        PaymentSaid(Decimal("1250.5"), "transfer", "Dupont menuiserie", receipt=True),
    ),
    ("reçu 300 €", PaymentSaid(Decimal("300"))),
    ("reçu 300 € dupont", PaymentSaid(Decimal("300"), who="dupont")),
    ("310 en liquide", PaymentSaid(Decimal("310"), "cash")),
    ("310 liquide", PaymentSaid(Decimal("310"), "cash")),
    ("vir 1 250 le 12/11", PaymentSaid(Decimal("1250"), "transfer", on=date(2026, 11, 12))),
    ("dupont a réglé la 213", PaymentSaid(who="dupont", invoices=("213",))),
    (
        "dupont a réglé la 213 par chèque n° 1234567 bnp",
        PaymentSaid(method="cheque", who="dupont", invoices=("213",), reference="1234567", bank="BNP Paribas"),
    ),
    ("dupont vient de payer 1 200 € en espèces", PaymentSaid(Decimal("1200"), "cash", "dupont")),
    ("chèque 0123456 480 dupont", PaymentSaid(Decimal("480"), "cheque", "dupont", reference="0123456")),
    ("lcr 1200 dupont", PaymentSaid(Decimal("1200"), "bill", "dupont")),
    ("traite 500", PaymentSaid(Decimal("500"), "bill")),
    ("par carte 55 dupont", PaymentSaid(Decimal("55"), "card", "dupont")),
    ("carte 55", PaymentSaid(Decimal("55"), "card")),
    ("paiement dupont 500", PaymentSaid(Decimal("500"), who="dupont")),
    ("réglement 500 dupont chq", PaymentSaid(Decimal("500"), "cheque", "dupont")),
    ("virement reçu de 1200 euros de dupont", PaymentSaid(Decimal("1200"), "transfer", "dupont")),
    ("virement dupont 1200 ref VIR-778", PaymentSaid(Decimal("1200"), "transfer", "dupont", reference="VIR-778")),
    ("ticket restaurant 12", PaymentSaid(Decimal("12"), "voucher")),
    ("chèque cadeau 50", PaymentSaid(Decimal("50"), "voucher")),
    ("encaissé 310 esp sur la fa 213", PaymentSaid(Decimal("310"), "cash", invoices=("fa213",))),
    ("encaissé 500 sur la commande 12", PaymentSaid(Decimal("500"), order="12")),
    ("encaissé 500 sur la 213", PaymentSaid(Decimal("500"), invoices=("213",))),
    ("chq 480 fa 213 214 et 215", PaymentSaid(Decimal("480"), "cheque", invoices=("fa213", "214", "215"))),
    ("500 cb dupont hier", PaymentSaid(Decimal("500"), "card", "dupont", on=date(2026, 11, 22))),
    ("cb 1 200,50", PaymentSaid(Decimal("1200.5"), "card")),
    ("solde sci tilleuls", AccountAsked("sci tilleuls")),
    ("encours elec leroy", AccountAsked("elec leroy")),
    ("combien on a en banque", MoneyAsked("bank")),
    ("solde de la caisse", MoneyAsked("cash")),
    ("combien doit martin freres", AccountAsked("martin freres")),
    ("releve de compte dupont novembre", StatementAsked("dupont", NOVEMBER)),
    ("encaissements du mois", PaymentsAsked(period=NOVEMBER)),
    ("paiements de dupont", PaymentsAsked("dupont")),
    ("combien on a encaissé en novembre", PaymentsAsked(period=NOVEMBER)),
    ("soldé l'écart", WriteOffSaid()),
    ("solde l'écart de 0,80 sur la fa 213", WriteOffSaid("fa213", Decimal("0.8"))),
    ("déduis l'avoir 12 de la facture 213", UseCreditSaid("av12", "213")),
    ("rembourse dupont 50 par virement", RefundSaid(Decimal("50"), "dupont", method="transfer")),
    ("remboursement de 50 à dupont cb", RefundSaid(Decimal("50"), "dupont", method="card")),
    ("chq dupont impayé", BouncedSaid(who="dupont", method="cheque")),
    ("impayé sur le chèque de dupont", BouncedSaid(who="dupont", method="cheque")),
    ("le prélèvement de dupont est rejeté", BouncedSaid(who="dupont", method="direct-debit")),
    ("1251,36 chq", PaymentSaid(Decimal("1251.36"), "cheque")),
    ("paid 500 cash", PaymentSaid(Decimal("500"), "cash")),
    ("dupont paid 500 by card", PaymentSaid(Decimal("500"), "card", "dupont")),
    ("213 payée", PaymentSaid(invoices=("213",))),
    (
        "girard a réglé la FA2611-0009 102,49 par chèque n° 9988776 banque LCL",
        PaymentSaid(Decimal("102.49"), "cheque", "girard", invoices=("fa2611-9",), reference="9988776", bank="LCL"),
    ),
    (
        "girard a réglé la FA2611-0009 1 102,49 € par vir",
        PaymentSaid(Decimal("1102.49"), "transfer", "girard", invoices=("fa2611-9",)),
    ),
    ("1000 sur les 2000", PaymentSaid(Decimal("1000"), of=Decimal("2000"))),
    ("effet 300", PaymentSaid(Decimal("300"), "bill")),
    ("bon d'achat 50 dupont", PaymentSaid(Decimal("50"), "voucher", "dupont")),
    ("encaisser 310 esp dupont", PaymentSaid(Decimal("310"), "cash", "dupont")),
    ("encaissé 310 espèces dupont le 12/11", PaymentSaid(Decimal("310"), "cash", "dupont", on=date(2026, 11, 12))),
    ("j'ai encaissé 120 € cb girard", PaymentSaid(Decimal("120"), "card", "girard")),
    ("on a reçu un virement de 1200 de girard", PaymentSaid(Decimal("1200"), "transfer", "girard")),
    ("dupont nous a payé 310 € par chèque", PaymentSaid(Decimal("310"), "cheque", "dupont")),
    ("girard a versé 500 cb", PaymentSaid(Decimal("500"), "card", "girard")),
    (
        "chk 480 n° 0123456 bnp dupont",
        PaymentSaid(Decimal("480"), "cheque", "dupont", reference="0123456", bank="BNP Paribas"),
    ),
    ("cheque 480 banque postale dupont", PaymentSaid(Decimal("480"), "cheque", "dupont", bank="La Banque Postale")),
    ("chq 480 lcl n 4471203 girard", PaymentSaid(Decimal("480"), "cheque", "girard", reference="4471203", bank="LCL")),
    (
        "chq 480 caisse d'épargne ce matin",
        PaymentSaid(Decimal("480"), "cheque", bank="Caisse d'Épargne", on=date(2026, 11, 23)),
    ),
    ("prélèvement 1980 copro tilleuls", PaymentSaid(Decimal("1980"), "direct-debit", "copro tilleuls")),
    ("traite 1200 girard", PaymentSaid(Decimal("1200"), "bill", "girard")),
    ("500 par virement de girard hier", PaymentSaid(Decimal("500"), "transfer", "girard", on=date(2026, 11, 22))),
    ("payé 300 sur la fa 213", PaymentSaid(Decimal("300"), invoices=("fa213",))),
    ("fa 213 payée par chèque", PaymentSaid(method="cheque", invoices=("fa213",))),
    ("fa213 réglée cb", PaymentSaid(method="card", invoices=("fa213",))),
    (
        "FA2611-0213 payée virement vendredi",
        PaymentSaid(method="transfer", invoices=("fa2611-213",), on=date(2026, 11, 20)),
    ),
    ("facture 213 payée 300 en liquide", PaymentSaid(Decimal("300"), "cash", invoices=("213",))),
    ("les 213 et 214 sont payées par virement", PaymentSaid(method="transfer", invoices=("213", "214"))),
    ("règlement fa 213 et fa 214 chq 1500", PaymentSaid(Decimal("1500"), "cheque", invoices=("fa213", "fa214"))),
    ("réglé 213, 214 et 215 cb", PaymentSaid(method="card", invoices=("213", "214", "215"))),
    ("virement 1 200 € fa 213", PaymentSaid(Decimal("1200"), "transfer", invoices=("fa213",))),
    ("vir 12 250 dupont", PaymentSaid(Decimal("12250"), "transfer", "dupont")),
    ("2 000 € sur les 9 870 € dupont vir", PaymentSaid(Decimal("2000"), "transfer", "dupont", of=Decimal("9870"))),
    ("500 sur les 1200 girard cb", PaymentSaid(Decimal("500"), "card", "girard", of=Decimal("1200"))),
    ("reçu un acompte de 300 € cb commande 106", PaymentSaid(Decimal("300"), "card", order="106", deposit=True)),
    ("payé 300 d'acompte sur la 106 par cb", PaymentSaid(Decimal("300"), "card", order="106", deposit=True)),
    ("le chèque de 480 de dupont est revenu impayé", BouncedSaid(Decimal("480"), "dupont", method="cheque")),
    ("chèque n° 123456 rejeté", BouncedSaid(reference="123456", method="cheque")),
    ("chq 0123456 rejeté", BouncedSaid(reference="0123456", method="cheque")),
    ("rejet chq n° 0123456", BouncedSaid(reference="0123456", method="cheque")),
    ("chq 12345 € dupont rejeté", BouncedSaid(Decimal("12345"), "dupont", method="cheque")),
    ("le chèque 0123456 de dupont est revenu impayé", BouncedSaid(who="dupont", reference="0123456", method="cheque")),
    ("chèque sans provision dupont", BouncedSaid(who="dupont", method="cheque")),
    ("chq 480 dupont rejeté", BouncedSaid(Decimal("480"), "dupont", method="cheque")),
    ("rejet du prélèvement de dupont", BouncedSaid(who="dupont", method="direct-debit")),
    ("le virement de dupont a été rejeté", BouncedSaid(who="dupont", method="transfer")),
    ("chèque fa 213 impayé", BouncedSaid(invoice="fa213", method="cheque")),
    ("rembourse 50 € à dupont en espèces", RefundSaid(Decimal("50"), "dupont", method="cash")),
    ("rembourse l'avoir AV2611-0012 par virement", RefundSaid(credit="av2611-12", method="transfer")),
    ("rembourser dupont", RefundSaid(who="dupont")),
    ("refund 50 to dupont", RefundSaid(Decimal("50"), "dupont")),
    ("garde l'avoir 12", KeepCreditSaid("av12")),
    ("garde le trop perçu", KeepCreditSaid()),
    ("garder en compte", KeepCreditSaid()),
    ("utilise l'avoir 12 sur la 213", UseCreditSaid("av12", "213")),
    ("déduis l'avoir 12", UseCreditSaid("av12")),
    ("solder l'écart", WriteOffSaid()),
    ("solde l'écart de la fa 213", WriteOffSaid("fa213")),
    ("passe l'écart en perte", WriteOffSaid()),
    ("efface la différence sur la 213", WriteOffSaid("213")),
    ("relevé de dupont", StatementAsked("dupont")),
    ("relevé de compte hotel du parc", StatementAsked("hotel du parc")),
    ("relevé de compte de dupont 2026", StatementAsked("dupont", YEAR)),
    ("compte de dupont", AccountAsked("dupont")),
    ("compte client dupont", AccountAsked("dupont")),
    ("combien nous doit dupont", AccountAsked("dupont")),
    ("dupont nous doit combien", AccountAsked("dupont")),
    ("dupont doit combien", AccountAsked("dupont")),
    ("solde de dupont", AccountAsked("dupont")),
    ("encours de dupont", AccountAsked("dupont")),
    ("encaissements", PaymentsAsked()),
    ("encaissements novembre", PaymentsAsked(period=NOVEMBER)),
    ("règlements de dupont novembre", PaymentsAsked("dupont", NOVEMBER)),
    ("paiements reçus hier", PaymentsAsked(period=Period(date(2026, 11, 22), date(2026, 11, 22)))),
    ("combien en caisse", MoneyAsked("cash")),
    ("solde banque", MoneyAsked("bank")),
    ("la caisse", MoneyAsked("cash")),
    ("le chèque est revenu impayé", BouncedSaid(method="cheque")),
    (
        "chèque 480 dupont n° 123456 revenu impayé",
        BouncedSaid(Decimal("480"), "dupont", reference="123456", method="cheque"),
    ),
    ("lcr de 1200 de dupont revenue impayée", BouncedSaid(Decimal("1200"), "dupont", method="bill")),
    ("reglé 213, 214 et 215 cb", PaymentSaid(method="card", invoices=("213", "214", "215"))),
    ("fa 213 480 cb", PaymentSaid(Decimal("480"), "card", invoices=("fa213",))),
    ("fa 213 et 214 cb", PaymentSaid(method="card", invoices=("fa213", "214"))),
    ("what does dupont owe", AccountAsked("dupont")),
    ("girard a réglé fa 9 102,49", PaymentSaid(Decimal("102.49"), who="girard", invoices=("fa9",))),
    ("girard a réglé la 9 102,49", PaymentSaid(Decimal("102.49"), who="girard", invoices=("9",))),
    ("girard a réglé la facture 9 102,49 €", PaymentSaid(Decimal("102.49"), who="girard", invoices=("9",))),
    ("girard a réglé la fa n° 9 1 102,49", PaymentSaid(Decimal("1102.49"), who="girard", invoices=("9",))),
    ("réglé fa 9 100 €", PaymentSaid(Decimal("100"), invoices=("fa9",))),
    ("réglé fa 9 et 10 102,49", PaymentSaid(Decimal("102.49"), invoices=("fa9", "10"))),
    ("fa 9 102,49 cb", PaymentSaid(Decimal("102.49"), "card", invoices=("fa9",))),
    ("payé commande 13 1 200 € vir", PaymentSaid(Decimal("1200"), "transfer", order="13")),
    ("dupont a payé 9 102,49", PaymentSaid(Decimal("9102.49"), who="dupont")),
    ("réglé fa 9 chèque", PaymentSaid(method="cheque", invoices=("fa9",))),
    *(
        (said, RefundSaid(Decimal("100"), "benali"))
        for said in (
            "rends 100 à benali",
            "rend 100 a benali",
            "rends 100 € à benali",
            "rendre 100 à benali",
            "rendu 100 à benali",
            "rends à benali 100 €",
            "redonne 100 à benali",
        )
    ),
    ("rends 100 à benali en espèces", RefundSaid(Decimal("100"), "benali", method="cash")),
    ("rends 50,20 par virement à benali", RefundSaid(Decimal("50.2"), "benali", method="transfer")),
    *(
        (said, MistakeSaid(payment="rg2611-4"))
        for said in (
            "annule la RG2611-0004",
            "annule RG2611-0004",
            "annule l'RG2611-0004",
            "annule le règlement RG2611-0004",
            "supprime la RG2611-0004",
            "la RG2611-0004 est une erreur",
        )
    ),
    ("annule la rg 4", MistakeSaid(payment="rg4")),
    ("annule le règlement n° 4", MistakeSaid(payment="4")),
    ("annule le règlement 4", MistakeSaid(Decimal("4"), payment="4")),
    ("annule l'encaissement 4", MistakeSaid(Decimal("4"), payment="4")),
    ("le paiement 4 est une erreur", MistakeSaid(Decimal("4"), payment="4")),
    ("annule le règlement de 4 €", MistakeSaid(Decimal("4"))),
    ("annule le virement 1200", MistakeSaid(Decimal("1200"))),
    *(
        (said, MistakeSaid(Decimal("100"), "13", instead=Decimal("64")))
        for said in (
            "l'acompte de la 13 c'est 64 pas 100",
            "l'acompte de la commande 13 c'est 64 et pas 100",
            "l'acompte de la 13 est de 64 € pas 100",
            "acompte 13 : 64 au lieu de 100",
            "corrige l'acompte sur la 13 : 64 € et non 100 €",
            "l'acompte de la 13 c'était 64 et non 100",
        )
    ),
    ("l'acompte de la 13 c'est 64,50 pas 1 100", MistakeSaid(Decimal("1100"), "13", instead=Decimal("64.5"))),
]
IN_HAND: list[tuple[str, MoneySaid]] = [
    ("dupont a payé", PaymentSaid(who="dupont")),
    ("payé", PaymentSaid()),
    ("payé cb", PaymentSaid(method="card")),
    ("rembourse", RefundSaid()),
    ("rends-lui 100 €", RefundSaid(Decimal("100"))),
    ("combien il doit", AccountAsked()),
    ("déduire l'avoir", UseCreditSaid()),
    ("son compte", AccountAsked()),
    ("payé en espèces", PaymentSaid(method="cash")),
]
ELSEWHERE = [
    "paye girard 2 230,40 en 3x 1er chq 743,47 auj",
    "106 livrée complète + chq 1251,36 martin plomberie",
    "acompte 300 reçu sur la 106",
    "acompte 300 cb",
    "reçu 20 radiateurs",
    "reçu 300",
    "2 liquide antigel",
    "devis dupont 2 radiateurs acompte 300 cb",
    "commande dupont 3 rad payé cb",
    "facture dupont 3 rad payé cb",
    "-50 cb",
    "cb 0",
    "cb",
    "2 sur les 4",
    "peage 12.90 a7 vendredi",
    "ticket metro 2,10 esp",
    "solde de la 106",
    "acompte hotel du parc 2000 vir",
    "dupont",
    "310",
    "310 €",
    "310 € dupont",
    "chèque",
    "virement",
    "paiement",
    "reçu 3 radiateurs de dupont",
    "reçu 12 sacs",
    "commande dupont 3 rad",
    "livré la 106",
    "stock cb",
    "prix 300",
    "remise 50 €",
    "avoir de 50 € sur la 213",
    "facture 213",
    "devis 12",
    "solde",
    "3 clims en espèces trébuchantes 2",
    "2 cartes électroniques",
    "10 liquide de refroidissement",
    "vanne 3 voies 50",
    "annule le paiement",
    "rends 2 vannes à benali",
    "rends les clés à benali",
    "l'acompte de la 13",
    "rappelle dupont pour le chèque de 480",
]


@pytest.mark.parametrize(("said", "meant"), ANYWHERE)
def test_a_sentence_about_money_is_read_anywhere(said: str, meant: MoneySaid) -> None:
    assert read_payment(said, TODAY) == meant
    assert read_payment(said, TODAY, in_hand=True) == meant


UNREFUNDED = ("rembourse la fa 213", "rembourse la commande 12", "rendu 2 vannes dupont")


@pytest.mark.parametrize("said", [*UNREFUNDED, "dupont pas encore remboursé de 20 €"])
def test_papers_goods_and_what_is_not_done_are_no_sum_that_goes_back(said: str) -> None:
    assert read_payment(said, TODAY) is None


@pytest.mark.parametrize(("said", "meant"), IN_HAND)
def test_of_what_is_in_hand_a_few_words_are_enough(said: str, meant: MoneySaid) -> None:
    assert read_payment(said, TODAY, in_hand=True) == meant
    assert read_payment(said, TODAY) is None


@pytest.mark.parametrize("said", ELSEWHERE)
def test_other_words_are_not_about_money(said: str) -> None:
    assert read_payment(said, TODAY) is None


@pytest.mark.parametrize("said", [said for said, _meant in test_deliveries.ANYWHERE + test_deliveries.IN_HAND])
def test_what_is_said_of_deliveries_stays_theirs(said: str) -> None:
    assert read_payment(said, TODAY) is None
    assert read_payment(said, TODAY, in_hand=True) is None


_HEARD = (
    "2", "107", "310", "1 200", "55,50", "€", "cb", "chq", "par", "virement", "liquide", "dupont", "payé", "reçu",
    "sur", "les", "la", "fa 213", "commande", "n°", "acompte", "hier", "impayé", "solde", "et", ",", "radiateurs",
)  # fmt: skip
_WORDS = st.text(max_size=120) | st.lists(st.sampled_from(_HEARD), max_size=9).map(" ".join)


@given(_WORDS, st.booleans())
def test_whatever_is_typed_it_is_read_without_error_and_always_alike(said: str, in_hand: bool) -> None:
    for text in (said, f"encaissé {said}", f"chèque {said}", f"rembourse {said}"):
        read = read_payment(text, TODAY, in_hand=in_hand)
        assert read == read_payment(text, TODAY, in_hand=in_hand)
        amount = getattr(read, "amount", None)
        assert amount is None or 0 < amount < 10**9


@given(_WORDS, st.booleans())
def test_the_invoice_that_is_named_stays_the_one_that_is_named(said: str, in_hand: bool) -> None:
    for text in (f"fa 8106 payée {said}", f"encaissé 310 esp fa 8106 {said}"):
        read = read_payment(text, TODAY, in_hand=in_hand)
        if isinstance(read, PaymentSaid):
            assert read.invoices[:1] == ("fa8106",), text


@given(st.decimals(min_value="0.01", max_value="99999.99", places=2), st.sampled_from(["cb", "chq", "esp", "vir"]))
def test_an_amount_is_read_to_the_cent(amount: Decimal, method: str) -> None:
    written = f"{amount:,.2f}".replace(",", " ").replace(".", ",")
    read = read_payment(f"encaissé {written} {method} dupont", TODAY)
    assert isinstance(read, PaymentSaid)
    assert (read.amount, read.who) == (amount, "dupont")


@given(st.dates(date(2025, 1, 1), TODAY), st.sampled_from(["hier", "le 12/11", "vendredi", "lundi", "ce matin"]))
def test_a_payment_is_never_said_of_a_day_to_come(today: date, day: str) -> None:
    read = read_payment(f"encaissé 310 esp {day}", today)
    assert isinstance(read, PaymentSaid)
    assert read.on is not None
    assert read.on <= today


@pytest.mark.parametrize(
    ("said", "who", "on"),
    [
        ("chèque dupont impayé le 20/10", "dupont", date(2026, 10, 20)),
        ("hier, chèque dupont impayé", "dupont", date(2026, 11, 22)),
        ("chèque dupont impayé le 20/10, 12 € de frais", "dupont", date(2026, 10, 20)),
        ("impayé chèque dupont", "dupont", None),
    ],
)
def test_the_day_on_which_it_bounced_is_no_part_of_the_name(said: str, who: str, on: date | None) -> None:
    read = read_payment(said, date(2026, 11, 23), in_hand=False)
    assert isinstance(read, BouncedSaid)
    assert (read.who, read.on) == (who, on)


def test_the_day_of_the_cheque_is_not_that_on_which_it_bounced() -> None:
    read = read_payment("chèque du 20/10 dupont impayé", date(2026, 11, 23), in_hand=False)
    assert not isinstance(read, BouncedSaid) or read.on is None
