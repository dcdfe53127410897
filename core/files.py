"""Stored files: kept once by the hash of their content, never changed."""

import asyncio
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class FileStore:
    """A folder of files named after their SHA-256, two levels deep."""

    folder: Path

    async def put(self, content: bytes) -> str:
        """Keep the content, once, and return its hash; it is on the disk for good when this returns."""
        return await asyncio.to_thread(self._put, content)

    async def put_file(self, path: Path) -> str:
        """As `put`, with the content of a file that may be larger than what memory should hold."""
        return await asyncio.to_thread(self._put_file, path)

    async def get(self, sha256: str) -> bytes:
        """The content with this hash; raises FileNotFoundError, or ValueError when the disk has altered it."""
        return await asyncio.to_thread(self._get, sha256)

    def path(self, sha256: str) -> Path:
        assert len(sha256) == 64, "a SHA-256 in hexadecimal"
        assert sha256.isalnum(), "a SHA-256 in hexadecimal"
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    def _put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if target.exists():
            return sha256
        self._make_folder(target.parent)
        _write_whole(target, BytesIO(content))
        return sha256

    def _put_file(self, path: Path) -> str:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            target = self.path(sha256)
            if not target.exists():
                file.seek(0)
                self._make_folder(target.parent)
                _write_whole(target, file)
        return sha256

    def _make_folder(self, folder: Path) -> None:
        """A folder is on the disk for good once the folder that holds it is."""
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)

    def _get(self, sha256: str) -> bytes:
        content = self.path(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(f"stored file {sha256} has been altered")
        return content


def _write_whole(target: Path, content: BinaryIO) -> None:
    """Under its name stands the whole content or nothing, also after a kill or a power cut."""
    handle, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
