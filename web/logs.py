"""The log: one JSON object a line on standard error, with the request's name and without people's numbers."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

from web.request_id import request_id

# An IIN or a telephone number in a log is a leak, whoever wrote it there: a
# library's trace, a URL, a provider's answer.
_IIN = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PHONE = re.compile(r"(?<![\d.-])(?:\+?7|8)[\s(-]*7\d{2}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)")


def mask(text: str) -> str:
    """The text without identification and telephone numbers."""
    return _PHONE.sub("[phone]", _IIN.sub("[iin]", text))


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON. Its time is the computer's, in UTC, never the demo's."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, its numbers masked."""
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": mask(record.getMessage()),
        }
        if record.exc_info:
            entry["trace"] = mask(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def _name_request(record: logging.LogRecord) -> bool:
    record.request_id = request_id()
    return True


def configure(level: int = logging.INFO) -> None:
    """Send the log of this process to standard error as JSON, in place of any earlier arrangement."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(_name_request)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    # Its information lines hold whole requests to the provider, with numbers and texts in them.
    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)
