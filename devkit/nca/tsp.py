"""Time stamps (RFC 3161, RFC 5816) of the development CA."""

import hashlib
from datetime import datetime, timedelta

from asn1crypto import algos, cms, core, tsp

from devkit.nca.cms import signed_data
from devkit.nca.modes import Mode
from devkit.nca.pairs import Kind, Pair, spoilt, unread
from devkit.nca.profile import Credential
from integrations.eds import oids

POLICIES = {"1.2.398.3.3.2.6.2": Kind.RSA, "1.2.398.3.3.2.6.4": Kind.GOST}
"""The policies of the NCA's time stamps, and which key signs them."""

DEFAULT_POLICY = "1.2.398.3.3.2.6.4"

_LENGTHS = {oids.STREEBOG_512: 64, oids.STREEBOG_256: 32, oids.SHA256: 32, oids.SHA512: 64}
_OLD = timedelta(days=1)


class _Response(core.Sequence):
    """As `tsp.TimeStampResp`, which knows no refusal without a token."""

    _fields = [  # noqa: RUF012
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


def imprint(content: bytes, pair: Pair) -> tsp.MessageImprint:
    """The digest of what is stamped, with the algorithm of this key."""
    algorithm = algos.DigestAlgorithm({"algorithm": pair.digest_algorithm, "parameters": core.Null()})
    return tsp.MessageImprint({"hash_algorithm": algorithm, "hashed_message": pair.digest(content)})


def token(
    stamped: tsp.MessageImprint,
    credential: Credential,
    *,
    at: datetime,
    nonce: int | None = None,
    certificate: bool = True,
) -> bytes:
    """A time-stamp token, DER. `certificate` embeds the signer's."""
    policy = next(policy for policy, kind in POLICIES.items() if kind is credential.pair.kind)
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": policy,
            "message_imprint": stamped,
            "serial_number": _serial(stamped, at),
            "gen_time": at.replace(microsecond=0),
            "nonce": nonce,
        }
    )
    return signed_data(
        info.dump(),
        credential,
        at=at,
        content_type="tst_info",
        attached=True,
        certificates=None if certificate else (),
        signing_certificate=True,
    )


def respond(
    request: bytes, credentials: dict[Kind, Credential], *, at: datetime, mode: Mode = Mode.OK
) -> bytes:
    """The TimeStampResp to a DER TimeStampReq; the policy asked for chooses the key."""
    if mode is Mode.TRY_LATER:
        return _refusal("time_not_available")
    try:
        question = tsp.TimeStampReq.load(request, strict=True)
        stamped = question["message_imprint"]
        algorithm = stamped["hash_algorithm"]["algorithm"].dotted
        digest = stamped["hashed_message"].native
        policy = question["req_policy"].native or DEFAULT_POLICY
        nonce, certificate = question["nonce"].native, question["cert_req"].native
    except (ValueError, TypeError, KeyError):
        return _refusal("bad_data_format")
    if _LENGTHS.get(algorithm) != len(digest):
        return _refusal("bad_alg")
    if policy not in POLICIES or mode is Mode.UNKNOWN:
        return _refusal("unaccepted_policy")
    if mode is Mode.WRONG_CERT:
        stamped = stamped.copy()
        stamped["hashed_message"] = digest[::-1]
    moment = at - _OLD if mode is Mode.STALE else at
    made = token(stamped, credentials[POLICIES[policy]], at=moment, nonce=nonce, certificate=certificate)
    granted = {"status": {"status": "granted"}, "time_stamp_token": unread(cms.ContentInfo, made)}
    response = _Response(granted).dump()
    # The signature is what a token without unsigned attributes ends with.
    return spoilt(response) if mode is Mode.FORGED else response


def _serial(stamped: tsp.MessageImprint, at: datetime) -> int:
    words = stamped.dump() + at.isoformat().encode()
    return int.from_bytes(hashlib.sha256(words).digest()[:16])


def _refusal(failure: str) -> bytes:
    return _Response({"status": {"status": "rejection", "fail_info": {failure}}}).dump()
