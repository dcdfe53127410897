"""The backup file: a compressed tar whose last member says what the others must be."""

import hashlib
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

_MANIFEST: Final = "manifest.json"
_COMPRESSION: Final = 4  # PDFs are compressed already; more would only take longer
_CHUNK: Final = 1024 * 1024


class BackupRefused(Exception):
    """Nothing was saved, or nothing was changed; the text is one sentence for the person who runs the command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a backup was taken of. `rows`: for each database in it, the number of rows of each table."""

    made_at: str  # ISO 8601, in UTC
    version: str  # of Carnet
    kind: str  # of database: sqlite or postgresql
    schema: str  # its revision
    rows: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest(Facts):
    """The facts, and the SHA-256 of each file under its name in the archive."""

    files: Mapping[str, str]


def pack(target: Path, facts: Facts, members: Mapping[str, Path]) -> Manifest:
    """Write the archive, read it back, and only then give it its name; readable by its owner only."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".partial")
    try:
        with os.fdopen(handle, "wb") as file:
            manifest = _write(file, facts, members)
            file.flush()
            os.fsync(file.fileno())
        if read(Path(name)) != manifest:
            raise BackupRefused(
                f"La sauvegarde relue n'est pas celle qui a été écrite : le disque de {target.parent} est défaillant."
            )
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return manifest


def read(archive: Path, unpacked: Path | None = None) -> Manifest:
    """Check every byte of an archive, and unpack it into a folder if one is given.

    Raises BackupRefused when it is not a whole backup of Carnet.
    """
    try:
        with tarfile.open(archive, "r:gz") as tar:
            return _checked(archive, tar, _sink(unpacked))
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, TypeError, KeyError) as error:
        raise BackupRefused(f"{archive} n'est pas une sauvegarde de Carnet lisible : {error}.") from error


def _write(file: IO[bytes], facts: Facts, members: Mapping[str, Path]) -> Manifest:
    hashes = {}
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=_COMPRESSION) as tar:
        for name, path in members.items():
            with path.open("rb") as source:
                tar.addfile(tar.gettarinfo(arcname=name, fileobj=source), source)
            hashes[name] = sha256(path)
        manifest = Manifest(**asdict(facts), files=hashes)
        with tempfile.TemporaryFile() as last:
            last.write(json.dumps(asdict(manifest), indent=1).encode())
            last.seek(0)
            tar.addfile(tar.gettarinfo(arcname=_MANIFEST, fileobj=last), last)
    return manifest


def sha256(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked(archive: Path, tar: tarfile.TarFile, sink: Callable[[str, Iterator[bytes]], None]) -> Manifest:
    found: dict[str, str] = {}
    for member in tar:
        content = tar.extractfile(member)
        if content is None or not _harmless(member.name):
            raise BackupRefused(f"{archive} contient « {member.name} », qu'aucune sauvegarde de Carnet ne contient.")
        if member.name == _MANIFEST:
            manifest = Manifest(**json.load(content))
            break
        digest = hashlib.sha256()
        sink(member.name, _hashed(content, digest.update))
        found[member.name] = digest.hexdigest()
    else:
        raise BackupRefused(f"{archive} est incomplet : la fin manque.")
    if found != manifest.files:
        altered = sorted(name for name in {*found, *manifest.files} if found.get(name) != manifest.files.get(name))
        raise BackupRefused(f"{archive} a été abîmé : {', '.join(altered[:3])}.")
    assert tar.fileobj is not None, "open for reading"
    while tar.fileobj.read(_CHUNK):
        continue  # to the checksum of the whole, which stands at the very end
    return manifest


def _harmless(name: str) -> bool:
    """A member stays under the folder it is unpacked into."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _hashed(content: IO[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK):
        update(chunk)
        yield chunk


def _sink(folder: Path | None) -> Callable[[str, Iterator[bytes]], None]:
    """Where the content of a member goes: a file in the folder, or nowhere."""

    def keep(name: str, chunks: Iterator[bytes]) -> None:
        if folder is None:
            for _ in chunks:
                pass
            return
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.writelines(chunks)

    return keep
