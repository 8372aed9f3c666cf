"""The XML file by which the security department is asked to check a candidate (834 annex 1; CON-8, CON-9)."""

from integrations.special_check.file import NAMESPACE, SCHEMA, check_file
from integrations.special_check.reading import SentFile, read_file

__all__ = ["NAMESPACE", "SCHEMA", "SentFile", "check_file", "read_file"]
