"""The log: a line of JSON, and nobody's numbers in it."""

import json
import logging

import pytest

from web.logs import JsonFormatter, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("asked for 901323300015, no answer", "asked for [iin], no answer"),
        ("POST /x?iin=901323300015&to=%2B77011234567", "POST /x?iin=[iin]&to=%2B[phone]"),
        ("sent to +77011234567", "sent to [phone]"),
        ("sent to 8 (701) 123-45-67", "sent to [phone]"),
        ("sent to +7 701 123 45 67.", "sent to [phone]."),
        ("case 26-004821-7 of 2026-11-23T10:00:00", "case 26-004821-7 of 2026-11-23T10:00:00"),
        ("SM9012345678901234567890123456789a", "SM9012345678901234567890123456789a"),
    ],
)
def test_identification_and_telephone_numbers_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_a_record_is_one_line_of_json_with_its_trace_masked() -> None:
    try:
        raise ValueError("no person 901323300015")
    except ValueError as error:
        record = logging.LogRecord(
            "qyzmet",
            logging.ERROR,
            __file__,
            1,
            "failed for %s",
            ("+77011234567",),
            (ValueError, error, None),
        )
    line = JsonFormatter().format(record)
    entry = json.loads(line)
    assert "\n" not in line
    assert (entry["level"], entry["message"], entry["request"]) == ("error", "failed for [phone]", "-")
    assert "no person [iin]" in entry["trace"]
