"""One file that holds a whole installation: the database, the stored files, the local chat."""

from core.exchange.backup.archive import BackupRefused, Manifest
from core.exchange.backup.making import Backup, back_up
from core.exchange.backup.restoring import restore

__all__ = ["Backup", "BackupRefused", "Manifest", "back_up", "restore"]
