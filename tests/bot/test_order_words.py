"""What a control says of the stock, in words."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.orders.words import check_line
from core.sales.orders import Check, CheckKind, Verdict

THERE = {"label": "Radiateur", "wanted": "2", "now": "5", "on": None, "short": "0"}


@pytest.mark.parametrize(
    ("verdict", "facts", "told"),
    [
        (Verdict.OK, {"lines": [THERE], "untracked": []}, "✅ Stock : tout est disponible"),
        (Verdict.OK, {"lines": [], "untracked": ["Joint"]}, "✅ Stock : non suivi"),
        (Verdict.OK, {"lines": [], "untracked": []}, "✅ Stock : rien à sortir du stock"),
        (
            Verdict.OK,
            {"lines": [THERE], "untracked": ["Joint"]},
            "✅ Stock : non suivi : Joint, le reste est disponible",
        ),
        (Verdict.WARN, {"lines": [THERE], "untracked": [], "never": ["Joint"]}, "⚠️ Stock : Joint jamais reçu"),
    ],
)
def test_nothing_is_said_to_be_there_that_nobody_has_counted(
    verdict: Verdict, facts: Mapping[str, Any], told: str
) -> None:
    assert check_line(Check(CheckKind.STOCK, verdict, dict(facts))).replace("\u202f", " ").replace("\xa0", " ") == told
