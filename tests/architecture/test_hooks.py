"""Rooms above do things for rooms below in one place: `core.hooks`, which every program imports."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_CORE: Final = Path("core")
_HOOKS: Final = _CORE / "hooks.py"
# The history's own tables: each kind of object says beside its reads who may read them.
_BESIDE_THEIR_READS: Final = {"open_to_readers", "tell_of_part"}


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(_CORE.rglob("*.py")):
        yield file, ast.parse(file.read_text())


def _offered() -> set[str]:
    """Functions that take a function and keep it in a list of their module: whoever calls them connects rooms."""
    found = set()
    for _file, module in _modules():
        kept = {
            target.id
            for one in module.body
            if isinstance(one, ast.AnnAssign) and isinstance(target := one.target, ast.Name) and _is_empty(one.value)
        }
        for one in module.body:
            if isinstance(one, ast.FunctionDef) and one.args.args and any(_fills(line, kept) for line in one.body):
                found.add(one.name)
    return found - _BESIDE_THEIR_READS


def _is_empty(value: ast.expr | None) -> bool:
    return isinstance(value, ast.List) and not value.elts


def _fills(line: ast.stmt, kept: set[str]) -> bool:
    match line:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"))):
            return name in kept
        case _:
            return False


def _called(module: ast.Module) -> set[str]:
    """What a module calls as it is imported."""
    calls = (one.value.func for one in module.body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call))
    return {
        func.id if isinstance(func, ast.Name) else func.attr
        for func in calls
        if isinstance(func, ast.Name | ast.Attribute)
    }


def test_rooms_are_connected_in_one_place() -> None:
    offered = _offered()
    assert offered, "nothing is offered any more: then nothing needs to be connected"
    assert _called(ast.parse(_HOOKS.read_text())) == offered
    elsewhere = {str(file): _called(module) & offered for file, module in _modules() if file != _HOOKS}
    assert {file: calls for file, calls in elsewhere.items() if calls} == {}


def test_what_runs_carnet_connects_the_rooms() -> None:
    tree = ast.walk(ast.parse(Path("bot/app.py").read_text()))
    assert "hooks" in {
        one.name for part in tree if isinstance(part, ast.ImportFrom) and part.module == "core" for one in part.names
    }
