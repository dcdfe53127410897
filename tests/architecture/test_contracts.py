"""Rooms call downwards only, and the rules of the house hold in each file."""

import ast
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from core.kernel.lifecycle import Lifecycle
from tests.modules import ROOT, modules, sources

Check = Callable[[ast.AST], bool]


def calls(*names: str) -> Check:
    """A call of one of these names, plain or after a dot."""

    def found(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and _last_name(node.func) in names

    return found


def reads(*names: str) -> Check:
    """One of these dotted names."""

    def found(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and ast.unparse(node) in names

    return found


# What may not be in which packages, but for the places named last.
FORBIDDEN: dict[str, tuple[Check, tuple[str, ...], tuple[str, ...]]] = {
    "a use case never commits": (calls("commit", "rollback"), ("core",), ("core/db/",)),
    "money is never a float": (calls("float"), ("core",), ("core/printing/layout/",)),
    "only programs print": (calls("print"), ("core", "scheduler"), ()),
    "the unit of work has the only clock": (
        reads("datetime.now", "datetime.utcnow", "date.today", "time.time"),
        ("core", "scheduler"),
        ("core/uow.py",),
    ),
    "the environment is read once": (
        reads("os.environ", "os.getenv"),
        ("core", "bot", "scheduler"),
        ("core/settings.py",),
    ),
}
VAGUE = {"service", "services", "utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def test_rooms_call_downwards_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    kept = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == EXIT_STATUS_SUCCESS
    assert kept, capsys.readouterr().out


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_the_rules_of_the_house_hold_in_each_file(rule: str) -> None:
    check, packages, places = FORBIDDEN[rule]
    broken = [
        f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        for path in sources(*packages)
        if not str(path.relative_to(ROOT)).startswith(places or ("\0",))
        for node in ast.walk(_tree(path))
        if check(node)
    ]
    assert broken == []


def test_the_checks_see_what_they_look_for() -> None:
    assert any(map(calls("commit"), ast.walk(ast.parse("await uow.session.commit()"))))
    assert any(map(reads("datetime.now"), ast.walk(ast.parse("x = datetime.now(UTC)"))))


def test_files_are_named_after_what_they_hold() -> None:
    assert [str(path) for path in sources("core", "bot", "scheduler") if path.stem in VAGUE] == []


def test_each_file_says_what_it_holds() -> None:
    silent = [
        path for path in sources("core", "bot", "scheduler") if _tree(path).body and not ast.get_docstring(_tree(path))
    ]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def lifecycles() -> Iterator[Lifecycle[StrEnum, StrEnum]]:
    for module in modules("core"):
        yield from (thing for thing in vars(module).values() if isinstance(thing, Lifecycle))


@pytest.mark.parametrize("lifecycle", dict.fromkeys(lifecycles()), ids=lambda lifecycle: lifecycle.document)
def test_each_state_of_a_document_can_be_reached_from_its_first(lifecycle: Lifecycle[StrEnum, StrEnum]) -> None:
    first = lifecycle.rows[0][0]
    reached, fresh = {first}, {first}
    while fresh:
        fresh = {after for before, _, after in lifecycle.rows if before in fresh} - reached
        reached |= fresh
    assert reached == set(type(first))
    assert {action for _, action, _ in lifecycle.rows} == set(type(lifecycle.rows[0][1]))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
