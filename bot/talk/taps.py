"""What a button carries: verb, company, object, version and arguments, in at most 64 bytes of ASCII."""

from collections.abc import Container
from dataclasses import dataclass

from core.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Tap:
    """`version` is what the person was looking at; 0 when the object has none. Arguments are plain words or numbers."""

    verb: str
    company_id: int = 0
    object_id: int = 0
    version: int = 0
    arguments: tuple[str, ...] = ()

    def packed(self) -> str:
        return ".".join((self.verb, *map(str, (self.company_id, self.object_id, self.version)), *self.arguments))

    def number(self, index: int) -> int:
        """A numeric argument, 0 when there is none. Raises NotFound for a button we never made."""
        said = self.arguments[index] if index < len(self.arguments) else "0"
        if not (said.isascii() and said.isdecimal() and len(said) <= 18):
            raise NotFound("button", self.verb)
        return int(said)

    def word(self, index: int, known: Container[str]) -> str:
        """An argument that is one of these. Raises NotFound for a button we never made."""
        said = self.arguments[index] if index < len(self.arguments) else ""
        if said not in known:
            raise NotFound("button", self.verb)
        return said


def unpack(data: str) -> Tap | None:
    """The tap in a button's data; None for data we never wrote (anybody can send any data)."""
    verb, *rest = data.split(".")
    if len(rest) < 3 or not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in rest[:3]):
        return None
    company_id, object_id, version = map(int, rest[:3])
    return Tap(verb, company_id, object_id, version, tuple(rest[3:]))
