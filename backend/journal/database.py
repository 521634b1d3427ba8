"""The journal's file: how it is opened, and how its tables come to be.

Entries are for ever. Views belong to one version of this program: where their shape has changed
since they were written they are dropped, and `rebuild.refresh` replays them.
"""

import re
import sqlite3
from importlib.resources import files
from pathlib import Path

from backend.views.state import FINGERPRINT
from backend.views.state import SCHEMA as VIEWS_SCHEMA

SCHEMA = files("backend.journal").joinpath("schema.sql").read_text(encoding="utf-8")
_VIEW_TABLES = re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", VIEWS_SCHEMA)
_KNOWN = "SELECT value FROM meta WHERE key = 'views'"
_STAMP = """
INSERT INTO meta (key, value) VALUES ('views', ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
_BUSY_MS = 10_000
_CACHE_KIB = 32_768


def connect(path: Path) -> sqlite3.Connection:
    """A connection that loses nothing it has acknowledged, whatever happens to the power."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    return connection


def prepare(connection: sqlite3.Connection) -> bool:
    """Create what is missing of the tables; True where the views have yet to be replayed."""
    connection.executescript(SCHEMA)
    known = connection.execute(_KNOWN).fetchone()
    if known and known[0] == FINGERPRINT:
        return False
    for table in _VIEW_TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.executescript(VIEWS_SCHEMA)
    return True


def stamp(connection: sqlite3.Connection) -> None:
    """Note, in the transaction of their replay, that the views are of this version."""
    connection.execute(_STAMP, (FINGERPRINT,))
