"""What is said about the team is read as it is meant, and nothing else is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.team import BlockSaid, InviteSaid, RightSaid, RoleSaid, TeamSaid, read_team
from core.permissions import Permission, Role


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("léa est commerciale", RoleSaid("lea", Role.SALES)),
        ("Léa Martin devient responsable", RoleSaid("lea martin", Role.MANAGER)),
        ("bruno est maintenant magasinier", RoleSaid("bruno", Role.STOREKEEPER)),
        ("bloque julien", BlockSaid("julien", blocked=True)),
        ("Débloque Julien Petit", BlockSaid("julien petit", blocked=False)),
        ("karim peut voir les marges", RightSaid("karim", Permission.MARGINS_READ, allowed=True)),
        ("karim a le droit de voir les marges", RightSaid("karim", Permission.MARGINS_READ, allowed=True)),
        ("julien n'a plus le droit de voir les marges", RightSaid("julien", Permission.MARGINS_READ, allowed=False)),
        ("julien n’a plus accès aux marges", RightSaid("julien", Permission.MARGINS_READ, allowed=False)),
        ("karim ne peut plus faire des devis", RightSaid("karim", Permission.QUOTES_WRITE, allowed=False)),
        ("hélène peut exporter", RightSaid("helene", Permission.DATA_EXPORT, allowed=True)),
        ("invite Léa Dupré-Roy comme commerciale", InviteSaid("Léa Dupré-Roy", Role.SALES)),
        ("invite Léa", InviteSaid("Léa", None)),
        ("inviter", InviteSaid("", None)),
    ],
)
def test_a_sentence_about_the_team_is_read(said: str, meant: TeamSaid) -> None:
    assert read_team(said) == meant


@pytest.mark.parametrize(
    "said",
    ["devis dupont 2 radiateurs", "dupont est client", "tel karim", "prix clim", "", "l'invité est là", "marges"],
)
def test_other_words_are_not_about_the_team(said: str) -> None:
    assert read_team(said) is None


@given(st.text(max_size=200))
def test_any_text_is_read_or_left_alone(said: str) -> None:
    for words in (said, f"invite {said}", f"{said} est commercial"):
        assert read_team(words) == read_team(f"  {words} ")
