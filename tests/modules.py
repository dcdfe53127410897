"""Every module of the product, imported: what the tests of the whole house walk through."""

import importlib
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent
_RUN_BY_SOMEBODY_ELSE = ("core.migrations.env", "__main__")  # Alembic's script; programs


@cache
def modules(*packages: str) -> tuple[ModuleType, ...]:
    """The packages and all that is in them."""
    found: list[ModuleType] = []
    for name in packages:
        package = importlib.import_module(name)
        inside = [inner.name for inner in pkgutil.walk_packages(package.__path__, f"{name}.")]
        ours = [inner for inner in inside if not inner.endswith(_RUN_BY_SOMEBODY_ELSE)]
        found += [package, *map(importlib.import_module, ours)]
    return tuple(found)


def import_tables() -> None:
    """Make every table of the product known to the metadata, whatever room declares it."""
    for path in sources("core", "bot", "scheduler"):
        if "__tablename__" in path.read_text():
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


@cache
def sources(*packages: str) -> tuple[Path, ...]:
    """The Python files of the packages."""
    return tuple(sorted(path for name in packages for path in (ROOT / name).rglob("*.py")))
