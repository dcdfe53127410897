"""The FEC: as the law writes it, word for word, and what our own checks say of it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.amounts import amount
from core.kernel.errors import NotFound
from core.ledger import accounts, fec, years
from core.ledger.errors import SirenNeeded
from core.ledger.fec import Fec, Finding, Rule
from core.ledger.fec.text import CHARSET, COLUMNS, plain
from core.ledger.models import AccountUse
from core.ledger.posting import Posting
from tests.core.ledger.books import Books

HEADER = "\t".join(COLUMNS)


async def _of(books: Books, year: int = 2026) -> Fec:
    (wanted,) = [one for one in await books.seen(years.years) if one.starts_on.year == year]
    made: Fec = await books.seen(fec.of_year, wanted.id)
    return made


def _text(made: Fec) -> list[str]:
    return made.content.decode(CHARSET).split("\r\n")


def _rules(made: Fec) -> set[Rule]:
    return {finding.rule for finding in fec.checked(made)}


def _with(made: Fec, line: int, **words: str) -> Fec:
    rows = list(made.rows)
    rows[line] = {**rows[line], **words}
    return replace(made, rows=tuple(rows))


@pytest.fixture
async def made(books: Books) -> Fec:
    """A sale, paid and lettered, and one that is open."""
    customer = await books.customer("Hôtel du Parc")
    sale = await books.sold(customer, "1000")
    books.clock.advance(days=2)
    await books.lettered(sale, await books.paid(customer, "1200"))
    await books.sold(customer, "10")
    return await _of(books)


async def test_it_is_written_word_for_word(books: Books) -> None:
    customer = await books.customer("L’Été – “Bœuf” & fils | Łódź\t€")
    sold = await books.sold(customer, "1234.5")
    books.clock.advance(days=2)
    await books.lettered(sold, await books.paid(customer, "1481.40"))
    written = await _of(books)
    code, name = customer.code, 'L\'Été - "Bœuf" & fils Lódz €'
    assert written.name == "732829320FEC20261231.txt"
    assert written.content.endswith(b"\r\n")
    sale, transfer = "VE|Ventes|1|20261123", "BQ|Banque|2|20261125"
    invoice, payment = "VE0001|20261123|Pièce 1", "BQ0002|20261125|Pièce 2"
    assert _text(written)[:-1] == [
        HEADER,
        *(
            line.replace("|", "\t")
            for line in (
                f"{sale}|411000|Clients|{code}|{name}|{invoice}|1481,40|0,00|AAA|20261125|20261123||",
                f"{sale}|707000|Ventes de marchandises|||{invoice}|0,00|1234,50|||20261123||",
                f"{sale}|445710|TVA collectée|||{invoice}|0,00|246,90|||20261123||",
                f"{transfer}|512000|Banque|||{payment}|1481,40|0,00|||20261125||",
                f"{transfer}|411000|Clients|{code}|{name}|{payment}|0,00|1481,40|AAA|20261125|20261125||",
            )
        ),
    ]
    assert fec.checked(written) == []


async def test_what_opens_the_year_comes_first_and_nothing_closes_the_results(books: Books) -> None:
    customer = await books.customer()
    sale = await books.sold(customer, "100")
    books.later(date(2027, 2, 1))
    payment = await books.paid(customer, "120")
    await books.sold(customer, "3", on=date(2026, 12, 30), due_in=1)
    await books.lettered(sale, payment)
    await books.done(years.close, (await books.seen(years.years))[1].id)
    before, after = await _of(books, 2026), await _of(books, 2027)
    assert [(row["JournalCode"], row["EcritureNum"]) for row in after.rows] == [("AN", "4")] * 3 + [("BQ", "2")] * 2
    assert not any(row["EcritureLet"] for made in (before, after) for row in made.rows), "it is settled across years"
    assert [row["EcritureNum"] for row in before.rows] == ["1"] * 3 + ["3"] * 3
    assert (before.elsewhere, after.elsewhere) == (frozenset({2}), frozenset({3}))
    assert (before.final, after.final) == (True, False)
    assert fec.checked(before) == fec.checked(after) == []
    opened = {row["CompteNum"]: (row["Debit"], row["Credit"]) for row in after.rows[:3]}
    assert opened == {"120000": ("0,00", "103,00"), "411000": ("123,60", "0,00"), "445710": ("0,00", "20,60")}


async def test_a_year_whose_opening_is_missing_is_found(books: Books) -> None:
    await books.sold(await books.customer(), "100")
    books.later(date(2027, 2, 1))
    await books.sold(await books.customer("Garage Girard"), "100")
    assert {Rule.TRIAL} == _rules(await _of(books, 2027))


async def test_its_name_needs_the_siren(books: Books) -> None:
    await books.sold(await books.customer(), "100")
    await books.set_company(siren="")
    with pytest.raises(SirenNeeded):
        await _of(books)
    await books.set_company(siren="732829320")
    with pytest.raises(NotFound):
        await books.seen(fec.of_year, 10**9)


async def test_the_notice_says_how_the_file_is_written(made: Fec) -> None:
    said = made.notice.decode(CHARSET)
    assert made.notice_name == "notice-732829320FEC20261231.txt"
    assert "Exercice du 01/01/2026 au 31/12/2026, non clôturé : fichier provisoire\r\n" in said
    assert "ISO-8859-15" in said
    assert "  VE : Ventes\r\n" in said
    assert all(column in said for column in COLUMNS)
    assert "42, 43" in replace(made, elsewhere=frozenset({43, 42})).notice.decode(CHARSET)


async def test_a_file_without_fault_has_no_finding(made: Fec) -> None:
    assert fec.checked(made) == []


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ({"Debit": "1200.00"}, Rule.AMOUNT),
        ({"Debit": "1 200,00"}, Rule.AMOUNT),
        ({"Debit": ""}, Rule.FILLED),
        ({"EcritureLib": ""}, Rule.FILLED),
        ({"EcritureLib": "une|autre"}, Rule.CHARACTERS),
        ({"EcritureLib": "une\tautre"}, Rule.CHARACTERS),
        ({"CompAuxLib": "Łódź"}, Rule.CHARACTERS),
        ({"EcritureDate": "20261331"}, Rule.DATE),
        ({"DateLet": "2026-11-23"}, Rule.DATE),
        ({"EcritureDate": "20270101"}, Rule.IN_YEAR),
        ({"PieceDate": "20261124"}, Rule.PIECE_AFTER),
        ({"ValidDate": "20261122"}, Rule.VALIDATION),
        ({"Credit": "1,00"}, Rule.ONE_SIDE),
        ({"Debit": "0,00"}, Rule.ONE_SIDE),
        ({"CompteNum": "41"}, Rule.ACCOUNT),
        ({"CompteLib": "Autre nom"}, Rule.ONE_LABEL),
        ({"JournalLib": "Autre nom"}, Rule.ONE_LABEL),
        ({"JournalCode": "OD"}, Rule.ONE_ENTRY),
        ({"CompAuxLib": ""}, Rule.PAIR),
        ({"DateLet": ""}, Rule.PAIR),
        ({"Idevise": "USD"}, Rule.PAIR),
        ({"Debit": "1200,01"}, Rule.ENTRY_BALANCE),
        ({"Debit": "1200,01"}, Rule.JOURNAL_BALANCE),
        ({"Debit": "1200,01"}, Rule.BALANCE),
        ({"Debit": "1200,01"}, Rule.LETTERED),
        ({"Debit": "1200,01"}, Rule.TRIAL),
        ({"EcritureNum": "9"}, Rule.CONTINUITY),
    ],
    ids=str,
)
async def test_each_fault_is_found(made: Fec, words: dict[str, str], rule: Rule) -> None:
    assert rule in _rules(_with(made, 0, **words))


async def test_faults_of_the_whole_file_are_found(made: Fec) -> None:
    assert Rule.NAME in _rules(replace(made, name="732829320FEC2026.txt"))
    short = replace(made, rows=({"JournalCode": "VE"}, *made.rows))
    assert Rule.COLUMNS in _rules(short)
    assert Rule.CONTINUITY in _rules(replace(made, rows=(*made.rows[:3], *made.rows[5:])))
    assert _rules(replace(made, rows=(*made.rows[3:], *made.rows[:3]))) == {Rule.VALIDATION}
    opened = [{**row, "JournalCode": "AN", "JournalLib": "À-nouveaux"} for row in made.rows[5:]]
    assert Rule.OPENING in _rules(replace(made, rows=(*made.rows[:5], *opened)))
    assert Finding(Rule.TRIAL, "512000") in fec.checked(replace(made, trial={**made.trial, "512000": amount("5")}))


async def test_an_account_is_called_as_the_company_has_named_it(books: Books) -> None:
    await books.done(accounts.name_account, number="512100", label="Banque de l’Étang")
    await books.posted("BQ2", Posting("512100", amount("5")), Posting(AccountUse.CASH, amount("-5")))
    (row, _other) = (await _of(books)).rows
    assert (row["CompteLib"], row["JournalCode"], row["JournalLib"]) == ("Banque de l'Étang", "BQ2", "Banque")


@given(st.text())
def test_any_text_is_made_fit_for_the_file(text: str) -> None:
    fit = plain(text)
    assert fit.encode(CHARSET).decode(CHARSET) == fit
    assert not set(fit) & set("\t|\r\n")
    assert plain(fit) == fit
