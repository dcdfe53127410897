from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.harness import Scene, playing


@pytest.fixture
def scene_url(request: pytest.FixtureRequest) -> str:
    """SQLite, unless the story asks for another database with `on_both`."""
    address: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    return address


@pytest.fixture
async def scene(scene_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Scene]:
    async with playing(scene_url, tmp_path) as scene:
        scene.console = capsys.readouterr().out
        yield scene
