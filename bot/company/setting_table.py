"""The settings as people see them: how each is called, shown, chosen or typed. A new setting is a new row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.company.founding import REGIMES, TRADES
from bot.flows import Unreadable
from bot.understanding import read_amount
from core.company.models import Company, StockOut
from core.company.rules import (
    address_parts,
    checked_iban,
    checked_invoice_prefix,
    checked_prefix,
    form_and_capital,
    hours,
    spaced_iban,
)
from core.company.settings import Settings, checked
from core.i18n import N_, _, money, ngettext, percentage
from core.kernel.amounts import amount, percent
from core.kernel.errors import Invalid
from core.kernel.identifiers import national
from core.kernel.terms import EndOfMonth

TERMS: Final = {
    "COMPTANT": N_("comptant"),
    "30J": N_("30 jours"),
    "30J_FDM": N_("30 jours fin de mois"),
    "45J_FDM": N_("45 jours fin de mois"),
    "60J": N_("60 jours"),
    "3X": N_("en 3 fois"),
}
READINGS: Final = {
    EndOfMonth.DAYS_THEN_END: N_("les jours, puis la fin du mois"),
    EndOfMonth.END_THEN_DAYS: N_("la fin du mois, puis les jours"),
}
ZONES: Final = {
    "Europe/Paris": N_("Métropole, Corse"),
    "America/Guadeloupe": N_("Guadeloupe"),
    "America/Martinique": N_("Martinique"),
    "America/Cayenne": N_("Guyane"),
    "Indian/Reunion": N_("La Réunion"),
    "Indian/Mayotte": N_("Mayotte"),
    "America/Miquelon": N_("Saint-Pierre-et-Miquelon"),
    "Pacific/Noumea": N_("Nouvelle-Calédonie"),
    "Pacific/Tahiti": N_("Polynésie française"),
}
STOCK_OUT: Final = {
    StockOut.ORDER: N_("à la commande confirmée"),
    StockOut.DELIVERY: N_("à la livraison"),
    StockOut.CLOSED: N_("à la clôture de la livraison"),
    StockOut.INVOICE: N_("à la facture"),
}
SENTENCES: Final = ("insurance", "mediator", "conditions", "early_discount")  # answered by any words
_SHORT: Final = 60  # characters of a long text shown on a card


@dataclass(frozen=True, slots=True)
class Setting:
    """One row. Without `choices` the value is typed, and `read` gives the changes it means; a `photo` is sent.

    `choices` are the values to tap with their labels; two of them, True and False, make a switch.
    """

    key: str
    label: str
    show: Callable[[Company], str]
    question: str = ""
    read: Callable[[str], Settings] | None = None
    choices: tuple[tuple[Any, str], ...] = ()
    photo: bool = False
    clearable: bool = True

    @property
    def is_switch(self) -> bool:
        return [value for value, _label in self.choices] == [True, False]

    def changes(self, value: Any) -> Settings:
        """What a typed text, a tapped value or a photo's hash changes. Raises Unreadable, BusinessError."""
        if self.choices or self.photo:
            return {self.key: value}  # type: ignore[misc]
        assert self.read is not None, f"{self.key} is typed and cannot be read"
        wanted = self.read(value)
        checked(wanted)
        return wanted


@dataclass(frozen=True, slots=True)
class Group:
    """Settings shown on one card; `note` is what they need to be understood."""

    title: str
    settings: tuple[Setting, ...]
    note: str = ""


def _typed(key: str, label: str, question: str, *, clearable: bool = True) -> Setting:
    """A text kept as it is typed."""

    def read(text: str) -> Settings:
        return {key: text}  # type: ignore[misc]

    return Setting(key, label, lambda company: _short(getattr(company, key)), question, read, clearable=clearable)


def _rate(key: str, label: str, question: str) -> Setting:
    def read(text: str) -> Settings:
        number = read_amount(text.strip().rstrip("%").strip())
        if number is None or not 0 <= number <= 100:
            raise Unreadable(N_("J'attends un pourcentage, par exemple 30."))
        return {key: percent(number)}  # type: ignore[misc]

    return Setting(key, label, lambda company: percentage(getattr(company, key)), question, read, clearable=False)


