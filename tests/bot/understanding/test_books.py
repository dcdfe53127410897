"""What is asked of the books, and the periods they are asked for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.books import (
    AccountsAsked,
    AgedAsked,
    BooksSaid,
    CloseSaid,
    JournalAsked,
    LedgerAsked,
    ReportAsked,
    VerifySaid,
    YearsAsked,
    read_books,
)
from bot.understanding.periods import Period, month_of, read_period, split_period, year_of
from tests.bot.understanding import test_deliveries

TODAY = date(2026, 11, 23)  # a Monday
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))

ASKED: list[tuple[str, BooksSaid]] = [
    ("tva novembre", ReportAsked("vat", NOVEMBER)),
    ("tva du trimestre", ReportAsked("vat", QUARTER)),
    ("tva t3", ReportAsked("vat", Period(date(2026, 7, 1), date(2026, 9, 30)))),
    ("tva", ReportAsked("vat")),
    ("TVA du mois dernier", ReportAsked("vat", Period(date(2026, 10, 1), date(2026, 10, 31)))),
    ("tva de novembre 2025", ReportAsked("vat", Period(date(2025, 11, 1), date(2025, 11, 30)))),
    ("combien de tva ce mois", ReportAsked("vat", NOVEMBER)),
    ("déclaration de tva octobre", ReportAsked("vat", Period(date(2026, 10, 1), date(2026, 10, 31)))),
    ("tva à payer", ReportAsked("vat")),
    ("tva 2026", ReportAsked("vat", YEAR)),
    ("tva du 1 au 15 nov", ReportAsked("vat", Period(date(2026, 11, 1), date(2026, 11, 15)))),
    ("export compta novembre", ReportAsked("export", NOVEMBER)),
    ("exporte la compta de novembre", ReportAsked("export", NOVEMBER)),
    ("export comptable", ReportAsked("export")),
    ("exporte les écritures de novembre", ReportAsked("export", NOVEMBER)),
    ("exprot compta nov", ReportAsked("export", NOVEMBER)),
    ("envoie l'export compta novembre", ReportAsked("export", NOVEMBER)),
    ("exercice", YearsAsked()),
    ("Nos exercices comptables", YearsAsked()),
    ("exercice du 01/10/2026 au 30/09/2027", YearsAsked(Period(date(2026, 10, 1), date(2027, 9, 30)))),
    ("l'exercice va du 1er juillet 2026 au 30 juin 2027", YearsAsked(Period(date(2026, 7, 1), date(2027, 6, 30)))),
    ("exercice du 31/12/2026 au 01/01/2026", YearsAsked(unread="du 31/12/2026 au 01/01/2026")),
    ("exercice du 30/02/2026 au 31/12/2026", YearsAsked(unread="du 30/02/2026 au 31/12/2026")),
    ("exercice du 1er juillet au 30 juin", YearsAsked(Period(date(2026, 7, 1), date(2027, 6, 30)))),
    ("exercice du 1/4 au 31/3", YearsAsked(Period(date(2026, 4, 1), date(2027, 3, 31)))),
    ("exercice du 1/1 au 31/12", YearsAsked(YEAR)),
    ("exercice du 1er mars au 28 février", YearsAsked(Period(date(2026, 3, 1), date(2027, 2, 28)))),
    ("exercice du 01/07/25 au 30/06/26", YearsAsked(Period(date(2025, 7, 1), date(2026, 6, 30)))),
    ("comptes", AccountsAsked()),
    ("plan comptable", AccountsAsked()),
    ("compte ventes 707100", AccountsAsked("goods", "707100")),
    ("compte des ventes : 707 100", AccountsAsked("goods", "707100")),
    ("passe les ventes sur le compte 707100", AccountsAsked("goods", "707100")),
    ("compte tva en attente 445810", AccountsAsked("vat_pending", "445810")),
    ("compte ventes 70", AccountsAsked("goods", "70")),
    ("fec 2026", ReportAsked("fec", YEAR)),
    ("FEC", ReportAsked("fec")),
    ("le fec de l'exercice 2026", ReportAsked("fec", YEAR)),
    ("exporte le fec 2026", ReportAsked("fec", YEAR)),
    ("balance 2026", ReportAsked("balance", YEAR)),
    ("balance", ReportAsked("balance")),
    ("balance générale novembre", ReportAsked("balance", NOVEMBER)),
    ("balance des comptes 2026", ReportAsked("balance", YEAR)),
    ("grand livre 411 novembre", LedgerAsked("411", NOVEMBER)),
    ("grand livre", LedgerAsked()),
    ("grand livre 2026", LedgerAsked(period=YEAR)),
    ("grand livre novembre", LedgerAsked(period=NOVEMBER)),
    ("grand livre dupont", LedgerAsked(who="dupont")),
    ("grand livre dupont novembre", LedgerAsked(period=NOVEMBER, who="dupont")),
    ("grand livre du compte 411 du 1 au 15 nov", LedgerAsked("411", Period(date(2026, 11, 1), date(2026, 11, 15)))),
    ("grand livre 411000 2026", LedgerAsked("411000", YEAR)),
    ("balance âgée", AgedAsked()),
    ("balance agée au 31/12/2026", AgedAsked(date(2026, 12, 31))),
    ("balance agee clients", AgedAsked()),
    ("créances âgées", AgedAsked()),
    ("clôture novembre", CloseSaid(NOVEMBER)),
    ("clôture l'exercice 2026", CloseSaid(YEAR)),
    ("cloturer le mois de novembre", CloseSaid(NOVEMBER)),
    ("clôture", CloseSaid()),
    ("ferme novembre", CloseSaid(NOVEMBER)),
    ("verrouille octobre", CloseSaid(Period(date(2026, 10, 1), date(2026, 10, 31)))),
    ("cloture exercice 2026", CloseSaid(YEAR)),
    ("clôture de l'année 2026", CloseSaid(YEAR)),
    ("exporte l'archive 2026", ReportAsked("archive", YEAR)),
    ("export archive 2026", ReportAsked("archive", YEAR)),
    ("archive 2026", ReportAsked("archive", YEAR)),
    ("archive l'exercice 2026", ReportAsked("archive", YEAR)),
    ("archive légale 2026", ReportAsked("archive", YEAR)),
    ("vérifie les comptes", VerifySaid()),
    ("verifie la compta", VerifySaid()),
    ("vérifier la chaîne", VerifySaid()),
    ("contrôle les écritures", VerifySaid()),
    ("les comptes sont justes ?", VerifySaid()),
    ("journal des ventes novembre", JournalAsked("VE", NOVEMBER)),
    ("journal ve", JournalAsked("VE")),
    ("journal de banque novembre", JournalAsked("BQ", NOVEMBER)),
    ("journal de caisse 2026", JournalAsked("CA", YEAR)),
    ("journal", JournalAsked()),
]
ELSEWHERE = [
    "tva 10",
    "tva 5,5",
    "balance dupont",
    "fermé lundi",
    "ferme",
    "archive dupont",
    "export clients",
    "export",
    "ca novembre",
    "tva 20 sur la ligne 2",
    "la tva est à 10",
    "clim",
    "106",
    "devis dupont 2 clim tva 10",
    "vérifie le stock",
    "contrôle la commande 106",
    "export articles excel",
]
PERIODS = [
    ("novembre", date(2026, 11, 1), date(2026, 11, 30), "month"),
    ("nov", date(2026, 11, 1), date(2026, 11, 30), "month"),
    ("sept", date(2026, 9, 1), date(2026, 9, 30), "month"),
    ("décembre", date(2025, 12, 1), date(2025, 12, 31), "month"),
    ("nov 2025", date(2025, 11, 1), date(2025, 11, 30), "month"),
    ("du mois", date(2026, 11, 1), date(2026, 11, 30), "month"),
    ("mois dernier", date(2026, 10, 1), date(2026, 10, 31), "month"),
    ("le mois passé", date(2026, 10, 1), date(2026, 10, 31), "month"),
    ("ce mois-ci", date(2026, 11, 1), date(2026, 11, 30), "month"),
    ("t3", date(2026, 7, 1), date(2026, 9, 30), "quarter"),
    ("T3 2025", date(2025, 7, 1), date(2025, 9, 30), "quarter"),
    ("3e trimestre", date(2026, 7, 1), date(2026, 9, 30), "quarter"),
    ("1er trimestre 2026", date(2026, 1, 1), date(2026, 3, 31), "quarter"),
    ("du trimestre", date(2026, 10, 1), date(2026, 12, 31), "quarter"),
    ("trimestre dernier", date(2026, 7, 1), date(2026, 9, 30), "quarter"),
    ("2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
    ("l'exercice 2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
    ("exercice 2025", date(2025, 1, 1), date(2025, 12, 31), "year"),
    ("cette année", date(2026, 1, 1), date(2026, 12, 31), "year"),
    ("année dernière", date(2025, 1, 1), date(2025, 12, 31), "year"),
    ("l'année en cours", date(2026, 1, 1), date(2026, 12, 31), "year"),
    ("du 1 au 15 nov", date(2026, 11, 1), date(2026, 11, 15), "other"),
    ("du 1er au 15 novembre 2026", date(2026, 11, 1), date(2026, 11, 15), "other"),
    ("du 01/11 au 15/11", date(2026, 11, 1), date(2026, 11, 15), "other"),
    ("du 01/11/2026 au 15/11/2026", date(2026, 11, 1), date(2026, 11, 15), "other"),
    ("du 20 au 30", date(2026, 10, 20), date(2026, 10, 30), "other"),
    ("semaine dernière", date(2026, 11, 16), date(2026, 11, 22), "week"),
    ("cette semaine", date(2026, 11, 23), date(2026, 11, 29), "week"),
    ("hier", date(2026, 11, 22), date(2026, 11, 22), "day"),
    ("auj", date(2026, 11, 23), date(2026, 11, 23), "day"),
    ("11/2026", date(2026, 11, 1), date(2026, 11, 30), "month"),
    ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "month"),
    ("depuis janvier", date(2026, 1, 1), date(2026, 11, 23), "other"),
    ("depuis le 1er novembre", date(2026, 11, 1), date(2026, 11, 23), "other"),
    ("de septembre à novembre", date(2026, 9, 1), date(2026, 11, 30), "other"),
    ("12/11", date(2026, 11, 12), date(2026, 11, 12), "day"),
    ("le 12/11", date(2026, 11, 12), date(2026, 11, 12), "day"),
    ("12 nov", date(2026, 11, 12), date(2026, 11, 12), "day"),
    ("2e semestre 2025", date(2025, 7, 1), date(2025, 12, 31), "half"),
    ("en novembre 2026", date(2026, 11, 1), date(2026, 11, 30), "month"),
    ("pour le mois de novembre", date(2026, 11, 1), date(2026, 11, 30), "month"),
    ("au 31/12/2026", date(2026, 12, 31), date(2026, 12, 31), "day"),
    ("last month", date(2026, 10, 1), date(2026, 10, 31), "month"),
    ("du 15 déc au 10 janvier", date(2025, 12, 15), date(2026, 1, 10), "other"),
    ("sept. 2026", date(2026, 9, 1), date(2026, 9, 30), "month"),
    ("entre le 1 et le 15 nov", date(2026, 11, 1), date(2026, 11, 15), "other"),
    ("du 30 au 2", date(2026, 10, 30), date(2026, 11, 2), "other"),
]


@pytest.mark.parametrize(("said", "meant"), ASKED)
def test_what_is_asked_of_the_books_is_read(said: str, meant: BooksSaid) -> None:
    assert read_books(said, TODAY) == meant
    assert read_books(f"bonjour {said} merci", TODAY, in_hand=True) == meant


@pytest.mark.parametrize("said", ELSEWHERE + [said for said, _meant in test_deliveries.ANYWHERE])
def test_other_words_are_not_about_the_books(said: str) -> None:
    assert read_books(said, TODAY) is None


@pytest.mark.parametrize(("said", "first", "last", "span"), PERIODS)
def test_a_period_is_read_as_people_say_it(said: str, first: date, last: date, span: str) -> None:
    period = read_period(said, TODAY)
    assert period == Period(first, last)
    assert period.span == span
    assert split_period(f"hotel du parc {said}", TODAY) == ("hotel du parc", period)


@pytest.mark.parametrize("said", ["dupont", "12", "31/02", "31 fevrier", "", "106", "tva", "parc", "du 45 au 50", "t5"])
def test_other_words_name_no_period(said: str) -> None:
    assert read_period(said, TODAY) is None


@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_whatever_is_typed_a_period_has_its_days_in_order(said: str, today: date) -> None:
    period = read_period(said, today)
    assert period is None or period.first <= period.last
    read_books(f"tva {said}", today)
    read_books(said, today)


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_a_month_a_quarter_and_a_year_hold_today_and_begin_on_the_first(today: date) -> None:
    for said in ("ce mois", "trimestre", "cette année", f"{today.year}", f"{today:%m/%Y}"):
        period = read_period(said, today)
        assert period is not None
        assert period.first <= today <= period.last
        assert (period.first.day, (period.last + timedelta(days=1)).day) == (1, 1)
    assert month_of(today.year, 2).last.month == 2
    assert year_of(today.year).span == "year"


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_two_days_that_are_written_whole_are_the_period(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert read_period(f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}", TODAY) == Period(first, last)
