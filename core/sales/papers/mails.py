"""What the e-mail that brings a document says: its subject and its text, in the language of its reader."""

from core.company.models import Company
from core.i18n import _, day, language, money
from core.kernel.identifiers import national
from core.mail.rules import LINK
from core.sales.models import Order, Quote


def quote_mail(quote: Quote, company: Company, sender: str) -> tuple[str, str]:
    """Subject and text."""
    with language(quote.language):
        said = _("Veuillez trouver ci-joint notre devis {number}, de {amount} TTC.").format(
            number=quote.number, amount=money(quote.gross)
        )
        until = _("Il est valable jusqu'au {day}.").format(day=day(quote.valid_until)) if quote.valid_until else ""
        subject = _("{seller} : devis {number}").format(seller=company.name, number=quote.number)
        return subject, letter(company, sender, said, until, _("Pour l'accepter ou l'ajuster, répondez à ce message."))


def order_mail(order: Order, company: Company, sender: str) -> tuple[str, str]:
    with language(order.language):
        said = _("Voici votre commande {number}, de {amount} TTC : le détail est en pièce jointe.").format(
            number=order.number, amount=money(order.gross)
        )
        promised = _("Livraison prévue : {day}.").format(day=day(order.delivery_on)) if order.delivery_on else ""
        subject = _("{seller} : votre commande {number}").format(seller=company.name, number=order.number)
        return subject, letter(company, sender, said, promised, _("Une question ? Répondez à ce message."))


def letter(company: Company, sender: str, *paragraphs: str) -> str:
    """The paragraphs between a greeting and the signature; the link stands before the last of them."""
    *first, last = filter(None, paragraphs)
    place = " ".join(filter(None, (company.zip, company.city)))
    reached = (national(company.phone) if company.phone else "", company.email)
    signature = (
        sender if sender != company.name else "",
        company.name,
        ", ".join(filter(None, (company.street, place))),
        " · ".join(filter(None, reached)),
    )
    signed = "\n".join(filter(None, signature))
    return "\n\n".join((_("Bonjour,"), *first, LINK, last, _("Cordialement,"), signed))