def _switch(key: str, label: str) -> Setting:
    choices = ((True, N_("oui")), (False, N_("non")))
    return Setting(key, label, lambda company: _("oui") if getattr(company, key) else _("non"), choices=choices)


def _choice(key: str, label: str, choices: dict[Any, str], question: str = "") -> Setting:
    def show(company: Company) -> str:
        value = getattr(company, key)
        return _(choices[value]) if value in choices else str(value)

    return Setting(key, label, show, question, choices=tuple(choices.items()))


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rstrip()}…"


def _address(company: Company) -> str:
    return ", ".join(part for part in (company.street, f"{company.zip} {company.city}".strip()) if part)


def _read_address(text: str) -> Settings:
    street, postcode, city = address_parts(text)
    return {"street": street, "zip": postcode, "city": city}


def _form(company: Company) -> str:
    capital = "" if company.capital is None else money(company.capital)
    return " ".join(part for part in (company.legal_form, capital) if part)


def _read_form(text: str) -> Settings:
    legal_form, capital = form_and_capital(text)
    return {"legal_form": legal_form, "capital": capital}


def _read_days(text: str) -> Settings:
    digits = "".join(c for c in text if c.isascii() and c.isdigit())
    if not 1 <= len(digits) <= 4:
        raise Unreadable(N_("J'attends un nombre de jours, par exemple 30."))
    return {"quote_days": int(digits)}


def _read_hours(text: str) -> Settings:
    try:
        quiet_from, quiet_to = hours(text)
    except Invalid:  # carries the minutes that it has read, which nobody has typed
        raise Unreadable(N_("J'attends deux heures, par exemple 20h-7h.")) from None
    return {"quiet_from": quiet_from, "quiet_to": quiet_to}


def _read_late_rate(text: str) -> Settings:
    """« 12 », or nothing: the law's own rate."""
    number = read_amount(text.strip().rstrip("%").strip())
    if text.strip() and number is None:
        raise Unreadable(N_("J'attends un pourcentage, par exemple 12."))
    return {"late_rate": None if number is None else percent(number)}


def _late_rate(company: Company) -> str:
    return _("celui de la loi") if company.late_rate is None else percentage(company.late_rate)


def _read_difference(text: str) -> Settings:
    number = read_amount(text.strip().rstrip("€").strip())
    if number is None:
        raise Unreadable(N_("J'attends un montant en euros, par exemple 5."))
    return {"write_off_limit": amount(number)}


def _hours(company: Company) -> str:
    first, last = (f"{value // 60} h {value % 60:02}" for value in (company.quiet_from, company.quiet_to))
    return _("de {first} à {last}").format(first=first, last=last) if first != last else _("jamais")


def _days(company: Company) -> str:
    return ngettext("{days} jour", "{days} jours", company.quote_days).format(days=company.quote_days)


