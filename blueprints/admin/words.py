"""What the codes of this place are called, as source strings."""

from domain.messages import Kind
from domain.text import N_
from queries.staff import When

WHEN_TITLES: dict[str, tuple[str, str]] = {
    When.NOW: (N_("now"), "good"),
    When.COMING: (N_("to come"), "progress"),
    When.OVER: (N_("over"), "closed"),
}
"""How a span of days lies to today, and the tone of its badge."""

KIND_TITLES: dict[str, str] = {
    Kind.NUMBER: N_("case number"),
    Kind.DATE: N_("date"),
    Kind.MOMENT: N_("date and time"),
    Kind.PLACE: N_("place, at most 60 characters"),
    Kind.PHONE: N_("telephone number of a body"),
    Kind.CODE: N_("one-time password"),
}
"""What the variables of a message hold."""

TEXT_PROBLEMS: dict[str, str] = {
    "braces": N_("A curly bracket is open or has something else in it than the name of a variable."),
    "variable_unknown": N_(
        "It holds a variable that this message does not have. Use only those of the list."
    ),
    "variable_missing": N_("A variable is missing. All of those in the list have to stand in the text."),
    "empty": N_("Write what the message says."),
    "too_long": N_("It is too long with the longest values of its variables. Shorten it."),
    "link": N_("It holds a link. Our messages have none, so that nobody can imitate them with one."),
    "other_digits": N_(
        "It holds other digits than the code. People and phones take the first digits they find."
    ),
    "site_not_named": N_("It does not name Qyzmet. Whoever gets a code must see whose it is."),
    "looks_like_others": N_("It names another service. A code of ours must not look like one of theirs."),
}
"""What forbids a text of a message, by the codes of domain/messages.py."""

TOPIC_TITLES: dict[str, str] = {
    "send_message": N_("Sending a message"),
    "check_message": N_("Looking up what became of a message"),
    "send_code": N_("Sending a one-time password"),
    "ask_registry": N_("Asking a registry"),
    "refresh_phone": N_("Asking which number belongs to a citizen"),
    "check_signatures": N_("Asking whether a signing key is in force"),
    "delete_superseded": N_("Deleting a paper whose place digital data took"),
    "stamp_signature": N_("Getting a time stamp for a signature"),
    "stamp_anchor": N_("Getting a time stamp for the audit log"),
}
"""What the work of the outbox is, by the topics of actions/outbox.py."""
