"""What a letter says equals what it froze, in both languages; a consumer reads of no cost."""

from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from core.dunning.models import DunningLetter
from core.dunning.papers import cover_paper, file_print, letter_paper, statement_of_letter
from core.dunning.papers.merging import merged
from core.dunning.papers.words import asked, body, mail_text
from core.i18n import language, money
from core.kernel.amounts import amount
from core.parties.models import CustomerKind
from core.printing.layout import pdf
from core.printing.paper import Paper
from core.treasury.papers import statement_paper
from tests.core.dunning.desk import Desk


def words_of(paper: Paper) -> str:
    pages = PdfReader(BytesIO(pdf(paper))).pages
    return " ".join("\n".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


async def notice(desk: Desk, *, days: int = 30) -> DunningLetter:
    await desk.set_up(days=[3])
    await desk.late("1000", days=days)
    (letter,) = await desk.send(formal=True)
    return letter


async def test_a_formal_notice_asks_for_the_sum_its_interest_and_forty_euros(desk: Desk) -> None:
    letter = await notice(desk)
    interest = amount(1200 * 30 * Decimal("0.1240") / 365)
    assert (letter.penalty, letter.indemnity) == (interest, amount(40))
    said = words_of(letter_paper(letter))
    for what in (amount(1200), interest, amount(40), amount(1240 + interest)):
        assert money(what).replace("\xa0", " ") in said
    assert "Mise en demeure" in said
    assert asked(letter) == amount(1240 + interest)


async def test_a_friendly_word_asks_for_the_invoices_alone(desk: Desk) -> None:
    await desk.late("1000", days=3)
    (letter,) = await desk.send()
    said = words_of(letter_paper(letter))
    assert asked(letter) == amount(1200)
    assert "L441-10" in said, "what being late may cost is said"
    assert "1 240" not in said


async def test_a_consumer_reads_of_the_legal_rate_and_of_no_cost(desk: Desk) -> None:
    await desk.set_customer(kind=CustomerKind.CONSUMER)
    letter = await notice(desk)
    said = words_of(letter_paper(letter))
    assert "intérêt au taux légal" in said
    assert "L441-10" not in said
    assert "40,00" not in said
    assert asked(letter) == amount(1200)


@pytest.mark.parametrize(("spoken", "opening"), [("fr", "mettons en demeure"), ("en", "formal notice to pay")])
async def test_the_letter_and_the_e_mail_speak_the_customer_s_language(desk: Desk, spoken: str, opening: str) -> None:
    await desk.set_customer(language=spoken)
    letter = await notice(desk)
    with language(spoken):
        assert opening in body(letter)
    assert opening in mail_text(letter)
    assert opening in words_of(letter_paper(letter))


async def test_the_statement_that_goes_along_owes_what_the_letter_asks(desk: Desk) -> None:
    letter = await notice(desk)
    async with desk.work.read(desk.till.system) as db:
        found = await statement_of_letter(db, letter.id)
    assert found.statement.owed.overdue == letter.due
    assert "1 200,00 €" in words_of(statement_paper(found))


async def test_the_file_begins_with_what_it_holds(desk: Desk) -> None:
    letter = await notice(desk)
    await desk.hand_over()
    async with desk.work.read(desk.till.system) as db:
        found = await file_print(db, desk.customer_id)
    cover = words_of(cover_paper(found))
    assert letter.items[0]["number"] in cover
    assert "Mise en demeure du" in cover
    assert found.contents.due == amount(1200)
    both = merged([pdf(cover_paper(found)), pdf(letter_paper(letter))])
    assert len(PdfReader(BytesIO(both)).pages) == 2


async def test_a_formal_notice_of_one_invoice_recalls_the_others_apart(desk: Desk) -> None:
    await desk.set_up(days=[3, 30])
    await desk.late("1000", days=3)
    await desk.send()
    desk.clock.advance(days=20)
    await desk.late("100", days=7)
    (letter,) = await desk.send(formal=True)
    assert [(one["level"], one["formal"]) for one in letter.items] == [(2, True), (1, False)]
    said = words_of(letter_paper(letter))
    assert "mettons en demeure de nous régler la somme de 1 200,00 €" in said
    assert "Également échues, pour rappel" in said
    assert f"vous nous devez {money(asked(letter))}".replace("\xa0", " ") in said
    assert asked(letter) == amount(1320 + letter.penalty + 80)


async def test_a_public_body_reads_of_its_own_code(desk: Desk) -> None:
    await desk.set_customer(kind=CustomerKind.PUBLIC)
    letter = await notice(desk)
    said = words_of(letter_paper(letter))
    assert "CCP L2192-13, R2192-31, D2192-35" in said
    assert "C. com." not in said


async def test_a_letter_greets_and_is_signed_by_the_company(desk: Desk) -> None:
    letter = await notice(desk)
    said = words_of(letter_paper(letter))
    assert said.index("Madame, Monsieur,") < said.index("nous vous mettons en demeure")
    assert f"salutations distinguées. {letter.seller['name']}" in said
