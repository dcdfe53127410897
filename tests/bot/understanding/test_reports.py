"""What people say of the summary, the brief, what is to be followed up, minimum stock and weekly questions."""

from decimal import Decimal

import pytest

from bot.understanding.reports import (
    BelowAsked,
    DigestAgain,
    DigestAt,
    DigestNow,
    ExpiringAsked,
    MinimumSaid,
    QuietAsked,
    ReportSaid,
    WeeklyAsked,
    WeeklySaid,
    read_report,
)

SAID: dict[str, ReportSaid | None] = {
    "résumé": DigestNow("summary"),
    "Résumé maintenant": DigestNow("summary"),
    "le résumé du jour": DigestNow("summary"),
    "résumé à 19h": DigestAt("summary", 19 * 60),
    "resume 18h45": DigestAt("summary", 18 * 60 + 45),
    "résumé à midi": DigestAt("summary", 12 * 60),
    "résumé à 7h du soir": DigestAt("summary", 19 * 60),
    "je veux le résumé à 18h45": DigestAt("summary", 18 * 60 + 45),
    "change l'heure du résumé à 20h": DigestAt("summary", 20 * 60),
    "résumé chaque jour à 18h": DigestAt("summary", 18 * 60),
    "remets le résumé": DigestAgain("summary"),
    "remets le brief": DigestAgain("brief"),
    "summary at 7pm": DigestAt("summary", 19 * 60),
    "résumé à 25h": None,
    "pas de résumé": DigestAt("summary", None),
    "mon brief": DigestNow("brief"),
    "brief à 7h": DigestAt("brief", 7 * 60),
    "pas de brief": DigestAt("brief", None),
    "relances devis": QuietAsked(),
    "devis à relancer": QuietAsked(),
    "mes devis à relancer": QuietAsked(own=True),
    "relances de mes devis": QuietAsked(own=True),
    "devis sans nouvelles depuis 20 jours": QuietAsked(days=20),
    "devis qui expirent": ExpiringAsked(),
    "articles sous le mini": BelowAsked(),
    "quoi commander ?": BelowAsked(),
    "products below minimum": BelowAsked(),
    "mini ballon 150 : 4": MinimumSaid("ballon 150", Decimal(4)),
    "stock mini vanne 3/4 : 12,5": MinimumSaid("vanne 3/4", Decimal("12.5")),
    "pas de mini pour ballon 150": MinimumSaid("ballon 150", Decimal(0)),
    "mini ballon 150": None,  # how many was not said
    "tous les lundis 8h : ca du mois": WeeklySaid("ca du mois", 1, 480, sure=False),
    "chaque lundi 8h ca du mois": WeeklySaid("ca du mois", 1, 480, sure=None),
    "tous les lundis à 8h envoie le stock de radiateurs": WeeklySaid("stock de radiateurs", 1, 480, sure=None),
    "enregistre la question : impayés": WeeklySaid("impayés", 1, 480, sure=True),
    "chaque vendredi à 17h30 : impayés": WeeklySaid("impayés", 5, 1050, sure=False),
    "envoie-moi chaque lundi la balance âgée": WeeklySaid("balance âgée", 1, 480, sure=True),
    "envoie-moi la balance âgée tous les lundis à 8h": WeeklySaid("balance âgée", 1, 480, sure=True),
    "tous les mardis envoie-moi le ca du mois": WeeklySaid("ca du mois", 2, 480, sure=True),
    "mes questions": WeeklyAsked(),
    "rappelle-moi tous les lundis 8h de faire le point stock": None,
    "relances du jour": None,
    "relance dupont": None,
    "devis dupont 2 radiateurs": None,
    "stock ballon 150": None,
    "commande dupont 4 mini clim": None,
}


@pytest.mark.parametrize("words", SAID)
def test_whole_sentences_are_read_and_others_left_alone(words: str) -> None:
    assert read_report(words) == SAID[words]
