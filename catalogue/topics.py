"""The grounds of all public services, sorted by what people's lives look like.

An ordering for the ground finder only; no act knows it. A subtype that stands in
no topic is shown under the last heading, so a new public service needs no line here.
"""

from dataclasses import dataclass, field

from domain.text import N_


@dataclass(frozen=True)
class Topic:
    """A heading of the ground finder; `grounds` are (public service, subtype) codes."""

    code: str
    label: str
    grounds: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def _of(code: str, label: str, **subtypes: str) -> Topic:
    grounds = ((service, subtype) for service, codes in subtypes.items() for subtype in codes.split())
    return Topic(code, label, frozenset(grounds))


OTHER = Topic("other", N_("Other"))

TOPICS: tuple[Topic, ...] = (
    _of("family", N_("Family"), deferral="S1 S2 S3 S4", exemption="S3"),
    _of("study", N_("Study and science"), deferral="S5 S13", exemption="S6"),
    _of("health", N_("Health"), deferral="S6", exemption="S1"),
    _of("work", N_("Work and office"), deferral="S7 S8 S9 S11 S12", exemption="S7"),
    _of("service", N_("Age and earlier service"), exemption="S2 S4 S5"),
    _of("contract", N_("Service under a contract"), contract="private sergeant"),
    _of("law", N_("Investigation and court"), deferral="S10"),
    OTHER,
)
"""In the order in which the page shows them."""


def topic_of(service: str, subtype: str) -> Topic:
    """Where this ground is found."""
    return next((topic for topic in TOPICS if (service, subtype) in topic.grounds), OTHER)
