"""Why a signature is refused, as one exception with a stable reason code."""

from domain.errors import QyzmetError

CODES = (
    "too_large",
    "malformed",
    "signer_count",
    "certificate_missing",
    "attributes_missing",
    "content_type",
    "message_digest",
    "content_missing",
    "content_differs",
    "algorithm",
    "legacy_algorithm",
    "key_usage",
    "extended_key_usage",
    "chain",
    "not_in_force",
    "signature",
    "signing_certificate",
    "not_fresh",
    "wrong_certificate",
    "responder",
    "imprint",
    "nonce",
)
"""Every reason code of the verifier; docs/eds.md says what each means."""


class SignatureRejected(QyzmetError):
    """A signature, certificate, revocation answer or time stamp does not stand.

    `code` is one of CODES, or of those that actions add, stored and translated;
    `detail` is a word for logs. Neither holds personal data.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} ({detail})" if detail else code)
        self.code = code
        self.detail = detail


class NotAnswered(Exception):
    """Nobody who could say so has answered: neither valid nor invalid, ask again later.

    `code` says what happened, for logs: without personal data.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