GROUPS: Final = (
    Group(
        N_("Identité"),
        (
            _typed("name", N_("Nom"), N_("Quel est le nom de votre entreprise ?"), clearable=False),
            _typed("siren", N_("SIREN"), N_("Quel est son numéro SIREN ?")),
            Setting("street", N_("Adresse"), _address, N_("Quelle est son adresse ?"), _read_address),
            Setting(
                "legal_form",
                N_("Forme et capital"),
                _form,
                N_("Quelle est sa forme juridique, et son capital ?"),
                _read_form,
            ),
            _typed("register_town", N_("RCS"), N_("Dans quelle ville est-elle inscrite au registre (RCS) ?")),
            Setting(
                "phone",
                N_("Téléphone"),
                lambda company: national(company.phone) if company.phone else "",
                N_("Quel est son numéro de téléphone ?"),
                lambda text: {"phone": text},
            ),
            _typed("email", N_("E-mail"), N_("Quelle est son adresse e-mail ?")),
            Setting(
                "logo_sha256",
                N_("Logo"),
                lambda company: _("oui") if company.logo_sha256 else _("non"),
                N_("Envoyez son logo, en photo."),
                photo=True,
            ),
            _choice("trade", N_("Métier"), dict(TRADES)),
        ),
    ),
    Group(
        N_("TVA et marges"),
        (
            _choice("vat_regime", N_("Régime de TVA"), dict(REGIMES)),
            _typed("vat_number", N_("N° de TVA"), N_("Quel est son numéro de TVA ?")),
            _switch("vat_on_debits", N_("TVA sur les débits")),
            _rate("floor_margin", N_("Marge plancher"), N_("Sous quelle marge faut-il un accord ? Par exemple : 15")),
            _rate("good_margin", N_("Bonne marge"), N_("À partir de quelle marge est-ce bon ? Par exemple : 30")),
        ),
    ),
    Group(
        N_("Devis et paiement"),
        (
            Setting(
                "quote_prefix",
                N_("Préfixe des numéros"),
                lambda company: company.quote_prefix,
                N_("Par quelles lettres commencent les numéros de devis ? Par exemple : DE"),
                lambda text: {"quote_prefix": checked_prefix(text)},
                clearable=False,
            ),
            Setting(
                "quote_days",
                N_("Validité"),
                _days,
                N_("Combien de jours un devis est-il valable ?"),
                _read_days,
                clearable=False,
            ),
            _choice("payment_terms", N_("Paiement"), TERMS),
            _choice("end_of_month", N_("Fin de mois"), dict(READINGS)),
            _rate("deposit", N_("Acompte"), N_("Quel acompte demander, en pourcentage ? Par exemple : 30")),
            _switch("sells_outside", N_("Vend au domicile des particuliers")),
            Setting(
                "iban",
                N_("IBAN"),
                lambda company: spaced_iban(company.iban),
                N_("Quel est son IBAN, pour être payé ?"),
                lambda text: {"iban": checked_iban(text)},
            ),
        ),
    ),
    Group(
        N_("Factures"),
        (
            Setting(
                "invoice_prefix",
                N_("Préfixe des factures"),
                lambda company: company.invoice_prefix,
                N_("Par quelles lettres commencent les numéros de facture ? Par exemple : FA"),
                lambda text: {"invoice_prefix": checked_invoice_prefix(text)},
                clearable=False,
            ),
            Setting(
                "late_rate",
                N_("Pénalités de retard"),
                _late_rate,
                N_("Quel taux de pénalités par an, en pourcentage ? Effacé, c'est celui de la loi."),
                _read_late_rate,
            ),
            _typed(
                "early_discount",
                N_("Escompte"),
                N_("Quel escompte pour paiement anticipé ? Par exemple : 2 % à 8 jours"),
            ),
            Setting(
                "write_off_limit",
                N_("Petits écarts"),
                lambda company: money(company.write_off_limit),
                N_("Jusqu'à quel écart un paiement solde-t-il une facture, en euros ? Par exemple : 5"),
                _read_difference,
                clearable=False,
            ),
            _switch("electronic", N_("Facturation électronique")),
        ),
        N_("« Facturation électronique » imprime sur vos factures les mentions de la réforme."),
    ),
    Group(
        N_("Stock"),
        (
            _choice(
                "stock_out",
                N_("Sortie du stock"),
                dict(STOCK_OUT),
                N_("Quand ce qui est vendu quitte-t-il le stock ? Les commandes déjà passées ne changent pas."),
            ),
            _switch("stock_may_lack", N_("Stock négatif permis")),
        ),
        N_("Sans « stock négatif », rien ne sort de ce qui manque."),
    ),
    Group(
        N_("Mentions"),
        (
            _typed("insurance", N_("Assurance"), N_("Quelle assurance ? L'assureur, le contrat, la zone couverte.")),
            _typed("mediator", N_("Médiateur"), N_("Quel médiateur de la consommation ? Son nom et son adresse.")),
            _typed("conditions", N_("Conditions générales"), N_("Quel texte de conditions générales imprimer ?")),
        ),
    ),
    Group(
        N_("Horaires"),
        (
            Setting(
                "quiet_from",
                N_("Heures calmes"),
                _hours,
                N_("Quand faut-il se taire ? Par exemple : 20h-7h"),
                _read_hours,
                clearable=False,
            ),
            _choice("zone", N_("Fuseau horaire"), ZONES),
        ),
    ),
)
SETTINGS: Final = {setting.key: (index, setting) for index, group in enumerate(GROUPS) for setting in group.settings}
