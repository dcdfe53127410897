"""Stored files are kept once, whole or not at all, and never altered unseen."""

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.files import FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def stored_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@hypothesis_settings(max_examples=20)
@given(content=st.binary(max_size=300))
async def test_what_is_put_is_got(store: FileStore, content: bytes) -> None:
    sha256 = await store.put(content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert await store.get(sha256) == content


async def test_the_same_content_is_kept_once(store: FileStore) -> None:
    assert await store.put(b"quote") == await store.put(b"quote")
    assert len(stored_in(store.folder)) == 1


async def test_altered_content_is_noticed(store: FileStore) -> None:
    sha256 = await store.put(b"quote")
    store.path(sha256).write_bytes(b"quoted")
    with pytest.raises(ValueError, match="altered"):
        await store.get(sha256)


async def test_content_that_was_never_put_is_not_found(store: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        await store.get("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 63, "../" + "0" * 61])
def test_only_a_hash_names_a_file(store: FileStore, name: str) -> None:
    with pytest.raises(AssertionError):
        store.path(name)


async def test_a_failed_write_leaves_nothing_behind(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store.path(hashlib.sha256(b"quote").hexdigest()).parent.mkdir(parents=True)
    with pytest.raises(OSError, match="No space left"):
        await store.put(b"quote")
    assert stored_in(store.folder) == []


async def test_a_process_killed_while_it_writes_leaves_no_part_of_a_file_under_its_name(store: FileStore) -> None:
    program = """
import asyncio, os, signal, sys
from pathlib import Path
from core.files import FileStore
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
folder = Path(sys.argv[1])
sha256 = __import__("hashlib").sha256(b"quote").hexdigest()
FileStore(folder).path(sha256).parent.mkdir(parents=True)
asyncio.run(FileStore(folder).put(b"quote"))
"""
    killed = subprocess.run([sys.executable, "-c", program, str(store.folder)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with pytest.raises(FileNotFoundError):
        await store.get(hashlib.sha256(b"quote").hexdigest())
    assert await store.get(await store.put(b"quote")) == b"quote"
