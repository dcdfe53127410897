"""What people type, made fit to be kept: one line, no invisible character, not too long."""

from core.kernel.errors import Invalid


def line(field: str, value: str, *, longest: int, required: bool = False) -> str:
    """The text on one line with single spaces; raises Invalid(field) when it is too long, or required and missing."""
    visible = "".join(c if c.isprintable() else " " for c in value)
    kept = " ".join(visible.split())
    if len(kept) > longest or (required and not kept):
        raise Invalid(field, value)
    return kept


def email(field: str, value: str) -> str:
    """An address as typed, without spaces around; raises Invalid when it cannot be one. Empty stays empty."""
    kept = line(field, value, longest=200)
    name, at, host = kept.rpartition("@")
    if kept and (" " in kept or not at or not name or "." not in host.strip(".")):
        raise Invalid(field, value)
    return kept


def others(field: str, values: tuple[str, ...] | list[str], *, longest: int = 100, most: int = 50) -> list[str]:
    """Other names of a thing: cleaned, each once, in order."""
    kept = [line(field, value, longest=longest) for value in values[:most]]
    return list(dict.fromkeys(name for name in kept if name))
