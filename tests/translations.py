"""The English catalogue against the French sentences of the code. `python -m tests.translations` brings it up to date.

What is new gets an empty translation to fill in, what the code no longer says goes away. Sorted, without line numbers:
a change of the code that changes no sentence changes nothing here.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.company.guide import guide_text
from tests.modules import ROOT, sources

CATALOGUE: Final = ROOT / "core" / "locales" / "en.po"
MARKS: Final = {"_": 1, "N_": 1, "ngettext": 2}  # how many sentences each takes

Sentence = str | tuple[str, str]

_HEADER: Final = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def main() -> None:
    """Bring the catalogue up to date, and say what is left to translate."""
    refreshed = refresh(catalogue(), sentences())
    CATALOGUE.write_text(written(refreshed), "utf-8")
    missing = [message for message in entries(refreshed) if not is_translated(message)]
    sys.stdout.write(f"{len(refreshed)} sentences, {len(missing)} to translate in {CATALOGUE.relative_to(ROOT)}\n")


@cache
def sentences() -> frozenset[Sentence]:
    """Every sentence of the product: those marked in the code, and the rows of the guide."""
    marked = {sentence for path in sources("bot", "core", "scheduler") for sentence in marked_in(_tree(path))}
    return frozenset(marked | {row.strip() for row in guide_text().splitlines() if row.strip()})


def marked_in(tree: ast.AST) -> Iterator[Sentence]:
    """The sentences inside `_()`, `N_()` and `ngettext()`; one and many as a pair."""
    for call in mark_calls(tree):
        texts = [text.value for text in _said(call) if isinstance(text, ast.Constant) and isinstance(text.value, str)]
        if len(texts) == 2:
            yield texts[0], texts[1]
        elif texts:
            yield texts[0]


def composed_in(tree: ast.AST) -> Iterator[ast.Call]:
    """Marks around a text put together while running, which no catalogue can hold: `_(f"…")`, `_("…" + x)`."""
    for call in mark_calls(tree):
        parts = [node for text in _said(call) for node in ast.walk(text)]
        if any(isinstance(part, ast.JoinedStr | ast.BinOp) or _is_format(part) for part in parts):
            yield call


def mark_calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls of `_`, `N_` and `ngettext`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield node


def catalogue() -> Catalog:
    """The English catalogue as it is in the tree; raises when it cannot be read."""
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="en", abort_invalid=True)


def entries(of: Catalog) -> Sequence[Message]:
    """The messages of a catalogue, without its header."""
    return [message for message in of if message.id]


def is_translated(message: Message) -> bool:
    """Whether every form has its English words, and nobody doubts them."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    expected = 2 if message.pluralizable else 1
    return len(forms) == expected and all(forms) and not message.fuzzy


def refresh(old: Catalog, wanted: frozenset[Sentence]) -> Catalog:
    """The catalogue of these sentences, with the translations known already."""
    fresh = Catalog(locale="en")
    for sentence in wanted:
        known = old.get(sentence)
        same = known is not None and known.pluralizable == isinstance(sentence, tuple)
        fresh.add(sentence, known.string if known is not None and same else None)
    return fresh


def written(of: Catalog) -> str:
    """The catalogue as its file has it."""
    body = BytesIO()
    write_po(body, of, width=120, no_location=True, omit_header=True, sort_output=True)
    return _HEADER + body.getvalue().decode().strip() + "\n"


def _said(call: ast.Call) -> Sequence[ast.expr]:
    assert isinstance(call.func, ast.Name)
    return call.args[: MARKS[call.func.id]]


def _is_format(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


if __name__ == "__main__":
    main()
