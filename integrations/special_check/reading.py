"""Reading the file again, so that whoever checks sees just what was sent."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from integrations import safe_xml
from integrations.special_check.file import NAMESPACE

_NS = f"{{{NAMESPACE}}}"


@dataclass(frozen=True, repr=False)
class SentFile:
    """What a file says, by the names of its elements; `kinship` and `level` are codes."""

    candidate: dict[str, str]
    relatives: tuple[dict[str, str], ...]
    educations: tuple[dict[str, str], ...]
    works: tuple[dict[str, str], ...]


def read_file(content: bytes) -> SentFile:
    """What the file says. Raises what safe_xml.parse() raises for one that is not ours."""
    root = safe_xml.parse(content)
    return SentFile(
        candidate=_values(root.find(f"{_NS}candidate")),
        relatives=_rows(root, "relatives"),
        educations=_rows(root, "educations"),
        works=_rows(root, "works"),
    )


def _rows(root: Element, name: str) -> tuple[dict[str, str], ...]:
    return tuple(_values(one) for one in root.iterfind(f"{_NS}{name}/*"))


def _values(element: Element | None) -> dict[str, str]:
    if element is None:
        return {}
    return {**element.attrib, **{child.tag.removeprefix(_NS): child.text or "" for child in element}}
