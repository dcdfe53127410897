"""One file that holds a whole installation: the database, the stored files, the local chat."""

from bot.backup.archive import BackupRefused, Manifest
from bot.backup.making import Backup, back_up
from bot.backup.restoring import restore

__all__ = ["Backup", "BackupRefused", "Manifest", "back_up", "restore"]
