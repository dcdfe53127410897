"""Which document is to go by e-mail, and what is about something else."""

import pytest

from bot.understanding.frames.frame import Frame
from bot.understanding.frames.saying import in_known_words
from bot.understanding.mailing import MailSaid, by_mail, read_mail
from tests.bot.understanding.frames.reading import NOW, memory


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("envoie la facture 213 par mail", MailSaid("invoice", "213")),
        ("renvoie la facture fa 12 par mail", MailSaid("invoice", "fa12")),
        ("Envoie la FA2611-0012 par e-mail à a.b@c.fr.", MailSaid("invoice", "FA2611-0012", "a.b@c.fr")),
        ("mail quote 45 to a@b.fr", MailSaid("quote", "45", "a@b.fr")),
        ("envoie le devis DE2611-0045-V2 par courriel", MailSaid("quote", "DE2611-0045-V2")),
        ("commande 12 par mail", MailSaid("order", "12")),
        ("send invoice 213 by email please", MailSaid("invoice", "213")),
        ("envoie le devis à x@y.fr", MailSaid("quote", "", "x@y.fr")),
        ("par mail à x@y.fr", MailSaid("", "", "x@y.fr")),
        ("envoie le devis 45 par mail à a@b.fr, c@d.fr", MailSaid("quote", "45", "a@b.fr", several=True)),
        ("par mail", MailSaid("")),
    ],
)
def test_what_goes_by_e_mail(text: str, said: MailSaid) -> None:
    assert read_mail(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "mail dupont",
        "le mail de dupont",
        "x@y.fr",
        "client dupont email x@y.fr",
        "devis dupont 2 radiateurs par mail",
        "envoie la facture de dupont par mail",
        "envoie la facture 213",
        "",
    ],
)
def test_what_is_about_something_else(text: str) -> None:
    assert read_mail(text) is None


def test_how_it_goes_and_where() -> None:
    assert by_mail("par mail à x@y.fr") == (True, "x@y.fr")
    assert by_mail("par sms") == (False, "")


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ({"channel": "email"}, "envoie la facture FA2611-0213 par mail"),
        ({"channel": "email", "to": "x@y.fr"}, "envoie la facture FA2611-0213 par mail à x@y.fr"),
        ({"channel": "telegram"}, "envoie la facture FA2611-0213"),
    ],
)
def test_the_channel_of_an_invoice_acts(slots: dict[str, str], said: str) -> None:
    saying = in_known_words(Frame("invoice.send", {"invoice": "FA2611-0213", **slots}), memory().around("", NOW, "U02"))
    assert saying.sentences == (said,)
    assert saying.unsaid == ()
