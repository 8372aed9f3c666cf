"""The log: one JSON object a line on standard error, with the request's name and without people's numbers."""

import json
import logging
import re
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import has_request_context

from actions.audit import current_request
from web.request_id import request_id

# An IIN or a telephone number in a log is a leak, whoever wrote it there: a
# library's trace, a URL, a provider's answer.
_IIN = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PHONE = re.compile(r"(?<![\d.-])(?:\+?7|8)[\s(-]*7\d{2}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)")

_UNSEEN = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Letters that end a line or turn it around on a terminal, which JSON lets stand."""

_OWN_HANDLERS = ("gunicorn.error", "gunicorn.access")
"""Loggers that keep what they write to themselves unless they are told otherwise."""

_formatter = logging.Formatter()
_make_record: Callable[..., logging.LogRecord] = logging.LogRecord
_KNOWN = frozenset(vars(_make_record("", 0, "", 0, "", None, None))) | {"message", "asctime", "request_id"}


def mask(text: str) -> str:
    """The text without identification and telephone numbers."""
    return _PHONE.sub("[phone]", _IIN.sub("[iin]", text))


def masked_record(*arguments: Any, **named: Any) -> logging.LogRecord:
    """A record whose message, trace and stack are masked before any handler has it, ours or not.

    Its arguments are in the message by then: a handler that cannot write quotes them.
    """
    record = _make_record(*arguments, **named)
    try:
        message = record.getMessage()
    except Exception:  # a slip in a format must not cost the line, nor quote what was to go into it
        message = str(record.msg)
    record.msg, record.args = mask(message), None
    if record.exc_info:
        record.exc_text = mask(_formatter.formatException(record.exc_info))
    if record.stack_info:
        record.stack_info = mask(record.stack_info)
    return record


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON. Its time is the computer's, in UTC, never the demo's.

    What was given as `extra` stands beside the rest under its own names.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, its numbers masked."""
        extra = {name: value for name, value in vars(record).items() if name not in _KNOWN}
        entry = {
            **{name: _masked_value(value) for name, value in extra.items()},
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": mask(record.getMessage()),
        }
        if record.exc_text or record.exc_info:
            entry["trace"] = record.exc_text or mask(self.formatException(record.exc_info))  # type: ignore[arg-type]
        return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(entry, ensure_ascii=False))


def configure(level: int = logging.INFO) -> None:
    """Send the log of this process to standard error as JSON, in place of any earlier arrangement."""
    logging.setLogRecordFactory(masked_record)
    # A handler that fails would print the record with all its arguments.
    logging.raiseExceptions = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(_name_request)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    # Its information lines hold whole requests to the provider, with numbers and texts in them.
    logging.getLogger("twilio.http_client").setLevel(logging.WARNING)


def _name_request(record: logging.LogRecord) -> bool:
    record.request_id = request_id() if has_request_context() else current_request.get() or "-"
    return True


def _masked_value(value: Any) -> Any:
    """A number or a word as it is, anything else as text; a number may be somebody's."""
    if value is None or isinstance(value, bool | float):
        return value
    masked = mask(str(value))
    return value if isinstance(value, int) and masked == str(value) else masked


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Python itself would print the trace as it is."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger("uncaught").critical("the process ends", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and told.exc_type is not SystemExit:
        trace = (told.exc_type, told.exc_value, told.exc_traceback)
        logging.getLogger("uncaught").critical("a thread has ended", exc_info=trace)
