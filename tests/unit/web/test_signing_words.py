"""Every reason for which a signature is not taken has a sentence of its own."""

import inspect
import re

from actions import cases, signatures
from domain import signing
from domain.errors import ActionNotOpen, AlreadyDone, InvalidData
from domain.signing import RequestState
from integrations.eds.errors import CODES
from jobs import signatures as job
from web.signing_words import PHONE_ENDED, REFUSALS, UNKNOWN, refusal


def test_every_code_of_the_verifier_has_words() -> None:
    assert set(CODES) <= set(REFUSALS)


def test_every_code_that_is_given_elsewhere_has_words() -> None:
    """Read from the code that gives them: a new reason without a sentence is red."""
    of_keys = re.findall(r'return "(\w+)"', inspect.getsource(signing.wrong_key))
    of_signatures = re.findall(r'SignatureRejected\("(\w+)"\)', inspect.getsource(signatures))
    of_the_check = re.findall(r'evidence, "(\w+)"|return "(\w+)" if .* else "(\w+)"', inspect.getsource(job))
    of_filing = re.findall(r'^\s+\(?"(\w+)",', inspect.getsource(cases.why_not_fileable), re.M)
    deeds = [error.code for error in (AlreadyDone, ActionNotOpen, InvalidData)]
    codes = {
        *of_keys,
        *of_signatures,
        *filter(None, sum(of_the_check, ())),
        *of_filing,
        *deeds,
        "changed",
        "eds_only",
    }
    assert len(of_keys) == 4 and len(of_signatures) == 4 and len(of_filing) == 13 and len(of_the_check) == 2
    assert not [code for code in codes if refusal(code) is UNKNOWN]


def test_no_two_reasons_say_the_same() -> None:
    happened = [words.happened for words in REFUSALS.values()]
    assert len(set(happened)) == len(happened)


def test_a_reason_of_another_version_still_says_something() -> None:
    assert refusal("of_tomorrow") is UNKNOWN


def test_a_telephone_is_told_of_each_way_in_which_a_request_ends() -> None:
    assert set(PHONE_ENDED) == set(RequestState) - {RequestState.WAITING}
