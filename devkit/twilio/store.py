"""What the simulated Twilio has taken: rows in a small SQLite file of its own."""

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from threading import Lock
from typing import Any

import clock
from domain.sms import segments

FILE = "twilio.sqlite3"

_TABLE = """CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY, sid TEXT UNIQUE, account TEXT, recipient TEXT, sender TEXT, body TEXT,
    status TEXT, error_code INTEGER, created_at TEXT, sent_at TEXT, updated_at TEXT, callback_url TEXT
)"""
_COLUMNS = (
    "sid, account, recipient, sender, body, status, error_code, created_at, sent_at, updated_at, callback_url"
)


@dataclass(frozen=True)
class Taken:
    """One message; moments are ISO 8601 in UTC."""

    sid: str
    account: str
    recipient: str
    sender: str
    body: str
    status: str
    error_code: int | None
    created_at: str
    sent_at: str | None
    updated_at: str
    callback_url: str

    def as_twilio(self) -> dict[str, Any]:
        """The resource as the API shows it."""
        uri = f"/2010-04-01/Accounts/{self.account}/Messages/{self.sid}"
        return {
            "account_sid": self.account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": _rfc2822(self.created_at),
            "date_sent": _rfc2822(self.sent_at) if self.sent_at else None,
            "date_updated": _rfc2822(self.updated_at),
            "direction": "outbound-api",
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": str(segments(self.body)),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.recipient,
            "uri": f"{uri}.json",
        }

    def as_on_phone(self) -> dict[str, Any]:
        """What the demo's phone shows."""
        at = clock.local(datetime.fromisoformat(self.created_at))
        return {
            "at": at.isoformat(timespec="seconds"),
            "to": self.recipient,
            "text": self.body,
            "status": self.status,
            "segments": segments(self.body),
        }


class Store:
    """The messages; safe for the server's threads. `:memory:` keeps them in memory."""

    def __init__(self, path: Path | str) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute(_TABLE)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def add(self, *, account: str, recipient: str, sender: str, body: str, callback_url: str) -> Taken:
        """Take a message; it is queued."""
        now, sid = _now(), "SM" + secrets.token_hex(16)
        row = (sid, account, recipient, sender, body, "queued", None, now, None, now, callback_url)
        marks = ", ".join("?" * len(row))
        with self._lock:
            self._connection.execute(f"INSERT INTO messages ({_COLUMNS}) VALUES ({marks})", row)  # noqa: S608
        return Taken(*row)

    def set_status(self, sid: str, status: str, error_code: int | None = None) -> None:
        """What became of it. The moment of sending is that of its first word after `queued`."""
        with self._lock:
            self._connection.execute(
                "UPDATE messages SET status = ?, error_code = ?, updated_at = ?,"
                " sent_at = coalesce(sent_at, ?) WHERE sid = ?",
                (status, error_code, _now(), _now(), sid),
            )

    def get(self, sid: str) -> Taken | None:
        """The message of this sid."""
        found = self._select("sid = ?", (sid,))
        return found[0] if found else None

    def all(self, recipient: str | None = None) -> list[Taken]:
        """The messages to this number, or all, oldest first."""
        return self._select("recipient = ?", (recipient,)) if recipient else self._select("1", ())

    def _select(self, condition: str, values: tuple[str, ...]) -> list[Taken]:
        with self._lock:
            rows = self._connection.execute(
                f"SELECT {_COLUMNS} FROM messages WHERE {condition} ORDER BY number",  # noqa: S608
                values,
            ).fetchall()
        return [Taken(*row) for row in rows]


def _now() -> str:
    return clock.now().astimezone(UTC).isoformat()


def _rfc2822(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment))
