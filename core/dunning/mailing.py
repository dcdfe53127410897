"""The one door from dunning to the customer's mailbox."""

from typing import Final

from core.company.members import those_who
from core.dunning.models import DunningLetter
from core.dunning.papers.words import mail_text, subject_of
from core.mail import mail
from core.parties.models import Customer
from core.permissions import Permission
from core.uow import UnitOfWork

ABOUT: Final = "dunning_letter"  # what its e-mail is about
MOST_ATTACHED: Final = 10  # invoices; the letter and the statement name them all


async def post(uow: UnitOfWork, letter: DunningLetter, customer: Customer) -> None:
    """The letter, the statement and the invoices that it names, in one e-mail; once for the letter."""
    attached = [{"document": "reminder", "id": letter.id}, {"document": "reminder-statement", "id": letter.id}]
    attached += [{"document": "invoice", "id": one["invoice_id"]} for one in letter.items[:MOST_ATTACHED]]
    await mail.send(
        uow,
        key=f"dunning:{letter.id}",
        to=customer.email,
        subject=subject_of(letter),
        text=mail_text(letter),
        person_id=await _who_hears(uow, letter),
        customer_id=customer.id,
        about=f"{ABOUT}:{letter.id}",
        attachments=attached,
        link=f"invoice:{letter.items[0]['invoice_id']}",
        language=letter.language,
    )


async def _who_hears(uow: UnitOfWork, letter: DunningLetter) -> int | None:
    """Whoever has sent it hears when it reaches nobody; of what has left by itself, one of those who send."""
    if letter.sent_by is not None:
        return letter.sent_by
    return next(iter(await those_who(uow, Permission.DUNNING_WRITE)), None)
