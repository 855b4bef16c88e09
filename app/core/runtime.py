"""What an entry point builds once and hands down: settings, database, files."""

from dataclasses import dataclass

from app.core.database import Database
from app.core.files import FileStore
from app.core.settings import Settings


@dataclass(frozen=True)
class Runtime:
    settings: Settings
    database: Database
    files: FileStore
