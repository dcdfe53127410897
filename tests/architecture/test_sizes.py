"""Functions and files stay small enough to be read at once."""

import ast
from functools import cache
from pathlib import Path

from tests.modules import ROOT, sources

LONGEST_FUNCTION = 60
USUAL_FUNCTION = 35  # of 95 in 100
LONGEST_FILE = 600
USUAL_FILE = 400  # of 95 in 100

PRODUCT = ("bot", "core", "scheduler")


@cache
def functions() -> tuple[tuple[str, int], ...]:
    """Each function of the product and its tests, with its number of lines, the docstring not counted."""
    return tuple(
        (f"{_place(path)}:{node.lineno} {node.name}", _lines(node))
        for path in sources(*PRODUCT, "tests")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def test_no_function_is_too_long() -> None:
    assert [f"{name}: {lines}" for name, lines in functions() if lines > LONGEST_FUNCTION] == []


def test_nearly_all_functions_are_short() -> None:
    assert _of_95_in_100([lines for _, lines in functions()]) <= USUAL_FUNCTION


def test_no_file_is_too_long() -> None:
    long = {_place(path): _length(path) for path in sources(*PRODUCT, "tests") if _length(path) > LONGEST_FILE}
    assert long == {}


def test_nearly_all_files_are_short() -> None:
    assert _of_95_in_100([_length(path) for path in sources(*PRODUCT)]) <= USUAL_FILE


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    whole = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is None or first.end_lineno is None:
        return whole
    return whole - (first.end_lineno - first.lineno + 1)


def _of_95_in_100(sizes: list[int]) -> int:
    return sorted(sizes)[int(len(sizes) * 0.95)]


def _length(path: Path) -> int:
    return len(path.read_text().splitlines())


def _place(path: Path) -> str:
    return str(path.relative_to(ROOT))
