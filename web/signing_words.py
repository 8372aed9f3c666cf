"""Why a signature was not taken, in sentences with the way on. Marked for translation, by reason code."""

from dataclasses import dataclass

from domain.text import N_


@dataclass(frozen=True)
class Refusal:
    """What happened, and what to do now, as source strings."""

    happened: str
    advice: str


_ANOTHER_KEY = N_("Choose another key and sign again.")
_ONCE_MORE = N_("Sign once more. If it happens again, use the other way of signing or call 1414.")
_NEW_KEY = N_("Get a new key in the eGov Mobile app or at a public service centre, then sign with it.")
_BEGIN_ANEW = N_("Begin anew: what you entered is still there.")
_ASK_1414 = N_("Call 1414 and tell them this sentence. Nothing was changed.")

REFUSALS: dict[str, Refusal] = {
    # whose key it is
    "wrong_person": Refusal(
        N_("This is the key of another person: its IIN is not the expected one."),
        N_("Sign with your own key. Nobody can sign for you."),
    ),
    "wrong_organisation": Refusal(
        N_("This key was given out for another organisation than the one entered for you."),
        N_("Sign with the key of your present organisation, or ask your administrator which BIN is entered."),
    ),
    "wrong_kind_of_key": Refusal(
        N_("This kind of key does not fit: citizens sign with a personal key, officers with their body's."),
        _ANOTHER_KEY,
    ),
    "no_iin": Refusal(
        N_("There is no IIN in this key, so nobody can tell whose it is: it is an information system's."),
        N_("Sign with a key that was given out to a person."),
    ),
    "mixed_keys": Refusal(
        N_("The papers were signed with different keys. All of them are signed with one."), _ONCE_MORE
    ),
    # the key itself
    "not_in_force": Refusal(
        N_("The term of this key is over, or has not begun."),
        _NEW_KEY,
    ),
    "revoked": Refusal(
        N_("The National Certification Authority says that this key has been revoked."),
        _NEW_KEY,
    ),
    "unknown_certificate": Refusal(
        N_("The National Certification Authority does not know this key."),
        N_("Sign with a key that it gave out. If this one is new, try again in an hour."),
    ),
    "chain": Refusal(
        N_("This key was not given out by the National Certification Authority of Kazakhstan."),
        N_("Sign with a key of the National Certification Authority."),
    ),
    "key_usage": Refusal(
        N_("This key may not be used for signing: older sets have one key to sign in and another to sign."),
        N_("Choose the key for signing; its file is often named GOST or RSA, without AUTH."),
    ),
    "extended_key_usage": Refusal(
        N_("This key was given out for another purpose than signing papers."), _ANOTHER_KEY
    ),
    "legacy_algorithm": Refusal(
        N_("This key is of the old kind, GOST 34.310-2004, which no longer counts."), _NEW_KEY
    ),
    "algorithm": Refusal(N_("This key signs in a way that is not taken here."), _NEW_KEY),
    # the signature
    "signature": Refusal(
        N_("The signature does not fit its paper or its key: something was changed on the way."), _ONCE_MORE
    ),
    "message_digest": Refusal(N_("Another paper was signed than the one that we had asked for."), _ONCE_MORE),
    "content_differs": Refusal(
        N_("What came back with the signature is not the paper that you were shown."), _ONCE_MORE
    ),
    "content_missing": Refusal(N_("The signature came without what it was given for."), _ONCE_MORE),
    "content_type": Refusal(
        N_("The signature says that something else than a paper was signed."), _ONCE_MORE
    ),
    "attributes_missing": Refusal(N_("The signature lacks the part that says what was signed."), _ONCE_MORE),
    "signing_certificate": Refusal(
        N_("The signature names another key than the one that came with it."), _ONCE_MORE
    ),
    "certificate_missing": Refusal(
        N_("The signature came without the certificate that says whose it is."), _ONCE_MORE
    ),
    "signer_count": Refusal(
        N_("There are several signatures in one, or none at all. One person signs here."), _ONCE_MORE
    ),
    "malformed": Refusal(N_("What came is no signature that can be read."), _ONCE_MORE),
    "too_large": Refusal(N_("What came is far too large for a signature."), _ONCE_MORE),
    "wrong_number": Refusal(N_("Not every paper was signed."), _ONCE_MORE),
    "used_before": Refusal(
        N_("This signature was already used for something else, and each is good for one thing only."),
        _ONCE_MORE,
    ),
    # the check afterwards
    "second_opinion": Refusal(
        N_("A second, independent check of the signature did not agree with the first one."), _ASK_1414
    ),
    "not_fresh": Refusal(N_("The answer about your key is too old to count."), _ONCE_MORE),
    "wrong_certificate": Refusal(N_("The answer about your key speaks of another key."), _ONCE_MORE),
    "responder": Refusal(N_("The answer about your key did not come from who may give it."), _ONCE_MORE),
    "imprint": Refusal(N_("The time stamp belongs to another signature."), _ONCE_MORE),
    "nonce": Refusal(N_("The answer about your key belongs to another question."), _ONCE_MORE),
    # what the signature was for
    "already_done": Refusal(
        N_("Your signature is right, but somebody was first: this has been done meanwhile."),
        N_("Open the case to see how it stands now. Your signature is kept and changes nothing."),
    ),
    "action_not_open": Refusal(
        N_("Your signature is right, but this is no longer open to you in this case."),
        N_("Open the case to see how it stands now. Your signature is kept and changes nothing."),
    ),
    "invalid_data": Refusal(
        N_("Your signature is right, but what was entered no longer fits the case as it stands now."),
        N_("Open the form again, mend what it marks, and sign that."),
    ),
    "not_entitled": Refusal(
        N_("Your role, or the key that is entered for you, has changed since this was prepared."),
        N_("Ask your administrator what is entered for you, then begin anew."),
    ),
    "papers_changed": Refusal(
        N_("Your signature is right, but the case has another paper by now than the one that you saw."),
        N_("Open the case, look at the new paper, and sign again. This signature changes nothing."),
    ),
    "changed": Refusal(N_("The application was changed after it was prepared for signing."), _BEGIN_ANEW),
    "open_case": Refusal(
        N_("You already have an open application. Another one can be sent when it is decided or withdrawn."),
        N_("Your open application is in your cabinet."),
    ),
    "out_of_season": Refusal(
        N_("Applications are not taken now. Your draft is kept; send it when the season opens."),
        N_("The page of the service says when applications are taken."),
    ),
    "not_sendable": Refusal(
        N_("Your signature is right, but something in the application has to be mended first."),
        N_("Open the check of the application: it says what is missing."),
    ),
}

_WHAT_IS_MISSING = (
    "no_ground", "identity_unknown", "phone_unknown", "check_failed", "check_pending", "questions_open",
    "documents_missing", "no_body", "no_vacancy", "questionnaire_open", "no_consent", "closed", "eds_only",
)  # fmt: skip

UNKNOWN = Refusal(N_("The signature was not taken."), _ONCE_MORE)


def refusal(code: str) -> Refusal:
    """The words for a reason code of a request to sign or of one of its deeds."""
    return REFUSALS.get("not_sendable" if code in _WHAT_IS_MISSING else code, UNKNOWN)


PHONE_ENDED: dict[str, str] = {
    "received": N_("This is already signed. The site goes on with it."),
    "done": N_("This has already been signed and done."),
    "refused": N_("This can no longer be signed. Begin anew on the site."),
    "expired": N_("The time to sign this is over. Begin anew on the site."),
    "withdrawn": N_("This was withdrawn on the site and needs no signature."),
}
"""What a telephone is told of a request that no longer waits, by its state."""
