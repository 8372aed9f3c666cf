"""OCSP answers (RFC 6960) as the NCA gives them.

The certificate asked about is echoed, there is no nextUpdate, the nonce comes
back, and a serial number that nobody issued is «revoked, 1970, certificateHold»
with the extension extended-revoke (4.4.8).
"""

import hashlib
from datetime import UTC, datetime, timedelta

from asn1crypto import core, ocsp, x509

from devkit.nca.authority import Authority, Chain
from devkit.nca.modes import Mode
from devkit.nca.pairs import Kind, settled, spoilt, unread

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
OLD = timedelta(days=1)
"""How old a stale answer is."""


def answer(request: bytes, authority: Authority, *, at: datetime, mode: Mode = Mode.OK) -> bytes:
    """The OCSPResponse to a DER OCSPRequest about one certificate."""
    if mode is Mode.TRY_LATER:
        return _refusal("try_later")
    try:
        question = ocsp.OCSPRequest.load(request, strict=True)["tbs_request"]
        (asked,) = question["request_list"]
        certificate = asked["req_cert"]
        kind = _chain_asked(certificate, authority)
        nonce = _nonce(question)
    except (ValueError, TypeError, KeyError):
        return _refusal("malformed_request")
    if kind is None:
        return _refusal("unauthorized")
    status = _status(authority, kind, certificate["serial_number"].native, unknown=mode is Mode.UNKNOWN)
    if mode is Mode.WRONG_CERT:
        certificate = certificate.copy()
        certificate["serial_number"] = certificate["serial_number"].native + 1
    moment = at - OLD if mode is Mode.STALE else at
    return _signed(authority.chains[kind], certificate, status, nonce, at=moment, forged=mode is Mode.FORGED)


def _status(authority: Authority, kind: Kind, serial: int, *, unknown: bool) -> ocsp.CertStatus:
    entry = None if unknown else authority.register.find(kind, serial)
    if entry is None:
        return _revoked(NEVER, "certificate_hold")
    if entry.revoked_at is None:
        return ocsp.CertStatus(name="good", value=core.Null())
    return _revoked(entry.revoked_at, "cessation_of_operation")


def _revoked(at: datetime, reason: str) -> ocsp.CertStatus:
    return ocsp.CertStatus(
        name="revoked", value=ocsp.RevokedInfo({"revocation_time": at, "revocation_reason": reason})
    )


def _signed(
    chain: Chain,
    certificate: ocsp.CertId,
    status: ocsp.CertStatus,
    nonce: bytes | None,
    *,
    at: datetime,
    forged: bool,
) -> bytes:
    moment = at.replace(microsecond=0)
    extensions: list[dict[str, object]] = []
    if nonce is not None:
        extensions.append({"extn_id": "nonce", "extn_value": nonce})
    extensions.append({"extn_id": "extended_revoke", "extn_value": core.Null()})
    responder = chain.responder
    body = settled(
        ocsp.ResponseData(
            {
                "responder_id": ocsp.ResponderId(name="by_name", value=responder.name),
                "produced_at": moment,
                "responses": [{"cert_id": certificate, "cert_status": status, "this_update": moment}],
                "response_extensions": extensions,
            }
        )
    )
    signature = responder.pair.sign(body.dump())
    basic = ocsp.BasicOCSPResponse(
        {
            "tbs_response_data": body,
            "signature_algorithm": responder.pair.algorithm(),
            "signature": spoilt(signature) if forged else signature,
            "certs": [unread(x509.Certificate, responder.certificate)],
        }
    )
    return ocsp.OCSPResponse(
        {
            "response_status": "successful",
            "response_bytes": {"response_type": "basic_ocsp_response", "response": settled(basic)},
        }
    ).dump()


def _refusal(status: str) -> bytes:
    return ocsp.OCSPResponse({"response_status": status}).dump()


def _chain_asked(certificate: ocsp.CertId, authority: Authority) -> Kind | None:
    """Whose CA issued what is asked about, None: not ours. Raises ValueError for a strange hash."""
    algorithm = certificate["hash_algorithm"]["algorithm"].native
    for kind, chain in authority.chains.items():
        name = hashlib.new(algorithm, chain.issuer.name.dump()).digest()
        key = hashlib.new(algorithm, chain.issuer.pair.key_bits).digest()
        if (name, key) == (certificate["issuer_name_hash"].native, certificate["issuer_key_hash"].native):
            return kind
    return None


def _nonce(question: ocsp.TBSRequest) -> bytes | None:
    for extension in question["request_extensions"] or ():
        if extension["extn_id"].native == "nonce":
            value: bytes = extension["extn_value"].parsed.native
            return value
    return None
