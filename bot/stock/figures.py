"""How many are reserved, available, expected, asked for: one is « 1 disponible », none too."""

from core.i18n import count, ngettext
from core.kernel.amounts import Quantity


def reserved_words(many: Quantity) -> str:
    return ngettext("{count} réservé", "{count} réservés", abs(int(many))).format(count=count(many))


def free_words(many: Quantity) -> str:
    return ngettext("{count} disponible", "{count} disponibles", abs(int(many))).format(count=count(many))


def expected_words(many: Quantity) -> str:
    return ngettext("{count} attendu", "{count} attendus", abs(int(many))).format(count=count(many))


def wanted_words(many: Quantity) -> str:
    return ngettext("{count} demandé", "{count} demandés", abs(int(many))).format(count=count(many))
