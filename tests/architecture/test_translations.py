"""Whatever people read is translated, whole and unharmed, and nothing French is said past the catalogue.

`python -m tests.translations` (`make translations`) brings the catalogue up to date.
"""

import ast
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Final
from unicodedata import category

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from tests.modules import ROOT, sources
from tests.translations import (
    CATALOGUE,
    catalogue,
    composed_in,
    entries,
    is_translated,
    marked_in,
    refresh,
    sentences,
    written,
)

Parts = Callable[[str], list[str]]

ENGLISH: Final = catalogue()
BUTTON_ROOM: Final = 20  # characters that a phone shows on one of three buttons in a row

# What a translation must keep of the French sentence, each as a reading of both sides.
KEPT: Final[dict[str, Parts]] = {
    "placeholders": lambda text: sorted(set(re.findall(r"\{\w*\}", text))),
    "commands": lambda text: re.findall(r"(?<![\w)])/[a-z]+", text),
    "examples to type": lambda text: re.findall(r"`[^`]+`", text),
    "numbers of bold words": lambda text: ["**"] * text.count("**"),
    "the sign at its head": lambda text: re.findall(r"^(?:[#•…-]+|[^\w\s«“:\"'`*{]+)(?= )", text),
    "spaces at its ends": lambda text: re.findall(r"\s$", text),
}

# Where people of the product read: all of the bot but what is named, and the printed papers.
_SPEAKING: Final = ("bot/", "core/printing/layout/")
_PAPERS: Final = "/papers/"
_SILENT: Final = {
    "bot/app.py": "the command line and its refusals are French only",
    "bot/audit/command.py": "a program of the command line, French only",
    "core/audit/archive/offline.py": "a program that goes with an archive, French as the law wants its notice",
    "core/exchange/backup/": "a program of the command line, French only",
    "bot/demo_command.py": "a program of the command line, French only",
    "bot/understand_command.py": "a program of the command line, French only",
    "bot/localchat/": "a page for trying things out, French only",
    "bot/understanding/": "the French words that are read, none that are said",
    "bot/web/door.py": "what a browser is told of scripts and frames",
    "bot/outgoing/sending.py": "the words of Telegram's own refusals",
    "core/invoicing/papers/embedding.py": "names of standards inside a file",
    "core/invoicing/papers/mentions.py": "the law's own words, French on every paper",
    "core/invoicing/papers/xml.py": "a file that programs read",
    "core/printing/layout/pictures.py": "a line of the log",
}

# Calls whose texts nobody reads: marks, keys, buttons' data, words heard, the log, patterns.
_UNREAD_CALLS: Final = frozenset({"_", "N_", "ngettext", "Tap", "tap", "button", "said"})
_UNREAD_MODULES: Final = frozenset({"log", "logging", "re"})
# Texts that are one in all languages: names, numbers' names, examples, a wording of the law; and words that are heard.
_ONE_IN_ALL: Final = frozenset(
    (
        *("Français", "SIREN ", "SIRET ", "RNA ", "Dupont Menuiserie", "Marc Dupont"),
        *("3 rue du Bois, 69340 Francheville", "TVA non applicable, art. 293 B du CGI"),
        *("/start i_", "/start q_", "/start o_", "/start f_", "/start c_", "/start p_"),
        *("invite ", "nom : ", "pays : ", "contact ", "remise ", "plafond ", "tags ", "IBAN ", "encaissé 1 € "),
        "note : ",
        "livraisons ",
        "commande ",
        *("Camion ", "Dépôt"),  # what places are called at first; people rename them
        *("dans 7 jours", "plus tard", "sais pas", "je sais pas"),
        "de |des |du |les |la |le |tous les |toutes les |mes |nos ",
    )
)
_FRENCH: Final = re.compile(r"^(?!<)(?s:.*)([àâçéèêëîïôùûüœÀÂÇÉÈÊÎÔ«]|\b(HT|TTC|TVA)\b|\s[^\W\d_]{2,}|[^\W\d_]{2,}\s)")

_LABELS: Final = frozenset({"Button", "Option", "bold", "italic"})  # their first argument is read by people
_WORD: Final = re.compile(r"(?!Carnet)\b[^\W\d_]{2,}")


def test_everything_said_is_in_the_catalogue_and_nothing_else() -> None:
    known = {message.id for message in entries(ENGLISH)}
    assert sentences() - known == set(), "make translations"
    assert known - sentences() == set(), "make translations"


def test_everything_said_has_its_english_words() -> None:
    assert [message.id for message in entries(ENGLISH) if not is_translated(message)] == []


@pytest.mark.parametrize("part", KEPT)
def test_a_translation_keeps_what_is_not_words(part: str) -> None:
    read = KEPT[part]
    changed = {french: english for french, english in both_sides() if read(french) != read(english)}
    assert changed == {}


def test_a_short_button_stays_short() -> None:
    buttons = [sides for sides in both_sides() if category(sides[0][0]) in ("So", "Sm")]
    assert buttons
    assert [english for french, english in buttons if len(french) <= BUTTON_ROOM < len(english)] == []


