from collections.abc import AsyncIterator, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from bot import app
from core.offload.pool import Pool
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


class _Kept(Pool):
    """Workers that outlive their program."""

    def close(self) -> None:
        """Not now: the next story goes on with them."""


@pytest.fixture(scope="session", autouse=True)
def kept_workers() -> Iterator[None]:
    """The same workers for all stories: to start one costs more than most stories have to print."""
    printing, reading = _Kept(), _Kept()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "Pool", cycle((printing, reading)).__next__)
        yield
    for pool in (printing, reading):
        Pool.close(pool)
