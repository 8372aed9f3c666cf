"""The log: a line of JSON, and nobody's numbers in it, whoever wrote them there."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from config import ROOT
from web.logs import JsonFormatter, mask, masked_record

IIN, PHONE = "901323300015", "+77011234567"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("asked for 901323300015, no answer", "asked for [iin], no answer"),
        ("POST /x?iin=901323300015&to=%2B77011234567", "POST /x?iin=[iin]&to=%2B[phone]"),
        ("SERIALNUMBER=IIN901323300015", "SERIALNUMBER=IIN[iin]"),
        ("sent to +77011234567", "sent to [phone]"),
        ("sent to 8 (701) 123-45-67", "sent to [phone]"),
        ("sent to +7 701 123 45 67.", "sent to [phone]."),
        ("{'phone': '+77011234567'}", "{'phone': '[phone]'}"),
        ("case 26-004821-7 of 2026-11-23T10:00:00", "case 26-004821-7 of 2026-11-23T10:00:00"),
        ("SM9012345678901234567890123456789a", "SM9012345678901234567890123456789a"),
    ],
)
def test_identification_and_telephone_numbers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What a plain handler of somebody else's writes, with our records."""
    before = logging.getLogRecordFactory()
    logging.setLogRecordFactory(masked_record)
    written = StringIO()
    handler = logging.StreamHandler(written)
    logger = logging.getLogger("somebodys.library")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)
    logging.setLogRecordFactory(before)


@pytest.fixture
def library(lines: StringIO) -> logging.Logger:
    return logging.getLogger("somebodys.library")


def test_a_handler_that_knows_nothing_of_masking_gets_masked_records(
    library: logging.Logger, lines: StringIO
) -> None:
    library.error("asked for %s at %s", IIN, {"phone": PHONE})
    library.error("asked for %(iin)s", {"iin": int(IIN)})
    library.error(IIN)
    assert lines.getvalue() == "asked for [iin] at {'phone': '[phone]'}\nasked for [iin]\n[iin]\n"


def test_the_trace_of_an_exception_and_of_its_cause_is_masked(
    library: logging.Logger, lines: StringIO
) -> None:
    try:
        try:
            raise KeyError(IIN)
        except KeyError as error:
            raise ValueError(f"no number {PHONE}") from error
    except ValueError:
        library.exception("failed", stack_info=True)
    written = lines.getvalue()
    assert "KeyError: '[iin]'" in written and "no number [phone]" in written
    assert IIN not in written and PHONE not in written


def test_a_slip_in_the_format_quotes_no_arguments(library: logging.Logger, lines: StringIO) -> None:
    library.error("asked for %d", IIN + "x")
    library.error("asked for %s and %s", IIN)
    assert lines.getvalue() == "asked for %d\nasked for %s and %s\n"


def entry_of(**extra: Any) -> dict[str, Any]:
    record = logging.LogRecord("qyzmet", logging.ERROR, __file__, 1, "failed for %s", (PHONE,), None)
    vars(record).update(extra)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    entry: dict[str, Any] = json.loads(line)
    return entry


def test_a_record_is_one_line_of_json() -> None:
    entry = entry_of()
    assert (entry["level"], entry["message"], entry["request"]) == ("error", "failed for [phone]", "-")
    assert set(entry) == {"at", "level", "logger", "request", "message"}


def test_what_is_given_beside_the_message_is_masked_too() -> None:
    entry = entry_of(count=7, iin=IIN, number=int(IIN), whole={"to": [PHONE]}, none=None)
    assert (entry["count"], entry["none"]) == (7, None)
    assert (entry["iin"], entry["number"], entry["whole"]) == ("[iin]", "[iin]", "{'to': ['[phone]']}")


def test_log_injection_a_line_break_does_not_begin_a_line() -> None:
    record = logging.LogRecord("q", 40, __file__, 1, "typed %s", ('a\n{"level": "info"}',), None)
    assert json.loads(JsonFormatter().format(record))["message"] == 'typed a\n{"level": "info"}'


_PROGRAM = f"""
import logging, threading, warnings
for name in ("gunicorn.error", "gunicorn.access", "rq.worker"):  # as these set themselves up
    logging.getLogger(name).addHandler(logging.StreamHandler())
    logging.getLogger(name).propagate = False
from web import logs
logs.configure()
for name in ("gunicorn.error", "gunicorn.access", "rq.worker"):
    logging.getLogger(name).warning("%(r)s", {{"r": "GET /?iin={IIN}"}})
warnings.warn("of {IIN}")
thread = threading.Thread(target=lambda: {{}}["{PHONE}"])
thread.start()
thread.join()
raise LookupError("{IIN}")
"""


def test_every_way_to_standard_error_is_masked() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert IIN not in done.stderr and PHONE not in done.stderr
    lines = done.stderr.splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert [entry["logger"] for entry in told] == [
        "gunicorn.error",
        "gunicorn.access",
        "py.warnings",
        "uncaught",
        "uncaught",
    ]
    assert "GET /?iin=[iin]" in lines  # the handler of RQ's own, which nobody took away
    assert "LookupError: [iin]" in told[-1]["trace"] and "KeyError: '[phone]'" in told[-2]["trace"]
