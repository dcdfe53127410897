"""`carnet backup FOLDER` and `carnet restore FILE`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from core.exchange.backup.archive import Manifest
from core.exchange.backup.making import back_up
from core.exchange.backup.restoring import restore
from core.settings import Settings

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

NAMES = ("backup", "restore")


def add_to(commands: "Commands") -> None:
    """Declare the two commands."""
    saving = commands.add_parser("backup", help="sauvegarde toute l'installation dans un fichier, même en marche")
    saving.add_argument("folder", type=Path, metavar="DOSSIER", help="où écrire carnet-AAAAMMJJ-HHMMSS.tar.gz")
    putting = commands.add_parser("restore", help="remet une sauvegarde en place ; Carnet doit être arrêté")
    putting.add_argument("archive", type=Path, metavar="FICHIER")
    putting.add_argument("--replace", action="store_true", help="mettre de côté l'installation qui s'y trouve")


async def run(settings: Settings, options: argparse.Namespace) -> str:
    """Do what the command says; returns what to tell. Raises BackupRefused, DatabaseUnusable."""
    if options.command == "restore":
        manifest = await restore(settings, options.archive, replace=options.replace)
        return f"Restauré : {_content(manifest)}, état du {manifest.made_at[:16].replace('T', ' à ')} UTC."
    backup = await back_up(settings, options.folder)
    told = [f"Sauvegarde écrite et relue : {backup.path} ({_content(backup.manifest)})."]
    if backup.altered:
        told.append(f"Attention, le disque a altéré {len(backup.altered)} fichier(s), dont {backup.altered[0]}.")
    return "\n".join(told)


def _content(manifest: Manifest) -> str:
    rows = sum(sum(tables.values()) for tables in manifest.rows.values())
    return f"{rows} lignes, {len(manifest.files) - len(manifest.rows)} fichiers"