def test_the_guide_names_the_buttons_as_they_are_called() -> None:
    labels = dict(both_sides())
    wrong = [
        (label, english)
        for french, english in both_sides()
        for label in re.findall(r"\*\*(.+?)\*\*", french)
        if f"**{labels.get(label, label)}**" not in english
    ]
    assert wrong == []


def test_the_catalogue_compiles() -> None:
    compiled = BytesIO()
    write_mo(compiled, ENGLISH)
    assert compiled.tell() > 0


def test_the_catalogue_stands_as_it_is_written() -> None:
    assert CATALOGUE.read_text("utf-8") == written(refresh(ENGLISH, sentences())), "make translations"


def test_no_sentence_is_put_together_before_it_is_translated() -> None:
    composed = [
        f"{_place(path)}:{call.lineno}"
        for path in sources("bot", "core", "scheduler")
        for call in composed_in(_tree(path))
    ]
    assert composed == []


def test_nothing_french_is_said_past_the_catalogue() -> None:
    past = [
        f"{_place(path)}:{text.lineno} {text.value!r}"
        for path in sources("bot", "core")
        if _speaks(_place(path))
        for text in french_in(_tree(path))
    ]
    assert past == []


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ('Button("Voir la suite")', True),
        ('Toast(key, f"{name} est prévenu")', True),
        ('lines = [f"{money(gross)} TTC"]', True),
        ('lines: list[str] = ["Voir la suite"]', True),
        ('Button("Retour", data)', True),
        ('bold(f"{number} Devis")', True),
        ('Button(_("Voir la suite"))', False),
        ('bold("Carnet")', False),
        ('heading: "Block | None" = None', False),
        ('raise Unreadable("Répondez oui ou non.")', True),
        ('raise LookupError("no sentence for this")', False),
        ('log.info("ready: %s things", n)', False),
        ('def card() -> None:\n    """The card of a quote."""', False),
        ('assert quote.number, "only a validated quote is printed"', False),
        ('Screen((f"📍 {address}",), card=f"quote:{key}")', False),
    ],
)
def test_the_check_sees_what_it_looks_for(code: str, caught: bool) -> None:
    assert any(french_in(ast.parse(code))) is caught


@pytest.mark.parametrize("code", ['_(f"{name} est là")', '_("Devis " + number)', '_("Devis {n}".format(n=n))'])
def test_a_composed_sentence_is_seen(code: str) -> None:
    assert len(list(composed_in(ast.parse(code)))) == 1


def test_a_refresh_adds_what_is_new_keeps_what_is_known_and_drops_the_rest() -> None:
    old = Catalog(locale="en")
    old.add("Retour", "Back")
    old.add("Autrefois", "Formerly")
    new = frozenset(marked_in(ast.parse('_("Retour"), N_("Suite"), ngettext("{n} jour", "{n} jours", n)')))
    fresh = refresh(old, new)
    assert {message.id: message.string for message in entries(fresh)} == {
        "Retour": "Back",
        "Suite": None,
        ("{n} jour", "{n} jours"): ("", ""),
    }


def both_sides() -> Iterator[tuple[str, str]]:
    """Each French sentence with its English one; plural forms one by one."""
    for message in entries(ENGLISH):
        if isinstance(message.id, str):
            yield message.id, str(message.string)
        else:
            yield from zip(message.id, message.string or (), strict=True)


def french_in(tree: ast.AST) -> Iterator[ast.Constant]:
    """The texts that read like French words and stand in no mark; on a label one word is enough."""
    for text in texts_shown(tree):
        if _FRENCH.match(str(text.value)) and text.value not in _ONE_IN_ALL:
            yield text
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _LABELS and node.args:
            shown = (text for text in texts_shown(node.args[0]) if text.value not in _ONE_IN_ALL)
            yield from (text for text in shown if _WORD.search(str(text.value)))


def texts_shown(node: ast.AST) -> Iterator[ast.Constant]:
    """The literal texts below a node that a person may come to read, whatever they are given to."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node
    elif not _is_unread(node):
        unread = [getattr(node, part, None) for part in ("annotation", "returns", "slice")]  # types and keys
        for inner in ast.iter_child_nodes(node):
            if inner not in unread:
                yield from texts_shown(inner)


def _is_unread(node: ast.AST) -> bool:
    match node:
        case ast.Assert() | ast.Compare() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id=error))):
            return error != "Unreadable"  # the one error that carries a sentence; all others speak to the log
        case ast.Call(func=ast.Name(id=name)):
            return name in _UNREAD_CALLS
        case ast.Call(func=ast.Attribute(value=ast.Name(id=module))):
            return module in _UNREAD_MODULES
        case _:
            return False


def _speaks(place: str) -> bool:
    speaking = place.startswith(_SPEAKING) or _PAPERS in place
    return speaking and not place.startswith(tuple(_SILENT))


def _place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))
