"""Writing the file in the form of candidate.xsd."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from domain.registry_facts import Relative
from domain.relatives import COVERED, OTHER

NAMESPACE = "urn:qyzmet:special-check:1"
SCHEMA = Path(__file__).with_name("candidate.xsd")

NOTHING = "—"
"""What stands where the form wants words and no sign of those given can be written in XML."""

LONGEST = 6000
"""How many signs the form takes."""

_IIN = re.compile(r"[0-9]{12}")
_NO_XML = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")

Rows = Sequence[Mapping[str, Any]]


def check_file(
    *,
    number: str,
    sent_on: date,
    applicant: Mapping[str, Any],
    questionnaire: Mapping[str, Rows],
    sex: str | None,
    unnamed: Sequence[Relative] = (),
) -> bytes:
    """The file about a candidate and the relatives whom the check covers, UTF-8.

    `unnamed` are relatives whom the candidate did not name and the civil registry
    knows. `applicant` and `questionnaire` are those of the signed application
    (actions/drafts.py), the relatives in it as domain/relatives.py completes them.
    Raises KeyError for one that lacks what the form asks for.
    """
    root = Element("specialCheck", {"xmlns": NAMESPACE, "case": number, "sentOn": sent_on.isoformat()})
    home = _first(questionnaire, "address")
    _fill(
        SubElement(root, "candidate"),
        iin=applicant["iin"],
        name=_wanted(applicant["name"]),
        birthDate=applicant["birth_date"],
        sex=sex,
        registeredAddress=applicant["address"],
        district=applicant["district"],
        address=home.get("address"),
        autobiography=_first(questionnaire, "autobiography").get("text"),
    )
    relatives = SubElement(root, "relatives")
    for row in questionnaire["relatives"]:
        one = SubElement(relatives, "relative", {"kinship": _kinship(row["kinship"])})
        if row.get("deceased") == "yes":
            one.set("deceased", "true")
        _fill(one, iin=_iin(row.get("iin")), name=_wanted(row["name"]), birthYear=row["born"])
    for known in unnamed:
        one = SubElement(relatives, "relative", {"kinship": _kinship(known.kinship), "recorded": "true"})
        born = f"{known.birth_date.year:04d}" if known.birth_date else None
        _fill(one, iin=_iin(known.iin), name=_wanted(known.name), birthYear=born)
    educations = SubElement(root, "educations")
    for row in questionnaire.get("education", ()):
        one = SubElement(educations, "education", {"level": row["level"]})
        _fill(one, school=_wanted(row["school"]), finished=row["finished"], speciality=row.get("speciality"))
    works = SubElement(root, "works")
    for row in questionnaire.get("work", ()):
        _fill(
            SubElement(works, "work"),
            place=_wanted(row["place"]),
            position=_wanted(row["position"]),
            since=_wanted(row["since"]),
            until=row.get("until"),
        )
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _first(questionnaire: Mapping[str, Rows], section: str) -> Mapping[str, Any]:
    return next(iter(questionnaire.get(section, ())), {})


def _kinship(code: str) -> str:
    return code if code in COVERED else OTHER


def _iin(value: str | None) -> str | None:
    """What is no IIN is left out: a registry's is not checked when it answers."""
    return value if value and _IIN.fullmatch(value) else None


def _fill(element: Element, **values: str | None) -> None:
    """One child for each value that is known, in this order."""
    for name, value in values.items():
        written = _written(value or "")
        if written:
            SubElement(element, name).text = written


def _wanted(value: str) -> str:
    """Words that the form cannot do without."""
    return _written(value) or NOTHING


def _written(value: str) -> str:
    """The value without the signs that XML 1.0 cannot hold, as long as the form takes it."""
    return _NO_XML.sub("", value).strip()[:LONGEST]
