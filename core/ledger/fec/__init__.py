"""The file of accounting entries that the State asks for (fichier des écritures comptables, LPF A47 A-1)."""

from core.ledger.fec.building import Fec, of_year
from core.ledger.fec.checking import WARNINGS, Finding, Rule, checked

__all__ = ["WARNINGS", "Fec", "Finding", "Rule", "checked", "of_year"]
