"""Whatever core has somebody told has a screen."""

import ast
from collections.abc import Iterator

from bot.outgoing.herald import SCREENS
from tests.modules import sources

_THIRD = frozenset({"tell_customer", "tell_salesperson"})  # calls whose third argument is the kind


def kinds(tree: ast.AST) -> Iterator[str]:
    """The kinds of notices that calls name where they stand."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id.startswith("tell"):
            given = [keyword.value for keyword in call.keywords if keyword.arg == "kind"]
            given += call.args[2:3] if call.func.id in _THIRD else []
            yield from (str(one.value) for one in given if isinstance(one, ast.Constant))


def test_each_notice_has_a_screen() -> None:
    told = {kind for path in sources("bot", "core") for kind in kinds(ast.parse(path.read_text("utf-8")))}
    assert {"order_sent", "order_confirmed", "delivery_done", "stock_differs", "quote_sent"} <= told
    assert told - SCREENS.keys() == set()
