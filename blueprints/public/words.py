"""What is wrong with a file that was checked, in sentences. Marked for translation, by reason code."""

from domain.text import N_

_SHAPE = N_("It is not put together as a package of ours is.")
_SIZE = N_("It holds more than a package of ours does.")
_NAMES = N_("It has files whose names no package may have.")
_CERTIFICATE = N_("The key behind the signature was not one for signing documents when it signed.")
_FIT = N_("The signature and the file do not belong together.")
_BROKEN = N_("The signature is damaged or incomplete.")

DAMAGES: dict[str, str] = {
    "too_large": _SIZE,
    "too_many_files": _SIZE,
    "bomb": _SIZE,
    "malformed": N_("It is incomplete or damaged."),
    "mimetype": _SHAPE,
    "manifest_count": _SHAPE,
    "manifest": N_("Its list of files is damaged."),
    "signature_count": N_("It does not have exactly one signature under its list of files."),
    "file_name": _NAMES,
    "duplicate_name": _NAMES,
    "file_missing": N_("A file that its list names is missing."),
    "file_differs": N_("A file in it was changed after its list was signed."),
    "file_unknown": N_("It has a file that its list does not name."),
}
"""By the codes of PackageRejected."""

FAULTS: dict[str, str] = {
    "signature_missing": N_("The signature under the document itself is not in the package."),
    "other_signature": N_("It is not the signature with which the document was issued."),
    "signature": _FIT,
    "message_digest": _FIT,
    "content_differs": _FIT,
    "content_missing": _FIT,
    "content_type": _FIT,
    "chain": N_(
        "The certificate behind the signature does not come from the National Certification Authority."
    ),
    "not_in_force": _CERTIFICATE,
    "key_usage": _CERTIFICATE,
    "extended_key_usage": _CERTIFICATE,
    "algorithm": N_("The signature is of a kind that does not count."),
    "legacy_algorithm": N_("The signature is of a kind that does not count."),
}
"""By the codes of SignatureRejected and of the check itself."""


def damage(code: str) -> str:
    """Why a package is not whole; a source string."""
    return DAMAGES[code]


def fault(code: str) -> str:
    """Why a signature does not stand; a source string."""
    return FAULTS.get(code, _BROKEN)
